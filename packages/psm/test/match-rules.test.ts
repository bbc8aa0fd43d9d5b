import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  austin,
  type MatchPairsSpec,
  matchit,
  matchPairs,
  propensityScore,
  spss,
  type VariableRatio,
} from "../src/index.js";
import { generator, type LalondeRow, lalonde, lalondeCovariates } from "./lalonde.js";
import { type Case, problem, scan, squaredMahalanobis } from "./match-scan.js";

const anyPair = (): boolean => true;
const visits = ["largest", "smallest", "data", "closest", "farthest"] as const;
const taken = (rows: readonly Case[], spec: Partial<MatchPairsSpec<Case>>): number[][] =>
  matchPairs(rows, { treatment: "t", score: "s", ...spec }).pairs.map(({ treated, control }) => [treated, control]);

/** One control more at a time, to the row nearest the controls' side that is not full, until the total is given out. */
function shares(rows: readonly Case[], { min, max, mean }: VariableRatio): Map<number, number> {
  const treated = rows.flatMap(({ t }, row) => (t === 1 ? [row] : []));
  const average = (t: number): number => {
    const own = rows.filter((row) => row.t === t);
    return own.reduce((sum, { s }) => sum + s, 0) / own.length;
  };
  const direction = average(1) > average(0) ? -1 : 1;
  const queue = treated.sort((a, b) => direction * (rows[a]!.s - rows[b]!.s) || a - b).reverse();
  const wanted = new Map(queue.map((row) => [row, min]));
  for (let left = Math.round(mean * queue.length) - min * queue.length; left > 0; left--) {
    const row = queue.find((other) => wanted.get(other)! < max)!;
    wanted.set(row, wanted.get(row)! + 1);
  }
  return wanted;
}

describe("nearest matching takes the pairs that a scan of all rows takes", () => {
  test("3000 problems: every order, ratios 1 to 3, with replacement, exact strata, ties", () => {
    for (let seed = 1; seed <= 3000; seed++) {
      const rows = problem(seed, 6 + (seed % 17), [0, 8, 16][seed % 3]!);
      const visit = visits[seed % 5]!;
      const ratio = 1 + (seed % 8 > 4 ? seed % 3 : 0);
      const replace = seed % 7 === 0 && visit !== "closest";
      const exact = seed % 11 < 5;
      const width = [0.0625, 0.25, 2][Math.floor(seed / 5) % 3]!;
      const spec = { order: visit, ratio, replace, caliper: spss(width), ...(exact && { exact: "x" as const }) };
      const may = exact ? (a: Case, b: Case): boolean => a.x === b.x : anyPair;
      expect(taken(rows, spec), `problem ${seed}`).toEqual(scan(rows, { visit, width, ratio, replace, may }));
    }
  });

  test("2000 problems with calipers on covariates and values that must differ", () => {
    for (let seed = 1; seed <= 2000; seed++) {
      const rows = problem(seed, 8 + (seed % 15), [0, 16][seed % 2]!);
      const visit = visits[seed % 5]!;
      const ratio = 1 + (seed % 8 > 6 ? 1 : 0);
      const replace = seed % 7 === 0 && visit !== "closest";
      const spec: Partial<MatchPairsSpec<Case>> = {
        order: visit,
        ratio,
        replace,
        caliper: spss(0.25),
        calipers: { y: { channel: "y", width: 4, unit: "absolute" } },
        ...(seed % 4 < 2 && { antiExact: "x" }),
      };
      const may = (a: Case, b: Case): boolean => Math.abs(a.y - b.y) <= 4 && (seed % 4 >= 2 || a.x !== b.x);
      const pairs = taken(rows, spec);
      expect(pairs, `problem ${seed}`).toEqual(scan(rows, { visit, width: 0.25, ratio, replace, may }));
    }
  });

  test("1500 problems with numbers of controls that differ: the rows on the side of the controls get the most", () => {
    for (let seed = 1; seed <= 1500; seed++) {
      const random = generator(seed + 9000);
      const rows = problem(seed, 10 + (seed % 15), [0, 8, 16][seed % 3]!);
      const visit = visits[seed % 5]!;
      const min = 1 + Math.floor(random() * 2);
      const max = min + 1 + Math.floor(random() * 4);
      const mean = min + (0.05 + 0.9 * random()) * (max - min);
      const wanted = shares(rows, { min, max, mean });
      const exact = seed % 4 === 0;
      const discard = seed % 6 === 1;
      const spec = {
        order: visit,
        ratio: { min, max, mean },
        caliper: spss(0.5),
        ...(exact && { exact: "x" as const }),
        ...(discard && { discard: "both" as const }),
      };
      const reached = ({ t, s }: Case): boolean => {
        const other = rows.filter((row) => row.t !== t).map((row) => row.s);
        return s >= Math.min(...other) && s <= Math.max(...other);
      };
      const may = (a: Case, b: Case): boolean => (!exact || a.x === b.x) && (!discard || (reached(a) && reached(b)));
      const rules = { visit, width: 0.5, ratio: max, wanted: (row: number) => wanted.get(row)!, replace: false, may };
      expect(taken(rows, spec), `problem ${seed}`).toEqual(scan(rows, rules));
    }
  });
});

describe("a Mahalanobis distance within the caliper of the score", () => {
  const distance = { mahalanobis: ["y", "z"] } as const;

  test("1000 problems: the least distance by the inverse of the pooled covariance is taken", () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const rows = problem(seed, 12 + (seed % 13), 0);
      const visit = visits[seed % 5]!;
      const ratio = 1 + (seed % 3);
      const replace = seed % 7 === 0 && visit !== "closest";
      const gap = squaredMahalanobis(rows);
      const spec = { order: visit, ratio, replace, caliper: spss(0.3), distance };
      const { pairs } = matchPairs(rows, { treatment: "t", score: "s", ...spec });
      expect(pairs.map(({ treated, control }) => [treated, control])).toEqual(
        scan(rows, { visit, width: 0.3, ratio, replace, may: anyPair, gap }),
      );
      for (const { treated, control, mahalanobis } of pairs) {
        expect(mahalanobis! ** 2).toBeCloseTo(gap(rows[treated]!, rows[control]!), 9);
      }
    }
  });

  test("recoding covariates, their sign included, changes no pair", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.constantFrom(-8, -1, -0.1, 0.5, 3),
        fc.constantFrom(-2, -1, 0.25, 7),
        fc.integer({ min: -50, max: 50 }),
        (seed, a, b, shift) => {
          const rows = problem(seed, 24, 0);
          const recoded = rows.map((row) => ({ ...row, y: a * row.y + shift, z: b * row.z + row.y - shift }));
          const spec = { caliper: austin(0.5), distance };
          expect(taken(recoded, spec)).toEqual(taken(rows, spec));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("a factor counts by its indicators, whichever is the reference; a dependent covariate adds nothing", () => {
    for (let seed = 1; seed <= 50; seed++) {
      const rows = problem(seed, 60, 0);
      const renamed = rows.map((row) => ({ ...row, x: { a: "z", b: "m", c: "k" }[row.x]!, w: 2 * row.y - row.z }));
      const spec = { treatment: "t", score: "s", caliper: spss(0.2) } as const;
      const one = matchPairs(rows, { ...spec, distance: { mahalanobis: ["x", "y", "z"] } });
      const other = matchPairs(renamed, { ...spec, distance: { mahalanobis: ["x", "y", "z", "w"] } });
      expect(other.pairs.map((pair) => pair.control)).toEqual(one.pairs.map((pair) => pair.control));
    }
  });
});

describe("invariances", () => {
  test("signs and units of calipered covariates, names of strata and the order of rows change no pair", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.boolean(), (seed, differ) => {
        const rows = problem(seed, 30, 0);
        const random = generator(seed + 1);
        const changed = rows
          .map((row, id) => ({ ...row, id, y: -4 * row.y, x: `stratum ${row.x}`, key: random() }))
          .sort((a, b) => a.key - b.key);
        const option = differ ? ({ antiExact: "x" } as const) : ({ exact: "x" } as const);
        const calipers = (width: number) => ({ y: { channel: "y", width, unit: "absolute" } }) as const;
        const sorted = (pairs: number[][]): number[][] => pairs.sort((a, b) => a[0]! - b[0]!);
        const one = taken(rows, { caliper: spss(0.3), calipers: calipers(3), ...option });
        const other = taken(changed, { caliper: spss(0.3), calipers: calipers(12), ...option });
        expect(sorted(other.map((pair) => pair.map((i) => changed[i]!.id)))).toEqual(sorted(one));
      }),
      { numRuns: 1000 },
    );
  });

  test("a caliper in standard deviations of a covariate does not depend on its unit or sign", () => {
    const rows = problem(5, 200, 0);
    const caliper = spss(0.1);
    const calipers = { age: { channel: "y", width: 0.25, unit: "sd" } } as const;
    const flipped = rows.map((row) => ({ ...row, y: 7 - 2 * row.y }));
    expect(taken(flipped, { caliper, calipers })).toEqual(taken(rows, { caliper, calipers }));
  });
});

describe("common support", () => {
  const rows = Object.freeze([
    { t: 1, s: 0.9 },
    { t: 1, s: 0.5 },
    { t: 0, s: 0.1 },
    { t: 0, s: 0.5 },
    { t: 0, s: 0.6 },
  ]);
  test.each([
    ["none", []],
    ["treated", [0]],
    ["control", [2]],
    ["both", [0, 2]],
  ] as const)("discard %s leaves out the rows outside the range of the other group", (discard, gone) => {
    const { unmatched } = matchPairs(rows, { treatment: "t", score: "s", discard });
    expect(unmatched.flatMap(({ row, reason }) => (reason === "discarded-support" ? [row] : []))).toEqual(gone);
  });

  test("equals matching what is left, in every order", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const all = problem(seed, 40, 0).map((row) => ({ ...row, s: row.t === 1 ? 0.2 + 0.8 * row.s : 0.8 * row.s }));
      const range = (t: number): [number, number] => {
        const own = all.filter((row) => row.t === t).map((row) => row.s);
        return [Math.min(...own), Math.max(...own)];
      };
      const within = (s: number, t: number): boolean => s >= range(t)[0] && s <= range(t)[1];
      const left = all.flatMap((row, i) => (within(row.s, 1 - row.t) ? [i] : []));
      const kept = left.map((i) => all[i]!);
      if (new Set(kept.map((row) => row.t)).size < 2) continue;
      for (const options of [{ order: "largest" }, { order: "closest" }, { method: "optimal" }] as const) {
        const expected = taken(kept, { ...options, caliper: matchit(0.3) });
        expect(taken(all, { ...options, caliper: matchit(0.3), discard: "both" })).toEqual(
          expected.map((pair) => pair.map((i) => left[i])),
        );
      }
    }
  });
});

describe("presets and refusals", () => {
  const { score } = propensityScore(lalonde, { treatment: "treat", covariates: [...lalondeCovariates] });
  const count = (spec: Partial<MatchPairsSpec<LalondeRow>>): number =>
    matchPairs(lalonde, { treatment: "treat", score, ...spec }).pairs.length;

  test("the presets give MatchIt's pair counts on lalonde", () => {
    expect(count({ caliper: spss(0.02) })).toBe(110);
    expect(count({ caliper: matchit(0.2) })).toBe(113);
    expect(count({ caliper: austin() })).toBe(117);
  });

  test("on lalonde a mean of 2 with 1 to 12 controls is 168 rows with 1, one with 10 and 16 with 12", () => {
    const { pairs, weights, counts, status } = matchPairs(lalonde, {
      treatment: "treat",
      score,
      ratio: { min: 1, max: 12, mean: 2 },
    });
    const held = new Map<number, number>();
    for (const { treated } of pairs) held.set(treated, (held.get(treated) ?? 0) + 1);
    const frequency = (k: number): number => [...held.values()].filter((own) => own === k).length;
    expect([frequency(1), frequency(10), frequency(12), pairs.length, status]).toEqual([168, 1, 16, 370, "complete"]);
    for (const { treated, control } of pairs) {
      expect(weights[control]).toBeCloseTo(
        ((1 / held.get(treated)!) * counts.matchedControl) / counts.matchedTreated,
        12,
      );
    }
  });

  test("a rule of covariates says why a row stays alone", () => {
    const rows = [
      { t: 1, s: 0.5, y: 1 },
      { t: 0, s: 0.5, y: 9 },
    ];
    const calipers = { y: { channel: "y", width: 2, unit: "absolute" } } as const;
    expect(matchPairs(rows, { treatment: "t", score: "s", caliper: spss(0.1), calipers }).unmatched).toEqual([
      { row: 0, reason: "no-candidate-in-caliper" },
      { row: 1, reason: "no-candidate-in-caliper" },
    ]);
  });

  const rows = problem(1, 10, 0);
  test.each<[string, Partial<MatchPairsSpec<Case>>, RegExp]>([
    ["a Mahalanobis distance without a caliper", { distance: { mahalanobis: ["y"] } }, /give a caliper/],
    ["a distance without covariates", { distance: { mahalanobis: [] }, caliper: spss(0.1) }, /give \{ mahalanobis/],
    ["a ratio that is not whole", { ratio: 1.5 }, /ratio is 1.5: give a whole number/],
    ["a variable ratio without a mean", { ratio: { min: 1, max: 3 } as never }, /ratio mean is undefined/],
    [
      "a mean of controls out of range",
      { ratio: { min: 1, max: 3, mean: 3 } },
      /mean is 3: .* between min 1 and max 3/,
    ],
    ["a largest number below the least", { ratio: { min: 2, max: 2, mean: 2 } }, /max is 2: .* above min 2/],
    ["no control at least", { ratio: { min: 0, max: 2, mean: 1 } }, /min is 0/],
    ["a variable ratio in optimal matching", { ratio: { min: 1, max: 3, mean: 2 }, method: "optimal" }, /fixed ratio/],
    ["a variable ratio with replacement", { ratio: { min: 1, max: 3, mean: 2 }, replace: true }, /fixed ratio/],
    ["an unknown order", { order: "nearest" as never }, /order is "nearest"/],
    [
      "a covariate caliper without a unit",
      { calipers: { y: { channel: "y", width: 1 } as never } },
      /caliper of "y" has no unit/,
    ],
    ["an unknown group to discard", { discard: "all" as never }, /discard/],
  ])("%s is refused", (_, spec, message) => {
    expect(() => taken(rows, spec)).toThrow(message);
  });
});
