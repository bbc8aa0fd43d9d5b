import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { readRecords } from "../src/records/read-records.js";
import { drawFigures } from "../src/report/figures.js";
import { reportPage } from "../src/report/page.js";
import { runStudy } from "../src/study.js";

const home = new URL("..", import.meta.url).pathname;
const study = runStudy(await readRecords(`${home}records`));
const drawing = parseHTML("<html></html>") as unknown as { document: Document };
const figures = drawFigures(study, drawing.document, "A note.");
const page = reportPage({
  title: "A study",
  note: "A note.",
  study,
  figures,
  comparisons: null,
  invented: null,
  provenance: { cutOffDate: "2021-12-31", packages: [], node: "20", inputHash: "0" },
});
const { document } = parseHTML(page) as unknown as { document: Document };
const text = (selector: string): string => document.querySelector(selector)!.textContent!;

test("every section is in the contents, and every figure of the study on the page, wide and narrow", () => {
  const sections = [...document.querySelectorAll("main > section")].map(({ id }) => id);
  expect([...document.querySelectorAll("nav a")].map((link) => link.getAttribute("href"))).toEqual(
    sections.map((id) => `#${id}`),
  );
  expect(sections.slice(sections.indexOf("response"), sections.indexOf("response") + 3)).toEqual([
    "response",
    "criteria",
    "patients",
  ]);
  const drawn = figures.map(({ name }) => name);
  const shown = [...document.querySelectorAll("svg[role=img] > title")].map(({ id }) => id.replace(/-title$/, ""));
  expect(shown.sort()).toEqual(drawn.flatMap((name) => [name, `${name}-narrow`]).sort());
});

test("one article per arm has the patient's lesions, decisions and figure, and begins a page in print", () => {
  const articles = [...document.querySelectorAll("article.patient")];
  expect(articles.map((article) => article.querySelector("h3")!.textContent)).toEqual(
    study.traced.map(({ patientId, arm }) => `Patient ${patientId}, ${arm} arm`),
  );
  for (const article of articles) {
    expect([...article.querySelectorAll("caption")].map((caption) => caption.textContent)).toEqual([
      "What was measured (mm)",
      "What was decided",
    ]);
    expect(article.querySelectorAll("svg")).toHaveLength(2);
  }
  expect(page).toMatch(/@media print \{[^}]*[\s\S]*\.patient \{ break-before: page; break-after: page;/);
});

test("sentences about other criteria say what the tables say", () => {
  const { rates } = study.criteria.rates.find(({ criteria }) => criteria === "recist-1.1")!;
  const [first, second] = rates.groups.map(({ orr }) => (100 * orr.estimate!).toFixed(1));
  expect(text("#criteria p")).toContain(`${first} and ${second} % by RECIST 1.1`);
  expect(text("#criteria")).toContain(`${first} (`);
  expect(text("main")).not.toMatch(/NaN|undefined|\bnull\b/);
});
