import { readFileSync } from "node:fs";
import { fromJson, toJson } from "@hcc/data";
import { describe, expect, test } from "vitest";
import { compareWithPublished } from "../src/compare/compare-with-published.js";
import type { Comparison } from "../src/compare/comparison.js";
import { readRecords } from "../src/records/read-records.js";
import type { StudyRecords } from "../src/records/types.js";
import { runStudy } from "../src/study.js";

const home = new URL("..", import.meta.url).pathname;
const published: unknown = JSON.parse(readFileSync(`${home}published.json`, "utf8"));
const records = await readRecords(`${home}records`);
const study = runStudy(records);
const comparisons = compareWithPublished(study, published);
const find = (section: string, item: string): Comparison =>
  comparisons.find((line) => line.section.startsWith(section) && line.item === item)!;

test("every number of published.json stands beside ours, once", () => {
  const numbers = (value: unknown, path: string): string[] => {
    if (typeof value === "number") return [path];
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, item]) => numbers(item, path === "" ? key : `${path}.${key}`));
  };
  const covered = comparisons.map(({ path }) => path);
  expect(new Set(covered).size).toBe(covered.length);
  const missing = numbers(published, "").filter(
    (path) => !covered.some((prefix) => path === prefix || path.startsWith(`${prefix}.`)),
  );
  expect(missing).toEqual([]);
});

describe("the calibration holds:", () => {
  const sections = [
    "Patients",
    "Table 1, counts",
    "Table 1, medians and ranges",
    "Exposure and follow-up",
    "Table 2, matched cohort",
    "Response rates, total cohort",
    "Safety, total cohort",
  ];
  for (const section of sections) {
    test(`${section}: every figure as printed`, () => {
      const lines = comparisons.filter((line) => line.section === section);
      expect(lines.length).toBeGreaterThan(0);
      const differing = lines.filter(({ groups }) => groups.some(({ values }) => values.some(({ agrees }) => !agrees)));
      expect(differing).toEqual([]);
    });
  }
  for (const cohort of ["total", "matched"]) {
    test(`${cohort} cohort: deaths and progressions exactly, medians within 0.5 month, P as printed`, () => {
      const section = `Survival, ${cohort} cohort`;
      for (const item of ["Deaths", "Progressions", "OS, log-rank P", "TTP, largest log-rank P of three"]) {
        expect(
          find(section, item).groups.every(({ values }) => values.every(({ agrees }) => agrees)),
          item,
        ).toBe(true);
      }
      for (const name of ["OS", "TTP, overall", "TTP, intrahepatic", "TTP, thrombus"]) {
        for (const { values } of find(section, `Median ${name} (months)`).groups) {
          expect(Math.abs(values[0]!.ours! - (values[0]!.published as number)), name).toBeLessThanOrEqual(0.5);
        }
      }
    });
  }
  test("multivariable hazard ratios of TKI alone within 10 %", () => {
    for (const endpoint of ["OS", "TTP"]) {
      const [value] = find("Survival, matched", `Multivariable hazard ratio of TKI alone, ${endpoint}`).groups[0]!
        .values;
      expect(Math.abs(value!.ours! / (value!.published as number) - 1)).toBeLessThanOrEqual(0.1);
    }
  });
});

test("results survive toJson and fromJson unchanged", () => {
  expect(fromJson(toJson(study))).toEqual(study);
});

test("the order of treatment, imaging, follow-up and adverse-event rows does not matter", () => {
  const turned: StudyRecords = {
    ...records,
    treatment: [...records.treatment].reverse(),
    imaging: [...records.imaging].reverse(),
    followUp: [...records.followUp].reverse(),
    adverseEvents: [...records.adverseEvents].reverse(),
  };
  const again = runStudy(turned);
  expect(toJson(again.total)).toBe(toJson(study.total));
  expect(toJson(again.matched)).toBe(toJson(study.matched));
  expect(toJson(again.safety.events.rows)).toBe(toJson(study.safety.events.rows));
});

test("one arm without patients is an error that says so", () => {
  const oneArm: StudyRecords = { ...records, patients: records.patients.filter(({ arm }) => arm === "TKI") };
  expect(() => runStudy(oneArm)).toThrow('no included patient has the arm "TKI-I"');
});

test("a covariate that separates the arms completely is an error that names it", () => {
  const separated: StudyRecords = {
    ...records,
    patients: records.patients.map((patient) => ({ ...patient, ecogPs: patient.arm === "TKI" ? 1 : 0 })),
  };
  expect(() => runStudy(separated)).toThrow(/propensity score: .*ecogPs/);
});
