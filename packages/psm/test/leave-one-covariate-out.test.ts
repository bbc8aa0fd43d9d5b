import { factor } from "@hcc/data";
import { describe, expect, test } from "vitest";
import {
  balance,
  type LeaveOneCovariateOutSpec,
  leaveOneCovariateOut,
  matchedRows,
  matchPairs,
  propensityScore,
} from "../src/index.js";
import { type LalondeRow, lalonde, lalondeCovariates } from "./lalonde.js";

const covariates = [...lalondeCovariates];
const caliper = { width: 0.02, scale: "probability", unit: "absolute" } as const;
const share = (rows: readonly LalondeRow[]): number => rows.filter((row) => row.married === 1).length / rows.length;
const spec: LeaveOneCovariateOutSpec<LalondeRow> = {
  treatment: "treat",
  covariates,
  matching: { caliper },
  estimate: share,
};

test("every row is the score, the matching and the balance that one makes by hand", () => {
  const { rows, n } = leaveOneCovariateOut(lalonde, spec);
  expect(n).toBe(614);
  expect(rows.map(({ covariate }) => covariate)).toEqual([null, ...covariates]);
  // The pair count of MatchIt 4.7.2 with all covariates.
  expect(rows[0]).toMatchObject({ pairs: 110, leftOut: null, status: "converged" });
  for (const row of rows) {
    const kept = covariates.filter((name) => name !== row.covariate);
    const model = propensityScore(lalonde, { treatment: "treat", covariates: kept });
    const matching = matchPairs(lalonde, { treatment: "treat", score: model.score, caliper });
    const smd = balance(lalonde, { treatment: "treat", covariates, matching }).rows.map(({ name, term, after }) => ({
      name,
      term,
      smd: Math.abs(after!.smd),
    }));
    const largest = (of: typeof smd): object | null =>
      of.length === 0
        ? null
        : of.map(({ name, smd }) => ({ name, smd })).reduce((worst, one) => (one.smd > worst.smd ? one : worst));
    expect(row.pairs).toBe(matching.pairs.length);
    expect(row.cStatistic).toBe(model.cStatistic);
    expect(row.worst).toEqual(largest(smd));
    expect(row.leftOut).toEqual(largest(smd.filter(({ term }) => term === row.covariate)));
    expect(row.estimate).toBe(share(matchedRows(lalonde, matching)));
  }
  // Without race, by which the groups differ most, the matched groups differ in it by more than in anything else.
  const race = rows.find(({ covariate }) => covariate === "race")!;
  expect(race.leftOut).toEqual(race.worst);
  expect(race.leftOut!.smd).toBeGreaterThan(1);
});

test("order of the rows and of the covariates does not matter to what a covariate is worth", () => {
  const few = ["age", "educ", "race"] as const;
  const one = leaveOneCovariateOut(lalonde, {
    treatment: "treat",
    covariates: few,
    matching: { caliper, method: "optimal" },
  });
  const other = leaveOneCovariateOut([...lalonde].reverse(), {
    treatment: "treat",
    covariates: [...few].reverse(),
    matching: { caliper, method: "optimal" },
  });
  for (const row of one.rows) {
    const same = other.rows.find(({ covariate }) => covariate === row.covariate)!;
    expect(same.pairs).toBe(row.pairs);
    expect(Math.abs(same.cStatistic! - row.cStatistic!)).toBeLessThan(1e-12);
  }
});

describe("rows", () => {
  const holes = lalonde.map((row, i) => ({ ...row, age: i % 50 === 0 ? null : row.age }));
  test("those with a missing covariate are left out of every fit, also of the one without it", () => {
    const found = leaveOneCovariateOut(holes, {
      treatment: "treat",
      covariates: ["age", "educ", "re75"],
      missing: "omit",
      matching: { caliper },
      where: (row) => row.race !== "hispan",
      estimate: (rows) => rows.filter(({ age }) => age === null).length,
    });
    const complete = holes.filter(({ age, race }) => age !== null && race !== "hispan");
    expect(found.n).toBe(complete.length);
    expect(found.omitted.count).toBe(holes.filter(({ age, race }) => age === null && race !== "hispan").length);
    expect(found.excluded).toBe(holes.filter(({ race }) => race === "hispan").length);
    const plain = leaveOneCovariateOut(complete, {
      treatment: "treat",
      covariates: ["age", "educ", "re75"],
      matching: { caliper },
      estimate: () => 0,
    });
    expect(found.rows).toEqual(plain.rows);
  });
  test("a missing covariate is an error by default", () => {
    expect(() => leaveOneCovariateOut(holes, { treatment: "treat", covariates: ["age", "educ"] })).toThrow(
      expect.objectContaining({ code: "missing-value", column: "age" }),
    );
  });
});

test("options of score and matching are passed on; a factor and a named term are left out whole", () => {
  const { rows } = leaveOneCovariateOut(lalonde, {
    treatment: "treat",
    covariates: ["age", factor("race", { reference: "white" }), { decade: (row) => Math.floor(row.age / 10) }],
    score: { method: "firth" },
    matching: { caliper, order: "closest" },
    denominator: "pooled",
  });
  expect(rows.map(({ covariate }) => covariate)).toEqual([null, "age", "race", "decade"]);
  expect(rows.map(({ estimate }) => estimate)).toEqual([null, null, null, null]);
  expect(rows[2]!.leftOut!.name).toMatch(/^race=/);
});

test("a separated model has no matching; without the covariate that separates there is one", () => {
  const data = { tki: [1, 1, 1, 0, 0, 0], marker: [3, 4, 5, 0, 1, 2], age: [50, 61, 55, 52, 60, 56] };
  const { rows } = leaveOneCovariateOut(data, { treatment: "tki", covariates: ["marker", "age"], estimate: () => 1 });
  expect(rows[0]).toMatchObject({ status: "complete-separation", pairs: 0, worst: null, estimate: null });
  expect(rows[1]).toMatchObject({ covariate: "marker", status: "converged", pairs: 3, estimate: 1 });
  expect(rows[2]).toMatchObject({ covariate: "age", status: "complete-separation", pairs: 0, leftOut: null });
});

test("an estimate that does not exist is null", () => {
  const { rows } = leaveOneCovariateOut(lalonde, { ...spec, covariates: ["age", "educ"], estimate: () => Number.NaN });
  expect(rows[0]!.estimate).toBeNull();
});

test.each([
  [{ covariates: ["age"] }, "covariates"],
  [{ covariates: "age" }, "covariates"],
  [{ estimate: 1 }, "estimate"],
  [{ estimate: () => "0.5" }, "estimate"],
  [{ caliper }, "caliper"],
  [{ score: { covariate: ["age"] } }, "covariate"],
  [{ matching: { callipers: 1 } }, "callipers"],
])("%j is refused, naming the option", (options, column) => {
  expect(() => leaveOneCovariateOut(lalonde, { ...spec, covariates: ["age", "educ"], ...options } as never)).toThrow(
    expect.objectContaining({ name: "HccInputError", code: "option", column }),
  );
});
