import { describe, expect, test } from "vitest";
import { type Caliper, type MatchPairsSpec, matchedRows, matchPairs, propensityScore } from "../src/index.js";
import { generator, type LalondeRow, lalonde, lalondeCovariates } from "./lalonde.js";

const { score } = propensityScore(lalonde, { treatment: "treat", covariates: [...lalondeCovariates] });
const absolute = (width: number): Caliper => ({ width, scale: "probability", unit: "absolute" });
const logitSd = (width: number): Caliper => ({ width, scale: "logit", unit: "sd" });
const match = (options: Partial<MatchPairsSpec<LalondeRow>>) =>
  matchPairs(lalonde, { treatment: "treat", score, ...options });

describe("MatchIt 4.7.2 on lalonde (pairs, total distance as it prints them)", () => {
  const cases: [string, Partial<MatchPairsSpec<LalondeRow>>, number, string][] = [
    ["largest", {}, 185, "39.6928"],
    ["smallest", { order: "smallest" }, 185, "46.9656"],
    ["data", { order: "data" }, 185, "39.9098"],
    ["closest", { order: "closest" }, 185, "39.8626"],
    ["farthest", { order: "farthest" }, 185, "40.1654"],
    ["largest, caliper 0.02", { caliper: absolute(0.02) }, 110, "1.2343"],
    ["smallest, caliper 0.02", { caliper: absolute(0.02), order: "smallest" }, 109, "1.0411"],
    ["data, caliper 0.02", { caliper: absolute(0.02), order: "data" }, 109, "0.4461"],
    ["closest, caliper 0.02", { caliper: absolute(0.02), order: "closest" }, 109, "0.2111"],
    ["0.2 SD probability", { caliper: { width: 0.2, scale: "probability", unit: "sd" } }, 113, "3.7751"],
    ["0.2 SD logit", { caliper: logitSd(0.2) }, 117, "26.572"],
    ["0.2 SD logit, closest", { caliper: logitSd(0.2), order: "closest" }, 111, "1.3657"],
    ["0.02 SD logit", { caliper: logitSd(0.02) }, 103, "1.6830"],
    ["exact race, caliper 0.02", { caliper: absolute(0.02), exact: "race" }, 109, "1.2488"],
    ["with replacement", { replace: true }, 185, "0.5444"],
  ];
  test.each(cases)("%s", (_, options, pairs, total) => {
    const matching = match(options);
    expect(matching.pairs.length).toBe(pairs);
    expect(matching.totalDistance.toFixed(total.split(".")[1]!.length)).toBe(total);
    expect(matching.maxDistance!).toBeLessThanOrEqual(matching.caliperWidth ?? 1);
  });

  test("effective number of controls with replacement is 46.31", () => {
    const { weights } = match({ replace: true });
    const controls = weights.filter((_, row) => lalonde[row]!.treat === 0);
    const sum = controls.reduce((a, w) => a + w, 0);
    expect(((sum * sum) / controls.reduce((a, w) => a + w * w, 0)).toFixed(2)).toBe("46.31");
  });
});

describe("optimal matching on lalonde equals the Hungarian algorithm", () => {
  test.each([
    ["no caliper", {}, 185, "39.692799"],
    ["no caliper, 1:2", { ratio: 2 }, 370, "136.547456"],
    ["0.02", { caliper: absolute(0.02) }, 110, "0.236303"],
    ["0.05", { caliper: absolute(0.05) }, 113, "0.493951"],
    ["0.1", { caliper: absolute(0.1) }, 119, "1.912531"],
    ["0.2 SD logit", { caliper: logitSd(0.2) }, 117, "5.471529"],
  ])("%s", (_, options, pairs, total) => {
    const matching = match({ ...options, method: "optimal" });
    expect(matching.pairs.length).toBe(pairs);
    expect(matching.totalDistance.toFixed(total.split(".")[1]!.length)).toBe(total);
  });
});

interface Small {
  readonly t: number;
  readonly s: number;
  readonly x: string;
}

function sample(seed: number, n: number, grid: number): Small[] {
  const random = generator(seed);
  const rows = Array.from({ length: n }, () => ({
    t: random() < 0.5 ? 1 : 0,
    s: grid > 0 ? Math.floor(random() * grid) / grid : random(),
    x: random() < 0.5 ? "a" : "b",
  }));
  rows[0]!.t = 1;
  rows[1]!.t = 0;
  return rows;
}

/** Most pairs, then least total, over all matchings. */
function bruteOptimal(rows: readonly Small[], width: number): { count: number; total: number } {
  const treated = rows.flatMap((d, i) => (d.t === 1 ? [i] : []));
  const controls = rows.flatMap((d, i) => (d.t === 0 ? [i] : []));
  const visit = (k: number, free: readonly number[]): { count: number; total: number } => {
    if (k === treated.length) return { count: 0, total: 0 };
    let best = visit(k + 1, free);
    for (const c of free) {
      const d = Math.abs(rows[treated[k]!]!.s - rows[c]!.s);
      if (d > width) continue;
      const rest = visit(
        k + 1,
        free.filter((other) => other !== c),
      );
      const count = rest.count + 1;
      const total = rest.total + d;
      if (count > best.count || (count === best.count && total < best.total)) best = { count, total };
    }
    return best;
  };
  return visit(0, controls);
}

describe("against exhaustive search", () => {
  test("optimal matching has the most pairs and then the least total of all matchings, and no fewer than nearest", () => {
    for (let seed = 1; seed <= 120; seed++) {
      const rows = sample(seed, 12, seed % 2 === 0 ? 12 : 0);
      for (const width of [0.05, 0.15, 2]) {
        const spec = { treatment: "t", score: "s", caliper: absolute(width) } as const;
        const matching = matchPairs(rows, { ...spec, method: "optimal" });
        const best = bruteOptimal(rows, width);
        expect(matching.pairs.length).toBe(best.count);
        expect(matching.totalDistance).toBeCloseTo(best.total, 12);
        for (const order of ["largest", "closest"] as const) {
          const greedy = matchPairs(rows, { ...spec, order });
          expect(greedy.pairs.length).toBeLessThanOrEqual(best.count);
          expect(2 * greedy.pairs.length).toBeGreaterThanOrEqual(best.count);
        }
      }
    }
  });
});

describe("rules every matching keeps", () => {
  const rows = sample(7, 200, 0);
  const spec = { treatment: "t", score: "s", caliper: absolute(0.01) } as const;

  test("a greedy matching is maximal: no free treated row and free control are within the caliper", () => {
    for (const order of ["largest", "data", "closest"] as const) {
      const { weights } = matchPairs(rows, { ...spec, order });
      const free = rows.flatMap((d, i) => (weights[i] === 0 ? [d] : []));
      for (const a of free) for (const b of free) if (a.t > b.t) expect(Math.abs(a.s - b.s)).toBeGreaterThan(0.01);
    }
  });

  test("the order of rows changes nothing without ties", () => {
    const random = generator(3);
    const shuffled = rows.map((d, row) => ({ ...d, row, key: random() })).sort((a, b) => a.key - b.key);
    for (const options of [{ order: "largest" }, { order: "closest" }, { method: "optimal" }] as const) {
      const one = matchPairs(rows, { ...spec, ...options });
      const other = matchPairs(shuffled, { ...spec, ...options });
      const back = other.pairs.map((pair) => [shuffled[pair.treated]!.row, shuffled[pair.control]!.row]);
      expect(back.sort((a, b) => a[0]! - b[0]!)).toEqual(one.pairs.map((pair) => [pair.treated, pair.control]));
    }
  });

  test("a distance equal to the caliper is allowed", () => {
    const data = { t: [1, 0], s: [0.5, 0.25] };
    const at = (width: number) =>
      matchPairs(data, { treatment: "t", score: "s", caliper: absolute(width) }).pairs.length;
    expect(at(0.25)).toBe(1);
    expect(at(0.2499)).toBe(0);
  });

  test("weights of controls have mean 1; subclass numbers pairs in the order of treated rows", () => {
    const matching = matchPairs(rows, { ...spec, ratio: 2 });
    const perTreated = new Map<number, number>();
    for (const { treated } of matching.pairs) perTreated.set(treated, (perTreated.get(treated) ?? 0) + 1);
    const controls = Array.from(matching.weights).filter((w, i) => rows[i]!.t === 0 && w > 0);
    expect(controls.reduce((a, w) => a + w, 0) / controls.length).toBeCloseTo(1, 12);
    expect(Math.max(...perTreated.values())).toBe(2);
    expect([...new Set(Array.from(matching.subclass!).filter((s, i) => s >= 0 && rows[i]!.t === 1))]).toEqual(
      Array.from({ length: matching.counts.matchedTreated }, (_, i) => i),
    );
    for (const { treated, control } of matching.pairs) {
      expect(matching.subclass![treated]).toBe(matching.subclass![control]);
    }
  });

  test("every treated row gets its first control before any gets its second", () => {
    const first = matchPairs(rows, spec).pairs;
    const both = matchPairs(rows, { ...spec, ratio: 2 }).pairs;
    for (const pair of first) expect(both).toContainEqual(pair);
  });

  test("ratio with replacement takes the nearest controls of each treated row", () => {
    const data = { t: [1, 1, 0, 0, 0], s: [0.5, 0.52, 0.5, 0.53, 0.9] };
    const { pairs, subclass } = matchPairs(data, { treatment: "t", score: "s", replace: true, ratio: 2 });
    expect(pairs.map((pair) => [pair.treated, pair.control])).toEqual([
      [0, 2],
      [0, 3],
      [1, 3],
      [1, 2],
    ]);
    expect(subclass).toBeNull();
  });

  test("random order is reproduced by the same generator", () => {
    const run = (seed: number) => matchPairs(rows, { ...spec, order: "random", random: generator(seed) }).pairs;
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  test("every unmatched row has its reason", () => {
    const data = [
      { t: 1, s: 0.5, x: "a" },
      { t: 1, s: 0.501, x: "a" },
      { t: 0, s: 0.5, x: "a" },
      { t: 1, s: 0.9, x: "a" },
      { t: 1, s: 0.5, x: "b" },
      { t: 0, s: null, x: "a" },
    ];
    const matching = matchPairs(data, {
      treatment: "t",
      score: "s",
      exact: "x",
      caliper: absolute(0.01),
      missing: "omit",
      order: "smallest",
    });
    expect(matching.unmatched).toEqual([
      { row: 1, reason: "outcompeted", rival: 0 },
      { row: 3, reason: "no-candidate-in-caliper" },
      { row: 4, reason: "exact-stratum-empty" },
      { row: 5, reason: "missing-value" },
    ]);
    expect(matching.status).toBe("partial");
  });

  test("groups of one size without a caliper are warned about", () => {
    const data = { t: [1, 0, 1, 0], s: [0.9, 0.1, 0.8, 0.2] };
    const codes = (caliper?: Caliper) =>
      matchPairs(data, { treatment: "t", score: "s", ...(caliper && { caliper }) }).warnings.map(({ code }) => code);
    expect(codes()).toEqual(["no-caliper"]);
    expect(codes(absolute(0.1))).toEqual(["no-pairs"]);
  });

  test("matched rows are those of positive weight, from rows and from columns", () => {
    const columns = { t: rows.map((d) => d.t), s: rows.map((d) => d.s), x: rows.map((d) => d.x) };
    const matching = matchPairs(rows, spec);
    expect(matchedRows(rows, matching).length).toBe(2 * matching.pairs.length);
    expect(matchedRows(columns, matching)).toEqual(matchedRows(rows, matching));
    expect(() => matchedRows(rows.slice(1), matching)).toThrow(/the data have 199 rows/);
  });
});

describe("inputs without an answer are named", () => {
  const data = { t: [1, 0, 0], s: [0.5, 0.4, 1], arm: ["TKI-I", "TKI", "TKI"] };
  const spec = { treatment: "t", score: "s" } as const;
  test.each<[string, () => unknown, RegExp]>([
    ["one group", () => matchPairs({ t: [1, 1], s: [0.1, 0.2] }, spec), /all 2 rows in use are treated/],
    [
      "caliper without a scale",
      () => matchPairs(data, { ...spec, caliper: { width: 0.2, unit: "sd" } as never }),
      /caliper has no scale/,
    ],
    [
      "caliper without a unit",
      () => matchPairs(data, { ...spec, caliper: { width: 0.2, scale: "logit" } as never }),
      /caliper has no unit/,
    ],
    ["caliper of width 0", () => matchPairs(data, { ...spec, caliper: absolute(0) }), /caliper width is 0/],
    ["score 1 on the logit scale", () => matchPairs(data, { ...spec, caliper: logitSd(0.2) }), /is 1 at row 2/],
    ["a score above 1", () => matchPairs({ t: [1, 0], s: [0.5, 1.5] }, spec), /is 1.5 at row 1/],
    ["text treatment", () => matchPairs(data, { ...spec, treatment: "arm" as never }), /name the treated group/],
    ["unknown group", () => matchPairs(data, { ...spec, treatment: "arm", treated: "TACE" }), /holds TKI, TKI-I/],
    ["random order without a generator", () => matchPairs(data, { ...spec, order: "random" }), /needs random/],
    [
      "an objective of nearest matching",
      () => matchPairs(data, { ...spec, objective: "total" }),
      /for optimal matching/,
    ],
    [
      "an unknown objective",
      () => matchPairs(data, { ...spec, method: "optimal", objective: "mean" as never }),
      /objective is "mean"/,
    ],
    ["a missing score", () => matchPairs({ t: [1, 0], s: [0.5, Number.NaN] }, spec), /missing in 1 row/],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(message);
    try {
      call();
    } catch (error) {
      expect((error as Error).name).toBe("HccInputError");
    }
  });

  test("a named group is matched as 0 and 1 are", () => {
    const by = matchPairs(data, { ...spec, treatment: "arm", treated: "TKI-I" });
    expect(by).toEqual(matchPairs(data, spec));
  });
});
