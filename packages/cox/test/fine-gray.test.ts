import { readFileSync } from "node:fs";
import { factor, fromJson, type InputError, toJson } from "@hcc/data";
import { describe, expect, test } from "vitest";
import { differsFromR, expectShown, measured } from "../../../scripts/differs-from-r.js";
import { contrast, coxph, type FineGrayModel, fineGray, predictCumulativeIncidence } from "../src/index.js";
import { near } from "./reference.js";

interface Case {
  readonly data: string;
  readonly x: string[];
  readonly group: string | null;
  readonly coef: number[];
  readonly var: number[][];
  /** `var`; with groups by definition, where R has left out the events of other groups. */
  readonly right: number[][];
  readonly naive: number[][];
  readonly loglik: number;
  readonly null: number;
  readonly rows: number[];
  readonly time: number[];
  readonly incidence: number[][];
}
const reference = JSON.parse(
  readFileSync(new URL("../../../validation/cox-finegray.json", import.meta.url), "utf8"),
) as { data: Record<string, Record<string, number[]>>; cases: Case[] };
const cause = { channel: "status", event: [1], competing: [2], censored: [0] } as const;
const thrown = (run: () => unknown): InputError => {
  try {
    run();
  } catch (error) {
    return error as InputError;
  }
  throw new Error("nothing was thrown");
};

describe.each(reference.cases)("R's crr on $data, $x, groups $group", (c) => {
  const data = reference.data[c.data]!;
  const model = fineGray(data, {
    time: "time",
    cause,
    covariates: c.x,
    ...(c.group && { censoringGroups: c.group }),
  });

  test("estimates, sandwich variance, information and likelihood", () => {
    expect(model.status).toBe("converged");
    model.coefficients.forEach(({ estimate, standardError, naiveStandardError }, j) => {
      const se = Math.sqrt(c.right[j]![j]!);
      near(estimate, c.coef[j]!, se);
      near(standardError, se, 0, 1e-9);
      near(naiveStandardError, Math.sqrt(c.naive[j]![j]!));
      c.right[j]!.forEach((value, k) => {
        near(model.covariance[j]![k], value, se * Math.sqrt(c.right[k]![k]!), 1e-9);
      });
    });
    near(model.logLikelihood.model, c.loglik, 0, 1e-11);
    near(model.logLikelihood.null, c.null, 0, 1e-11);
  });

  test("contrasts are coefficients and variance multiplied out", () => {
    const multipliers = [c.x.map((_, j) => j + 1), c.x.map((_, j) => (j === 0 ? 1 : -0.5))].slice(0, c.x.length);
    const { rows: found, test: both, variance } = contrast(model, multipliers);
    expect(variance).toBe("robust");
    const between = multipliers.map((a) =>
      multipliers.map((b) => a.reduce((sum, l, j) => sum + b.reduce((s, m, k) => s + l * m * c.right[j]![k]!, 0), 0)),
    );
    const estimates = multipliers.map((l) => l.reduce((sum, value, j) => sum + value * c.coef[j]!, 0));
    found.forEach((row, k) => {
      const se = Math.sqrt(between[k]![k]!);
      near(row.estimate, estimates[k]!, se);
      near(row.standardError, se, 0, 1e-9);
      near(row.hazardRatio, Math.exp(estimates[k]!), 0, 1e-9);
      near(Math.log(row.upper!), estimates[k]! + 1.959963984540054 * se, 1, 1e-9);
    });
    expect(both!.df).toBe(multipliers.length);
    if (multipliers.length === 1) return;
    const [[a, b], [, d]] = between as [[number, number], [number, number]];
    const [u, v] = estimates as [number, number];
    near(both!.statistic, (u * u * d - 2 * u * v * b + v * v * a) / (a * d - b * b), 1, 1e-8);
  });

  test("cumulative incidence for covariates of three rows", () => {
    const patients = c.rows.map((row) => Object.fromEntries(c.x.map((name) => [name, data[name]![row]!])));
    const stored = fromJson(toJson(model)) as FineGrayModel;
    const { curves } = predictCumulativeIncidence(stored, patients, { times: c.time });
    curves.forEach(({ incidence, cumulativeHazard }, i) => {
      c.incidence[i]!.forEach((value, k) => {
        near(incidence[k], value, 0, 1e-8);
        near(1 - Math.exp(-cumulativeHazard[k]!), value, 0, 1e-8);
      });
    });
  });
});

differsFromR(
  {
    where: "fineGray",
    ours: "every event counts in the error of a censoring curve, of whatever censoring group",
    r: "`crr(cengroup = )` integrates the influence of a group's censoring curve over the events of that group only",
    why: "Competing events of a group are weighted by its curve in the risk sets of all events; the infinitesimal jackknife gives 0.16759.",
    source: "cmprsk 2.2-11, `crr`; Fine & Gray, J Am Stat Assoc 1999;94:496-509, doi:10.1080/01621459.1999.10474144",
    size: {
      question: "standard error, events in one group, competing events and censoring in the other",
      r: 0.16595,
      ours: 0.16749,
    },
  },
  (size) => {
    const { data, estimate, standardError, jackknife } = measured.fineGray;
    const [row] = fineGray(data, { time: "time", cause, covariates: ["x"], censoringGroups: "group" }).coefficients;
    near(row!.estimate, estimate, standardError);
    expectShown(standardError, size.r);
    expectShown(row!.standardError, size.ours);
    near(row!.standardError, jackknife, 0, 1e-3);
    expect(standardError / jackknife).toBeLessThan(0.991);
  },
);

interface Row {
  s?: number;
  w?: number;
  t: number;
  c: number;
  x: number;
  z: number;
  site: string;
}
/** The definition, one risk set after the other, with whatever weights: O(n^2). */
function definition(
  rows: readonly Row[],
  columns: readonly (keyof Row)[],
  beta: readonly number[],
  by: keyof Row | null,
  strata: keyof Row | null,
) {
  const n = rows.length;
  const p = columns.length;
  const x = rows.map((d) => columns.map((name) => d[name] as number));
  const risk = x.map((row) => Math.exp(row.reduce((sum, value, j) => sum + value * beta[j]!, 0)));
  const same = (a: Row, b: Row, name: keyof Row | null): boolean => name === null || a[name] === b[name];
  const atRisk = (of: Row, u: number): number => rows.filter((d) => same(of, d, by) && d.t >= u).length;
  const censored = (of: Row, u: number): number => rows.filter((d) => same(of, d, by) && d.t === u && d.c === 0).length;
  const times = [...new Set(rows.map((d) => d.t))].sort((a, b) => a - b);
  const survival = (of: Row, t: number): number =>
    times
      .filter((u) => u < t)
      .reduce((product, u) => (atRisk(of, u) === 0 ? product : product * (1 - censored(of, u) / atRisk(of, u))), 1);
  const weight = (d: Row, t: number): number => (d.t >= t ? 1 : d.c === 2 ? survival(d, t) / survival(d, d.t) : 0);
  const score = new Array<number>(p).fill(0);
  const residual = rows.map(() => new Array<number>(p).fill(0));
  let value = 0;
  rows.forEach((dead) => {
    if (dead.c !== 1) return;
    const w = rows.map((d, i) => (same(dead, d, strata) ? weight(d, dead.t) * risk[i]! : 0));
    const total = w.reduce((a, b) => a + b, 0);
    const mean = columns.map((_, j) => w.reduce((sum, one, i) => sum + one * x[i]![j]!, 0) / total);
    const own = rows.indexOf(dead);
    value += Math.log(risk[own]! / total);
    for (let j = 0; j < p; j++) {
      score[j]! += x[own]![j]! - mean[j]!;
      residual[own]![j]! += x[own]![j]! - mean[j]!;
      for (let i = 0; i < n; i++) {
        residual[i]![j]! -= (w[i]! / total) * (x[i]![j]! - mean[j]!);
        // The part of the estimated G: what a censoring at u does to the weights of competing events before it.
        if (rows[i]!.c !== 2) continue;
        for (const u of times) {
          if (!(rows[i]!.t < u && u <= dead.t)) continue;
          const left = atRisk(rows[i]!, u);
          if (left === 0) continue;
          const q = (w[i]! / total) * (x[i]![j]! - mean[j]!);
          rows.forEach((d, k) => {
            if (!same(rows[i]!, d, by)) return;
            if (d.t === u && d.c === 0) residual[k]![j]! += q / left;
            if (d.t >= u) residual[k]![j]! -= (q * censored(rows[i]!, u)) / left / left;
          });
        }
      }
    }
  });
  return { value, score, residual };
}
const rows: Row[] = Array.from({ length: 60 }, (_, i) => ({
  t: 1 + ((i * 37) % 23),
  c: (i * 5 + (i >> 1)) % 3,
  x: ((i * 29) % 17) / 8 - 1,
  z: (i >> 2) % 2,
  site: ["n", "s", "w"][(i * 7 + (i >> 3)) % 3]!,
}));
const own = { channel: "c", event: [1], competing: [2], censored: [0] } as const;

describe("the definition, risk set by risk set", () => {
  test.each([
    [null, null],
    ["site", null],
    [null, "site"],
    ["z", "site"],
    ["site", "site"],
  ] as const)("censoring by %s, strata %s: score 0 and sandwich", (by, strata) => {
    const model = fineGray(rows, {
      time: "t",
      cause: own,
      covariates: ["x", "z"],
      ...(by && { censoringGroups: by }),
      ...(strata && { strata }),
    });
    const beta = model.coefficients.map(({ estimate }) => estimate!);
    const { value, score, residual } = definition(rows, ["x", "z"], beta, by, strata);
    near(model.logLikelihood.model, value, 0, 1e-12);
    for (const one of score) expect(Math.abs(one)).toBeLessThan(1e-11);
    // The bread from differences of the score.
    const h = 1e-5;
    const moved = (j: number, by1: number) =>
      definition(
        rows,
        ["x", "z"],
        beta.map((b, k) => (k === j ? b + by1 : b)),
        by,
        strata,
      ).score;
    const information = [0, 1].map((j) => moved(j, -h).map((low, k) => (low - moved(j, h)[k]!) / (2 * h)));
    const determinant = information[0]![0]! * information[1]![1]! - information[0]![1]! * information[1]![0]!;
    const inverse = [
      [information[1]![1]! / determinant, -information[0]![1]! / determinant],
      [-information[1]![0]! / determinant, information[0]![0]! / determinant],
    ];
    const influence = residual.map((r) => [0, 1].map((j) => r[0]! * inverse[0]![j]! + r[1]! * inverse[1]![j]!));
    for (const j of [0, 1])
      for (const k of [0, 1])
        near(
          model.covariance[j]![k],
          influence.reduce((sum, r) => sum + r[j]! * r[k]!, 0),
          0.01,
          1e-6,
        );
  });
});

describe("what it becomes in special cases", () => {
  const spec = { time: "t", cause: own, covariates: ["x", "z"] } as const;
  test("without competing events the Cox model, ties Breslow, with the robust variance", () => {
    const none = rows.map((d) => ({ ...d, c: d.c === 2 ? 0 : d.c }));
    const model = fineGray(none, spec);
    const cox = coxph(none, {
      time: "t",
      event: (d) => d.c === 1,
      covariates: ["x", "z"],
      ties: "breslow",
      cluster: (_, i) => i,
    });
    cox.coefficients.forEach(({ estimate, standardError, naiveStandardError }, j) => {
      near(model.coefficients[j]!.estimate, estimate!, standardError!, 1e-12);
      near(model.coefficients[j]!.standardError, standardError!, 0, 1e-11);
      near(model.coefficients[j]!.naiveStandardError, naiveStandardError!, 0, 1e-11);
    });
    near(model.logLikelihood.model, cox.logLikelihood.model, 0, 1e-13);
  });

  test("without censoring the Cox model in which competing events stay at risk", () => {
    const all = rows.map((d) => ({ ...d, c: d.c === 0 ? 1 : d.c }));
    const model = fineGray(all, spec);
    const kept = all.map((d) => ({ ...d, t: d.c === 2 ? 1000 : d.t }));
    const cox = coxph(kept, {
      time: "t",
      event: (d) => d.c === 1,
      covariates: ["x", "z"],
      ties: "breslow",
      cluster: (_, i) => i,
    });
    cox.coefficients.forEach(({ estimate, standardError }, j) => {
      near(model.coefficients[j]!.estimate, estimate!, standardError!, 1e-12);
      near(model.coefficients[j]!.standardError, standardError!, 0, 1e-11);
    });
  });

  test("neither the order of the rows, nor the unit of time, nor the coding of a covariate matters", () => {
    const model = fineGray(rows, spec);
    const other = fineGray(
      [...rows].reverse().map((d) => ({ ...d, t: d.t ** 2 * 30.4, x: 1e4 - 50 * d.x })),
      spec,
    );
    near(other.coefficients[0]!.estimate! * -50, model.coefficients[0]!.estimate!, 0, 1e-9);
    near(other.coefficients[0]!.standardError! * 50, model.coefficients[0]!.standardError!, 0, 1e-9);
    near(other.coefficients[1]!.pValue, model.coefficients[1]!.pValue!, 0, 1e-9);
  });

  test("an intercept-free model is the cumulative incidence of Aalen and Johansen", () => {
    const { curves } = predictCumulativeIncidence(fineGray(rows, { ...spec, covariates: [] }), [{}], {
      times: [3, 9, 23],
    });
    let survival = 1;
    let incidence = 0;
    const expected: number[] = [];
    for (let t = 1; t <= 23; t++) {
      const left = rows.filter((d) => d.t >= t).length;
      const died = (c: number) => rows.filter((d) => d.t === t && d.c === c).length;
      incidence += (survival * died(1)) / left;
      survival *= 1 - (died(1) + died(2)) / left;
      if ([3, 9, 23].includes(t)) expected.push(incidence);
    }
    // The Breslow estimate is close, not equal: exp(-dL) for 1 - dL.
    curves[0]!.incidence.forEach((value, k) => {
      expect(Math.abs(value - expected[k]!)).toBeLessThan(0.03);
    });
  });
});

describe("where there is no answer", () => {
  const spec = { time: "t", cause: own } as const;
  test("a level without the event is named, and the others are estimated in the limit", () => {
    const data = rows.map((d) => ({ ...d, grade: d.c === 1 && d.site === "w" ? "n" : d.site }));
    const model = fineGray(data, { ...spec, covariates: ["x", "grade"] });
    expect(model.status).toBe("monotone");
    const [x, grade, w] = model.coefficients;
    expect(w).toMatchObject({
      name: "grade=w",
      status: "infinite",
      hazardRatio: 0,
      pValue: null,
      lower: null,
      upper: null,
    });
    expect([model.tests.wald, model.baseline]).toEqual([null, []]);
    expect(model.warnings.find(({ code }) => code === "monotone-likelihood")!.message).toContain("join levels");
    const marked = data.map((d) => ({ ...d, s: d.grade === "s" ? 1 : 0, w: d.grade === "w" ? 1 : 0 }));
    const far = definition(marked, ["x", "s", "w"], [x!.estimate!, grade!.estimate!, -40], null, null);
    expect(Math.abs(far.score[0]!)).toBeLessThan(1e-10);
    expect(Math.abs(far.score[1]!)).toBeLessThan(1e-10);
    near(model.logLikelihood.model, far.value, 0, 1e-11);
    expect(x!.status).toBe("ok");
    const [along, across, mixed] = contrast(model, [{ "grade=w": 2 }, { x: 1 }, { x: 1, "grade=w": -1 }]).rows;
    expect(along).toMatchObject({ status: "infinite", hazardRatio: 0 });
    expect(across).toMatchObject({ status: "ok", estimate: x!.estimate, standardError: x!.standardError });
    expect(mixed).toMatchObject({ status: "infinite", hazardRatio: Number.POSITIVE_INFINITY });
    const error = thrown(() => predictCumulativeIncidence(model, [{ x: 1, grade: "n" }], { times: [1] }));
    expect(error.message).toContain('"grade=w" is infinite');
  });

  test("aliased columns, no event, nobody at risk", () => {
    const model = fineGray(rows, { ...spec, covariates: ["x", { twice: (d) => 2 * d.x + 1 }, { one: () => 1 }] });
    expect(model.coefficients.map(({ status, reason }) => [status, reason])).toEqual([
      ["ok", null],
      ["aliased", "combination"],
      ["aliased", "constant"],
    ]);
    expect(model.covariance[1]![1]).toBeNaN();
    const none = fineGray(
      rows.filter((d) => d.c !== 1),
      { ...spec, covariates: ["x"] },
    );
    expect([none.status, none.coefficients[0]!.status, none.events]).toEqual(["no-events", "not-estimable", 0]);
    const one = fineGray([rows.find((d) => d.c === 1)!], { ...spec, covariates: ["x"] });
    expect(["no-information", "no-events"]).toContain(one.status);
    expect(one.coefficients[0]!.estimate).toBeNull();
  });

  test("a group whose G is 0 while others are followed leaves the risk sets", () => {
    const data = [
      ...rows.map((d) => ({ ...d, g: "a" })),
      { t: 2, c: 2, x: 3, z: 0, site: "n", g: "b" },
      { t: 4, c: 0, x: 0, z: 1, site: "n", g: "b" },
    ];
    const model = fineGray(data, { ...spec, covariates: ["x", "z"], censoringGroups: "g" });
    expect(model.status).toBe("converged");
    expect(model.coefficients.every(({ standardError }) => Number.isFinite(standardError))).toBe(true);
  });

  test("input is refused with row and remedy", () => {
    const covariates = ["x"] as const;
    const bad: [() => unknown, string][] = [
      [() => fineGray(rows, { ...spec, covariates, cause: { ...own, competing: [3] } }), 'the cause is "2" at row '],
      [
        () => fineGray(rows, { ...spec, covariates, cause: { ...own, censored: [0, 2] } }),
        '"2" is listed as censored and as competing',
      ],
      [
        () => fineGray(rows, { ...spec, covariates, cause: { channel: "c", event: [1] } as never }),
        "cause.censored is no list",
      ],
      [() => fineGray(rows, { time: "t", covariates } as never), "cause is not given"],
      [() => fineGray(rows, { ...spec, covariates, weights: "x" } as never), "has none here"],
      [() => fineGray(rows, { ...spec, covariates: "x" } as never), "not a list"],
      [
        () =>
          predictCumulativeIncidence(fineGray(rows, { ...spec, covariates }), [{ x: 1 }], { times: [1], strata: "x" }),
        "has no strata",
      ],
      [
        () =>
          predictCumulativeIncidence(fineGray(rows, { ...spec, covariates, strata: "site" }), [{ x: 1 }], {
            times: [1],
          }),
        "give strata",
      ],
      [() => predictCumulativeIncidence({} as never, [{ x: 1 }], { times: [1] }), "no Fine-Gray model"],
      [
        () =>
          predictCumulativeIncidence(fineGray(rows, { ...spec, covariates: [factor("site")] }), [{ site: "q" }], {
            times: [1],
          }),
        '"q"',
      ],
    ];
    for (const [run, part] of bad) {
      const error = thrown(run);
      expect(error.name).toBe("HccInputError");
      expect(error.message).toContain(part);
    }
  });
});
