import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { ARMS } from "../src/analysis/characteristics.js";
import { readRecords } from "../src/records/read-records.js";
import { drawFigures } from "../src/report/figures.js";
import { responseFigureNames } from "../src/report/response-figures.js";
import { runStudy } from "../src/study.js";

const home = new URL("..", import.meta.url).pathname;
const study = runStudy(await readRecords(`${home}records`));
const { document } = parseHTML("<html></html>") as unknown as { document: Document };
const figures = new Map(drawFigures(study, document, "A note.").map((figure) => [figure.name, figure]));
const parsed = (name: string): Element =>
  (parseHTML(figures.get(name)!.wide) as unknown as { document: Document }).document.querySelector("svg")!;
const matched = (arm: string) => study.courses.filter((course) => course.matched && course.arm === arm);
const bests = (arm: string, best: string): number =>
  matched(arm).filter((course) => course.best.overall === best).length;

test("there is a row per included patient, as many matched ones of each arm as pairs", () => {
  expect(study.courses).toHaveLength(study.total.n[0]! + study.total.n[1]!);
  expect(ARMS.map((arm) => matched(arm).length)).toEqual(study.matched.n);
});

test("waterfalls and spiders have the counts of Table 2 in their keys, and a bar or line for each patient", () => {
  ARMS.forEach((arm, i) => {
    const { counts } = study.matched.response[0]!.groups[i]!;
    for (const best of ["CR", "PR", "SD", "PD"] as const) expect(bests(arm, best)).toBe(counts[best]);
    for (const [kind, marks] of [
      ["waterfall", "bars"],
      ["spider", "lines"],
    ]) {
      const figure = parsed(`${kind}-${arm.toLowerCase()}`);
      expect(figure.querySelector(`[aria-label="${marks}"]`)!.children).toHaveLength(study.matched.n[i]!);
      for (const best of ["CR", "PR", "SD", "PD"] as const) {
        expect(figure.textContent).toContain(`${best} (${counts[best]})`);
      }
      expect(figure.textContent!.replace(/\s/g, "")).toContain(`All${study.matched.n[i]}patientsareshown.`);
    }
  });
});

test("crosses of a spider are the first progressions of its arm", () => {
  for (const arm of ARMS) {
    const progressed = matched(arm).filter(({ firstProgressionDay }) => firstProgressionDay.overall !== null).length;
    expect(parsed(`spider-${arm.toLowerCase()}`).querySelector('[aria-label="progression"]')!.children).toHaveLength(
      progressed,
    );
  }
});

test("the swimmer plot ends with the deaths of the survival analysis and marks every implantation", () => {
  const text = parsed("swimmer").textContent!.replace(/\s/g, "");
  const deaths = study.matched.endpoints[0]!.r.curves.reduce((sum, { events }) => sum + events, 0);
  expect(text).toContain(`todeath(n=${deaths})`);
  const implantations = ARMS.flatMap(matched).reduce((sum, course) => sum + course.implantations.length, 0);
  expect(implantations).toBe(study.matched.exposure.implantationsTotal);
});

test("thrombus figures count the patients of Table 2 who have a thrombus", () => {
  const thrombus = study.matched.response.find(({ component }) => component === "thrombus")!;
  ARMS.forEach((arm, i) => {
    const text = parsed(`thrombus-${arm.toLowerCase()}`).querySelector("desc")!.textContent!;
    expect(text).toMatch(new RegExp(`^${thrombus.groups[i]!.n} patients\\.`));
  });
});

test("an arm without a portal vein thrombus has no thrombus figure, and the report none", () => {
  const courses = study.courses.map((course) => ({ ...course, thrombus: course.arm === "TKI" ? [] : course.thrombus }));
  const own = { ...study, courses };
  expect(responseFigureNames(own).filter((name) => name.startsWith("thrombus"))).toEqual(["thrombus-tki-i"]);
  const drawn = drawFigures(own, document, "A note.").map(({ name }) => name);
  expect(responseFigureNames(own).every((name) => drawn.includes(name))).toBe(true);
  expect(drawn).not.toContain("thrombus-tki");
});

test("the butterfly has the any-event percentages of Table S3", () => {
  const { groups } = study.safety.events.overall;
  const percents = groups.map(
    ({ anyGrade, grade3Plus }) => `${Math.round(anyGrade.percent!)} / ${Math.round(grade3Plus.percent!)}`,
  );
  for (const text of percents) expect(parsed("adverse-events").textContent).toContain(text);
});
