import { describe, expect, test } from "vitest";
import { fullMatching, type Matching, matchPairs, propensityScore } from "../src/index.js";
import { matchOptimal } from "../src/internal/match-optimal.js";
import { type MatchProblem, sortRows } from "../src/internal/match-problem.js";
import { hungarian, hungarianMaximum } from "./hungarian.js";
import { generator, lalonde, lalondeCovariates } from "./lalonde.js";

const absolute = (width: number) => ({ width, scale: "probability", unit: "absolute" }) as const;

interface Small {
  readonly t: number;
  readonly s: number;
  readonly x: string;
}

/** Every second sample has scores on a coarse grid, so that distances are tied and exact. */
function sample(seed: number, n: number): readonly Small[] {
  const random = generator(seed);
  const grid = seed % 2 === 0 ? 2 ** (2 + (seed % 5)) : 0;
  const share = 0.2 + 0.6 * random();
  return Object.freeze(
    Array.from({ length: n }, (_, i) =>
      Object.freeze({
        t: i < 2 ? i : random() < share ? 1 : 0,
        s: grid > 0 ? Math.floor(random() * grid) / grid : random(),
        x: random() < 0.7 ? "a" : "b",
      }),
    ),
  );
}

function optimal(rows: readonly Small[], width: number, exact: boolean, objective: "total" | "maximum"): Matching {
  return matchPairs(rows, {
    treatment: "t",
    score: "s",
    method: "optimal",
    objective,
    caliper: absolute(width),
    ...(exact && { exact: "x" as const }),
  });
}

const widths = [0.03, 0.125, 0.25, 1];

/** Costs between treated rows (first index) and controls; Infinity where they may not be paired. */
function costs(rows: readonly Small[], width: number, exact: boolean): number[][] {
  const controls = rows.filter(({ t }) => t === 0);
  return rows
    .filter(({ t }) => t === 1)
    .map((a) =>
      controls.map((b) => {
        const d = Math.abs(a.s - b.s);
        return d <= width && (!exact || a.x === b.x) ? d : Number.POSITIVE_INFINITY;
      }),
    );
}

/** Every way to give each treated row up to `ratio` controls: the most first ones, then second ones ..., then the least total. */
function exhaustive(cost: readonly (readonly number[])[], ratio: number): { served: number[]; total: number } {
  const better = (a: readonly number[], b: readonly number[]): boolean => {
    const at = a.findIndex((x, i) => Math.abs(x - b[i]!) > 1e-12);
    return at >= 0 && (at < ratio ? a[at]! > b[at]! : a[at]! < b[at]!);
  };
  let best = [...new Array<number>(ratio).fill(0), 0];
  const choose = (i: number, j: number, own: number, used: number, served: readonly number[], total: number): void => {
    if (i === cost.length) {
      if (better([...served, total], best)) best = [...served, total];
      return;
    }
    if (j === cost[i]!.length) {
      choose(i + 1, 0, 0, used, served, total);
      return;
    }
    choose(i, j + 1, own, used, served, total);
    if (own < ratio && (used & (1 << j)) === 0 && Number.isFinite(cost[i]![j]!)) {
      const more = served.map((x, level) => (level === own ? x + 1 : x));
      choose(i, j + 1, own + 1, used | (1 << j), more, total + cost[i]![j]!);
    }
  };
  choose(0, 0, 0, 0, new Array<number>(ratio).fill(0), 0);
  return { served: best.slice(0, ratio), total: best[ratio]! };
}

describe("optimal 1:1 matching", () => {
  test("has the pairs and the total of the Hungarian algorithm on 1500 problems with ties and exact strata", () => {
    for (let seed = 1; seed <= 1500; seed++) {
      const rows = sample(seed, 4 + (seed % 23));
      const width = widths[seed % 4]!;
      const exact = seed % 3 === 0;
      const matching = optimal(rows, width, exact, "total");
      const best = hungarian(costs(rows, width, exact));
      expect([seed, matching.pairs.length]).toEqual([seed, best.count]);
      expect(matching.totalDistance).toBeCloseTo(best.total, 10);
    }
  });

  test("has the pairs and the total of exhaustive search on 1000 problems with ties", () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const rows = sample(seed, 9);
      const width = widths[seed % 3]!;
      const spec = { treatment: "t", score: "s", method: "optimal", caliper: absolute(width) } as const;
      const matching = matchPairs(rows, spec);
      const best = exhaustive(costs(rows, width, false), 1);
      expect([matching.pairs.length]).toEqual(best.served);
      expect(matching.totalDistance).toBeCloseTo(best.total, 12);
    }
  });

  test("for the objective maximum has the least largest distance that costs no pair, then the least total", () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const rows = sample(seed, 4 + (seed % 11));
      const width = widths[seed % 4]!;
      const exact = seed % 3 === 0;
      const matching = optimal(rows, width, exact, "maximum");
      const best = hungarianMaximum(costs(rows, width, exact));
      expect([seed, matching.pairs.length]).toEqual([seed, best.count]);
      expect(matching.maxDistance ?? 0).toBe(best.maximum);
      expect(matching.totalDistance).toBeCloseTo(best.total, 10);
    }
  });

  test("does not depend on the order of rows, on the direction of the score, or on which group is called treated", () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const rows = sample(seed, 16);
      const key = generator(seed + 5000);
      const others = [
        rows
          .map((row) => ({ row, key: key() }))
          .sort((a, b) => a.key - b.key)
          .map(({ row }) => row),
        rows.map((row) => ({ ...row, s: 1 - row.s })),
        rows.map((row) => ({ ...row, t: 1 - row.t })),
      ];
      // A width no distance equals, so that rounding of 1 - s decides nothing.
      const spec = { treatment: "t", score: "s", method: "optimal", caliper: absolute(0.0801) } as const;
      const one = matchPairs(rows, spec);
      for (const other of others) {
        const again = matchPairs(other, spec);
        expect(again.pairs.length).toBe(one.pairs.length);
        expect(again.totalDistance).toBeCloseTo(one.totalDistance, 10);
      }
    }
  });

  test("of 4000 rows with crowded scores and strata is the general solution", () => {
    const random = generator(11);
    const rows = Array.from({ length: 4000 }, (_, i) => ({
      t: random() < 0.4 ? 1 : 0,
      s: (random() + random() + random()) / 3,
      x: i % 2 ? "a" : "b",
    }));
    const spec = { treatment: "t", score: "s", method: "optimal", exact: "x", caliper: absolute(0.002) } as const;
    const matching = matchPairs(rows, spec);
    const general = matchOptimal(problemOf(rows, 0.002), { cost: (t, c) => Math.abs(rows[t]!.s - rows[c]!.s) });
    expect(matching.pairs.length).toBe(general.length);
    expect(matching.totalDistance).toBeCloseTo(
      general.reduce((sum, [t, c]) => sum + Math.abs(rows[t]!.s - rows[c]!.s), 0),
      9,
    );
  });
});

function problemOf(rows: readonly Small[], width: number): MatchProblem {
  const value = Float64Array.from(rows, ({ s }) => s);
  const treated = Uint8Array.from(rows, ({ t }) => t);
  const stratum = Int32Array.from(rows, ({ x }) => (x === "a" ? 0 : 1));
  const sorted = sortRows({ value, treated, stratum }, 2, null);
  return { value, treated, stratum, strata: 2, width, ...sorted, allowed: null, metric: null };
}

describe("optimal matching with costs of its own or several controls", () => {
  test("has the pairs, the total and the largest cost of the Hungarian algorithm on 1000 problems with forbidden pairs", () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const rows = sample(seed, 4 + (seed % 18));
      const random = generator(seed + 1000);
      const coarse = seed % 2 === 0;
      const matrix = rows.map(() =>
        rows.map(() => {
          if (random() < 0.5) return Number.POSITIVE_INFINITY;
          return coarse ? Math.floor(random() * 6) : random() * 6;
        }),
      );
      const t = rows.flatMap((row, i) => (row.t === 1 ? [i] : []));
      const c = rows.flatMap((row, i) => (row.t === 0 ? [i] : []));
      const width = widths[1 + (seed % 3)]!;
      const cost = (i: number, j: number): number => matrix[i]![j]!;
      const table = t.map((i) =>
        c.map((j) =>
          Math.abs(rows[i]!.s - rows[j]!.s) <= width && rows[i]!.x === rows[j]!.x
            ? cost(i, j)
            : Number.POSITIVE_INFINITY,
        ),
      );
      const total = (pairs: readonly (readonly [number, number])[]): number =>
        pairs.reduce((sum, [i, j]) => sum + cost(i, j), 0);
      const pairs = matchOptimal(problemOf(rows, width), { cost });
      const best = hungarian(table);
      expect(pairs.length).toBe(best.count);
      expect(total(pairs)).toBeCloseTo(best.total, 10);
      const even = matchOptimal(problemOf(rows, width), { cost, objective: "maximum" });
      const bound = hungarianMaximum(table);
      expect(even.length).toBe(bound.count);
      expect(even.reduce((max, [i, j]) => Math.max(max, cost(i, j)), 0)).toBe(bound.maximum);
      expect(total(even)).toBeCloseTo(bound.total, 10);
    }
  });

  test("1:2 and 1:3 serve the most rows, then the most twice, at the least total: exhaustive search on 1000 problems", () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const rows = sample(seed, 8).map((row, i) => ({ ...row, t: i < 3 ? 1 : i < 5 ? 0 : row.t }));
      const ratio = 2 + (seed % 2);
      const width = widths[1 + (seed % 3)]!;
      const matching = matchPairs(rows, {
        treatment: "t",
        score: "s",
        method: "optimal",
        ratio,
        caliper: absolute(width),
      });
      const held = new Map<number, number>();
      for (const { treated } of matching.pairs) held.set(treated, (held.get(treated) ?? 0) + 1);
      const served = Array.from({ length: ratio }, (_, level) => [...held.values()].filter((k) => k > level).length);
      const best = exhaustive(costs(rows, width, false), ratio);
      expect([seed, ...served]).toEqual([seed, ...best.served]);
      expect(matching.totalDistance).toBeCloseTo(best.total, 10);
    }
  });

  test("1:2 without a caliper on lalonde: the sorted and the general search agree, and nearest matching is no better", () => {
    const { score } = propensityScore(lalonde, { treatment: "treat", covariates: [...lalondeCovariates] });
    const optimal = matchPairs(lalonde, { treatment: "treat", score, method: "optimal", ratio: 2 });
    const nearest = matchPairs(lalonde, { treatment: "treat", score, ratio: 2 });
    const rows = lalonde.map((row, i) => ({ t: row.treat, s: score[i]!, x: "a" }));
    const cost = (t: number, c: number): number => Math.abs(score[t]! - score[c]!);
    const general = matchOptimal(problemOf(rows, 1), { ratio: 2, cost });
    expect([optimal.pairs.length, general.length]).toEqual([370, 370]);
    expect(optimal.totalDistance).toBeCloseTo(
      general.reduce((sum, [t, c]) => sum + cost(t, c), 0),
      9,
    );
    expect(optimal.totalDistance).toBeLessThanOrEqual(nearest.totalDistance);
  });

  test("too many possible pairs are refused before memory is", () => {
    const rows = Array.from({ length: 8000 }, (_, i) => ({ t: i < 4001 ? 1 : 0, s: i / 8000 }));
    const call = () => matchPairs(rows, { treatment: "t", score: "s", method: "optimal", ratio: 2 });
    expect(call).toThrow(/15999999 pairs of rows, more than 10000000/);
  });
});

/** Least total of pairs that leave no row out that has a candidate: every treated row takes a set of controls. */
function leastCover(cost: readonly (readonly number[])[]): number {
  const n = cost[0]!.length;
  let best = new Map<number, number>([[0, 0]]);
  for (const row of cost) {
    const next = new Map<number, number>();
    for (const [covered, total] of best) {
      for (let set = 0; set < 1 << n; set++) {
        if (set === 0 && row.some(Number.isFinite)) continue;
        const own = row.reduce((sum, d, j) => ((set >> j) & 1 ? sum + d : sum), 0);
        const key = covered | set;
        if (Number.isFinite(own)) next.set(key, Math.min(total + own, next.get(key) ?? Number.POSITIVE_INFINITY));
      }
    }
    best = next;
  }
  let all = 0;
  for (let j = 0; j < n; j++) if (cost.some((row) => Number.isFinite(row[j]!))) all |= 1 << j;
  return best.get(all)!;
}

describe("full matching", () => {
  test("has the least total of all covers and leaves out only rows without a candidate: 1000 problems with ties", () => {
    for (let seed = 1, problems = 0; problems < 1000; seed++) {
      const rows = sample(seed, 4 + (seed % 7));
      if (rows.filter(({ t }) => t === 0).length > 6) continue;
      problems++;
      const width = widths[seed % 4]!;
      const exact = seed % 3 === 0;
      const matching = fullMatching(rows, {
        treatment: "t",
        score: "s",
        caliper: absolute(width),
        ...(exact && { exact: "x" as const }),
      });
      const cost = costs(rows, width, exact);
      expect([seed, matching.totalDistance.toFixed(10)]).toEqual([seed, leastCover(cost).toFixed(10)]);
      const coverable =
        cost.filter((row) => row.some(Number.isFinite)).length +
        cost[0]!.filter((_, j) => cost.some((row) => Number.isFinite(row[j]!))).length;
      expect(rows.length - matching.unmatched.length).toBe(coverable);
      for (const { treated, control } of matching.sets) expect(Math.min(treated, control)).toBe(1);
    }
  });

  test("has the same total for rows in another order, a mirrored score and exchanged groups", () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const rows = sample(seed, 20);
      const key = generator(seed + 5000);
      const spec = { treatment: "t", score: "s", caliper: absolute(0.0801) } as const;
      const one = fullMatching(rows, spec);
      for (const other of [
        rows
          .map((row) => ({ row, key: key() }))
          .sort((a, b) => a.key - b.key)
          .map(({ row }) => row),
        rows.map((row) => ({ ...row, s: 1 - row.s })),
        rows.map((row) => ({ ...row, t: 1 - row.t })),
      ]) {
        const again = fullMatching(other, spec);
        expect(again.totalDistance).toBeCloseTo(one.totalDistance, 10);
        expect(again.unmatched.length).toBe(one.unmatched.length);
      }
    }
  });

  test("on lalonde has the total of the reduction to an assignment, solved by the Hungarian algorithm", () => {
    const { score } = propensityScore(lalonde, { treatment: "treat", covariates: [...lalondeCovariates] });
    const rows = lalonde.map((row, i) => ({ t: row.treat, s: score[i]!, x: "a" }));
    for (const width of [0.02, 0.05, 1]) {
      const cost = costs(rows, width, false);
      const byTreated = cost.map((row) => Math.min(...row));
      const byControl = cost[0]!.map((_, j) => Math.min(...cost.map((row) => row[j]!)));
      const alone = [...byTreated, ...byControl].filter(Number.isFinite);
      const gains = cost.map((row, i) =>
        row.map((d, j) => (Number.isFinite(d) ? d - byTreated[i]! - byControl[j]! : Number.POSITIVE_INFINITY)),
      );
      const matching = fullMatching(rows, { treatment: "t", score: "s", caliper: absolute(width) });
      expect(matching.totalDistance).toBeCloseTo(alone.reduce((sum, d) => sum + d, 0) + hungarian(gains, 0).total, 9);
      expect(matching.unmatched.length).toBe(614 - alone.length);
    }
  });

  test("on lalonde has 53.21 effective controls at the least total there is, where MatchIt 4.7.2 has 51.30", () => {
    const { score } = propensityScore(lalonde, { treatment: "treat", covariates: [...lalondeCovariates] });
    const { effectiveSampleSize } = fullMatching(lalonde, { treatment: "treat", score });
    expect(effectiveSampleSize.control.toFixed(2)).toBe("53.21");
  });

  test("weights of each estimand repeat the sizes of the sets and have mean 1 in each group", () => {
    const rows = sample(3, 60);
    for (const estimand of ["ATT", "ATC", "ATE"] as const) {
      const { subclass, weights, sets, effectiveSampleSize } = fullMatching(rows, {
        treatment: "t",
        score: "s",
        caliper: absolute(0.1),
        estimand,
      });
      for (const group of [0, 1]) {
        const own = rows.flatMap((row, i) => {
          if (row.t !== group || subclass[i] === -1) return [];
          const { treated, control } = sets[subclass[i]!]!;
          const [same, other] = group === 1 ? [treated, control] : [control, treated];
          const all = { ATT: group === 1 ? 1 : other / same, ATC: group === 0 ? 1 : other / same };
          return [{ raw: estimand === "ATE" ? (same + other) / same : all[estimand], weight: weights[i]! }];
        });
        const mean = own.reduce((sum, { raw }) => sum + raw, 0) / own.length;
        for (const { raw, weight } of own) expect(weight).toBeCloseTo(raw / mean, 12);
        const squares = own.reduce((sum, { weight }) => sum + weight * weight, 0);
        const size = group === 1 ? effectiveSampleSize.treated : effectiveSampleSize.control;
        expect(size).toBeCloseTo(own.length ** 2 / squares, 9);
      }
    }
  });

  test("says why rows are unmatched and refuses an unknown estimand", () => {
    const rows = [
      { t: 1, s: 0.5, x: "a" },
      { t: 0, s: 0.5, x: "a" },
      { t: 1, s: 0.9, x: "a" },
      { t: 1, s: 0.5, x: "b" },
      { t: 0, s: null, x: "a" },
    ];
    const spec = { treatment: "t", score: "s", caliper: absolute(0.01), exact: "x", missing: "omit" } as const;
    expect(fullMatching(rows, spec).unmatched).toEqual([
      { row: 2, reason: "no-candidate-in-caliper" },
      { row: 3, reason: "exact-stratum-empty" },
      { row: 4, reason: "missing-value" },
    ]);
    expect(() => fullMatching(rows, { ...spec, estimand: "ATO" as never })).toThrow(/estimand is "ATO"/);
    const apart = fullMatching({ t: [1, 0], s: [0.1, 0.9] }, { treatment: "t", score: "s", caliper: absolute(0.1) });
    expect(apart).toMatchObject({ sets: [], maxDistance: null, totalDistance: 0, warnings: [{ code: "no-pairs" }] });
  });
});
