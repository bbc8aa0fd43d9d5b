import { readFileSync } from "node:fs";
import { chiSquareUpperTail } from "@hcc/numerics";
import type { Table } from "@hcc/tables";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { ARMS } from "../src/analysis/characteristics.js";
import { OVERLAP } from "../src/analysis/weighting.js";
import { publishedPairs } from "../src/compare/compare-with-published.js";
import { readRecords } from "../src/records/read-records.js";
import { drawFigures } from "../src/report/figures.js";
import { algorithmTable, balanceOf, publishedPairsSentence } from "../src/report/tables/matching-tables.js";
import { pairedOutcomeTable, pairedSurvivalTable } from "../src/report/tables/paired-tables.js";
import { sensitivitySentences, sensitivityTable } from "../src/report/tables/sensitivity-table.js";
import { weightingTable } from "../src/report/tables/weighting-tables.js";
import { runStudy } from "../src/study.js";

const home = new URL("..", import.meta.url).pathname;
const published: unknown = JSON.parse(readFileSync(`${home}published.json`, "utf8"));
const records = await readRecords(`${home}records`);
const study = runStudy(records, undefined, publishedPairs(published));

test("pairs of the response tables add up to the counts of the independent arms", () => {
  for (const { component, rate, table } of study.paired.rates.filter((own) => own.component !== "thrombus")) {
    const [[both, first], [second, neither]] = table as [[number, number], [number, number]];
    const { groups } = study.matched.response.find((own) => own.component === component)!;
    const counts = ARMS.map((arm) => groups.find(({ group }) => group === arm)!);
    const yes = counts.map((own) => (rate === "orr" ? own.responders : own.controlled));
    expect([both + first, both + second]).toEqual(yes);
    expect(both + first + second + neither).toBe(study.matching.matching.pairs.length);
  }
});

test("the log-rank test with each pair a stratum is the chi-square of who came first", () => {
  study.paired.survival.forEach(({ stratifiedLogRank }, i) => {
    const { treatedHigher, controlHigher } = study.sensitivity.endpoints[i]!.signs.pairs;
    const statistic = (treatedHigher - controlHigher) ** 2 / (treatedHigher + controlHigher);
    expect(stratifiedLogRank.statistic).toBeCloseTo(statistic, 10);
    expect(stratifiedLogRank.pValue).toBeCloseTo(chiSquareUpperTail(statistic, 1), 10);
  });
});

test("errors clustered by pair leave the hazard ratio; strata of pairs give the ratio of who came first", () => {
  study.paired.survival.forEach(({ cox, clusteredCox, stratifiedCox }, i) => {
    expect(clusteredCox.coefficients[0]!.estimate).toBe(cox.coefficients[0]!.estimate);
    expect(clusteredCox.clusters).toBe(48);
    const { treatedHigher, controlHigher } = study.sensitivity.endpoints[i]!.signs.pairs;
    expect(stratifiedCox.coefficients[0]!.hazardRatio).toBeCloseTo(treatedHigher / controlHigher, 10);
  });
});

test("overlap weights make every covariate's mean the same in both arms and use all 132 patients", () => {
  for (const { samples } of study.weighting.balance.rows) expect(Math.abs(samples[OVERLAP]!.smd)).toBeLessThan(1e-9);
  const { treated, control } = study.weighting.weights.groups;
  expect([treated.rows, control.rows]).toEqual([68, 64]);
  expect(treated.sum).toBeCloseTo(control.sum, 9);
});

test("the published 48 pairs are the most that fit; first eligible controls find them in no order of the file", () => {
  expect(study.matching.comparison.published).toEqual({
    pairs: 48,
    possible: true,
    maximal: true,
    algorithms: ["largest", "optimal"],
    fileOrders: { fewer: 200, equal: 0, more: 0 },
  });
  expect(publishedPairsSentence(study)).toContain("2 of the 5 algorithms");
  expect(publishedPairs(null)).toBeNull();
  const comparison = { ...study.matching.comparison, published: null };
  expect(publishedPairsSentence({ ...study, matching: { ...study.matching, comparison } })).toBeNull();
});

test("every covariate is left out once, and all of them give the matched hazard ratio", () => {
  study.sensitivity.endpoints.forEach(({ leaveOneOut }, i) => {
    expect(leaveOneOut.rows).toHaveLength(9);
    expect(leaveOneOut.rows[0]!.estimate).toBe(study.paired.survival[i]!.cox.coefficients[0]!.estimate);
  });
});

test("tables have a cell for every column and no unfinished number; sentences read to the end", () => {
  const tables: readonly Table[] = [
    balanceOf(study),
    algorithmTable(study),
    pairedOutcomeTable(study),
    pairedSurvivalTable(study),
    weightingTable(study),
    sensitivityTable(study),
  ];
  for (const { columns, rows, title } of tables) {
    for (const { cells } of rows) {
      expect(cells, title).toHaveLength(columns.length);
      for (const cell of cells) expect(cell).not.toMatch(/NaN|undefined|null|−0\.000/);
    }
  }
  for (const sentence of sensitivitySentences(study)) expect(sentence).toMatch(/^[A-Z][^{}]*\d[^{}]*\.$|^Tipping.*\.$/);
});

test("the figure of the algorithms names every count and the published one", () => {
  const { document } = parseHTML("<html></html>");
  const { wide, narrow } = drawFigures(study, document, "Note.").find(({ name }) => name === "algorithms")!;
  for (const text of [wide, narrow]) {
    for (const part of ["Published: 48", ">42<", ">44<", ">45<", "200 orders of the file", "Note."]) {
      expect(text).toContain(part);
    }
  }
});
