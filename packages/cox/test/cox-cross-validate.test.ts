import { fromJson, toJson } from "@hcc/data";
import { describe, expect, test } from "vitest";
import { type CoxCrossValidateSpec, concordance, coxCrossValidate, coxPath, coxph } from "../src/index.js";
import { pathReference } from "./path-reference.js";
import { near } from "./reference.js";

const { data, cross } = pathReference;

/** Numbers in [0, 1) from a seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

describe("equals cv.glmnet where no censoring falls on an event time", () => {
  for (const c of cross) {
    test(c.measure, () => {
      const result = coxCrossValidate(data[c.data]!, {
        time: "time",
        event: "event",
        covariates: c.columns as string[],
        ties: "breslow",
        alpha: c.alpha,
        lambda: c.lambda,
        foldId: "fold",
        measure: c.measure === "C" ? "concordance" : "partial-likelihood",
      });
      c.mean.forEach((mean, k) => {
        near(result.mean[k], mean, 0, 1e-6);
        near(result.standardError[k], c.error[k]!, 0, 1e-5);
      });
      expect(result.lambdaMin).toBe(c.lambdaMin);
      expect(result.lambda1Se).toBe(c.lambda1Se);
      expect(result.folds.map(({ name }) => name)).toEqual(["1", "2", "3", "4", "5"]);
    });
  }
});

interface Row {
  id: number;
  entry: number;
  time: number;
  event: number;
  x: number;
  y: number;
  site: string;
  w: number;
  shift: number;
  fold: number;
}
const rows: Row[] = Array.from({ length: 80 }, (_, i) => ({
  id: i >> 1,
  entry: i % 2 === 0 ? 0 : 4 + ((i >> 1) % 3),
  time: i % 2 === 0 ? 4 + ((i >> 1) % 3) : 8 + (((i >> 1) * 7) % 11),
  event: i % 2 === 0 ? 0 : Number((i >> 1) % 4 > 0),
  x: ((i * 17) % 23) / 4,
  y: ((i * 29) % 31) / 5 - (i >> 1) / 9,
  site: i % 4 < 2 ? "a" : "b",
  w: 1 + ((i >> 1) % 3),
  shift: ((i * 5) % 7) / 10,
  fold: (((i >> 1) * 7) % 11) % 4,
}));
const spec = {
  time: "time",
  event: "event",
  covariates: ["x", "y"],
  foldId: "fold",
  lambdaCount: 6,
  lambdaRatio: 0.01,
} as const;
const variants: [string, Partial<CoxCrossValidateSpec<Row>>][] = [
  ["right-censored, Efron", {}],
  ["Breslow, strata and weights", { ties: "breslow", strata: "site", weights: "w", weightType: "frequency" }],
  ["start-stop with an offset", { entry: "entry", id: "id", offset: "shift" }],
];

describe("equals leaving each fold out by hand", () => {
  for (const [title, extra] of variants) {
    test(title, () => {
      const full = { ...spec, ...extra } as CoxCrossValidateSpec<Row>;
      const result = coxCrossValidate(rows, full);
      const { foldId, lambdaCount, lambdaRatio, ...rest } = full;
      const path = coxPath(rows, { ...rest, lambdaCount: 6, lambdaRatio: 0.01 });
      expect(result.path).toEqual(path);
      const weight = (d: Row): number => (extra.weights ? d.w : 1);
      const values = [0, 1, 2, 3].map((fold) => {
        const others = rows.filter((d) => d.fold !== fold);
        const fit = coxPath(others, { ...rest, lambda: path.lambda });
        const events = rows.filter((d) => d.fold === fold && d.event === 1).reduce((sum, d) => sum + weight(d), 0);
        const deviances = Array.from(path.lambda, (_, k) => {
          // The likelihood at given coefficients is that of a model whose offset they are.
          const deviance = (used: Row[]): number => {
            const { covariates, offset, ...channels } = rest;
            const at = coxPath(used, {
              ...channels,
              covariates: ["x"],
              lambda: [1e6],
              offset: (d) =>
                (offset === undefined ? 0 : d.shift) +
                fit.coefficients[0]!.estimates[k]! * d.x +
                fit.coefficients[1]!.estimates[k]! * d.y,
            }).logLikelihood.null;
            return 2 * (saturated(used, extra) - at);
          };
          return (deviance(rows) - deviance(others)) / events;
        });
        return { events, deviances };
      });
      const total = values.reduce((sum, { events }) => sum + events, 0);
      result.mean.forEach((mean, k) => {
        const expected = values.reduce((sum, d) => sum + d.events * d.deviances[k]!, 0) / total;
        near(mean, expected, 0, 1e-9);
        const squares = values.reduce((sum, d) => sum + d.events * (d.deviances[k]! - expected) ** 2, 0);
        near(result.standardError[k], Math.sqrt(squares / total / 3), 0, 1e-7);
        result.folds.forEach((fold, j) => {
          near(fold.values[k], values[j]!.deviances[k]!, 1, 1e-9);
        });
      });
      const best = Array.from(result.mean).indexOf(Math.min(...result.mean));
      expect(result.lambdaMin).toBe(path.lambda[best]);
      const bound = result.mean[best]! + result.standardError[best]!;
      expect(result.lambda1Se).toBe(path.lambda[Array.from(result.mean).findIndex((mean) => mean <= bound)]);
    });
  }
});

/** Twice the log-likelihood of a model that has a hazard for every event time of its deaths alone. */
function saturated(
  used: readonly Row[],
  { ties = "efron", strata, weights, entry }: Partial<CoxCrossValidateSpec<Row>>,
): number {
  void entry;
  const groups = new Map<string, number[]>();
  for (const d of used) {
    if (d.event === 0) continue;
    const key = `${strata === undefined ? "" : d.site} ${d.time}`;
    groups.set(key, [...(groups.get(key) ?? []), weights === undefined ? 1 : d.w]);
  }
  let total = 0;
  for (const group of groups.values()) {
    const sum = group.reduce((a, b) => a + b, 0);
    group.forEach((_, l) => {
      const left = ties === "efron" ? 1 - l / group.length : 1;
      total -= (sum / group.length) * Math.log(left * sum);
    });
  }
  return total;
}

test("C is that of the fold's rows among themselves", () => {
  const result = coxCrossValidate(rows, { ...spec, measure: "concordance", strata: "site" });
  result.folds.forEach(({ values }, fold) => {
    const others = rows.filter((d) => d.fold !== fold);
    const held = rows.filter((d) => d.fold === fold);
    const { foldId, lambdaCount, lambdaRatio, ...rest } = spec;
    const fit = coxPath(others, { ...rest, strata: "site", lambda: result.lambda });
    values.forEach((value, k) => {
      const eta = (d: Row): number =>
        fit.coefficients[0]!.estimates[k]! * d.x + fit.coefficients[1]!.estimates[k]! * d.y;
      let agree = 0;
      let pairs = 0;
      for (const a of held) {
        for (const b of held) {
          if (a.event === 0 || a.site !== b.site || !(a.time < b.time || (a.time === b.time && b.event === 0)))
            continue;
          pairs++;
          agree += eta(a) > eta(b) ? 1 : eta(a) === eta(b) ? 0.5 : 0;
        }
      }
      near(value, agree / pairs, 0, 1e-12);
    });
  });
  const best = Math.max(...result.mean);
  expect(result.lambdaMin).toBe(result.lambda[Array.from(result.mean).indexOf(best)]);
  // The same pairs as `concordance`.
  const single = { time: "time", event: "event", covariates: ["x"] } as const;
  const { estimate } = concordance(coxph(rows, single), rows, single);
  const whole = coxCrossValidate(
    [...rows, ...rows.map((d) => ({ ...d, fold: 9 }))].map((d) => ({ ...d, fold: Math.min(d.fold, 1) })),
    { ...single, foldId: (_, i) => Number(i >= rows.length), measure: "concordance", lambda: [0] },
  );
  near(whole.mean[0], estimate!, 0, 1e-12);
});

describe("folds", () => {
  const { foldId, ...drawn } = spec;

  test("the same seed gives the same folds and bits, another seed others", () => {
    const once = coxCrossValidate(rows, { ...drawn, folds: 5, random: seeded(7) });
    expect(coxCrossValidate(rows, { ...drawn, folds: 5, random: seeded(7) })).toEqual(once);
    expect(coxCrossValidate(rows, { ...drawn, folds: 5, random: seeded(8) }).fold).not.toEqual(once.fold);
    expect(once.folds.map((fold) => fold.rows)).toEqual([16, 16, 16, 16, 16]);
    const again = coxCrossValidate(rows, { ...drawn, foldId: (_, i) => once.fold[i]! });
    expect(again.mean).toEqual(once.mean);
    expect(fromJson(toJson(once))).toEqual(once);
  });

  test("rows of one id are left out together; rows not in use are in no fold", () => {
    const { fold } = coxCrossValidate(rows, {
      ...drawn,
      entry: "entry",
      id: "id",
      where: (d) => d.id !== 3,
      random: seeded(1),
    });
    rows.forEach((d, i) => {
      if (d.id === 3) expect(fold[i]).toBe(-1);
      else if (i % 2 === 1) expect(fold[i]).toBe(fold[i - 1]);
    });
  });

  test("a fold without events has no measure, and fewer than two give no penalty", () => {
    const eventless = rows.map((d) => ({ ...d, event: d.fold === 0 ? 0 : d.event }));
    const three = coxCrossValidate(eventless, spec);
    expect(three.folds[0]).toMatchObject({ weight: 0, events: 0 });
    expect(three.folds[0]!.values.length).toBe(0);
    expect(three.lambdaMin).not.toBeNull();
    const one = coxCrossValidate(rows, { ...spec, event: (d) => Number(d.event === 1 && d.fold === 1) });
    expect([one.lambdaMin, one.lambda1Se, one.mean.length]).toEqual([null, null, 0]);
    const none = coxCrossValidate(rows, { ...spec, event: () => 0 });
    expect([none.path.status, none.lambdaMin]).toEqual(["no-events", null]);
  });

  test("what cannot be folded is an error", () => {
    expect(() => coxCrossValidate(rows, drawn)).toThrow(/coxCrossValidate needs random: give a seeded generator/);
    expect(() => coxCrossValidate(rows, { ...spec, folds: 3 })).toThrow(/foldId is given/);
    expect(() => coxCrossValidate(rows, { ...drawn, random: seeded(1), folds: 81 })).toThrow(
      /folds is 81: give a whole number from 2 to 80, the rows in use/,
    );
    expect(() => coxCrossValidate(rows, { ...drawn, random: () => 1 })).toThrow(/random gave 1/);
    expect(() => coxCrossValidate(rows, { ...spec, foldId: () => 1 })).toThrow(/foldId has the one value "1"/);
    expect(() => coxCrossValidate(rows, { ...spec, foldId: (d) => (d.id === 2 ? null : d.fold) })).toThrow(
      /the fold is missing at row 4/,
    );
    expect(() => coxCrossValidate(rows, { ...spec, entry: "entry", id: "id", foldId: (_, i) => i % 3 })).toThrow(
      /a subject has rows in two folds, the second in row 1/,
    );
    expect(() => coxCrossValidate(rows, { ...spec, entry: "entry", measure: "concordance" })).toThrow(
      /pairs of rows that enter late are not supported/,
    );
    expect(() => coxCrossValidate(rows, { ...spec, measure: "auc" as "concordance" })).toThrow(/measure is "auc"/);
    const monotone = rows.map((d) => ({ ...d, x: Number(d.fold === 0 || d.event === 1) }));
    expect(() => coxCrossValidate(monotone, { ...spec, penaltyFactor: { x: 0 } })).toThrow(
      /monotone in "x", which is not penalized/,
    );
  });
});
