import { readFileSync } from "node:fs";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { fillGuide } from "../../../scripts/fill-guide.js";
import { publishedPairs } from "../src/compare/compare-with-published.js";
import { readRecords } from "../src/records/read-records.js";
import { drawFigures } from "../src/report/figures.js";
import { runStudy } from "../src/study.js";
import { guideParts } from "./spss-guide.js";

const home = new URL("..", import.meta.url).pathname;
const docs = new URL("../../../docs/", import.meta.url).pathname;
const guide = `${docs}reproducing-an-spss-propensity-match.md`;
const published: unknown = JSON.parse(readFileSync(`${home}published.json`, "utf8"));
const records = await readRecords(`${home}records`);
const study = runStudy(records, undefined, publishedPairs(published));

// `npx vitest run examples/tki-i-study/test/spss-guide.test.ts -u` writes them.
test("the tables and figures of the guide to SPSS's matching are those of the study", async () => {
  await expect(fillGuide(readFileSync(guide, "utf8"), guideParts(study, records))).toMatchFileSnapshot(guide);
  const { document } = parseHTML("<html></html>");
  const figures = drawFigures(study, document, "Synthetic cohort of the example study.");
  for (const [name, file] of [
    ["algorithms", "matching-algorithms"],
    ["love", "matching-balance"],
  ]) {
    const { wide } = figures.find((own) => own.name === name)!;
    await expect(`${wide}\n`).toMatchFileSnapshot(`${docs}images/${file}.svg`);
  }
});
