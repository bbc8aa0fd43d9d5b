import { readFileSync } from "node:fs";
import { normalUpperTail } from "@hcc/numerics";
import { signedRank } from "@hcc/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchPairs, type RosenbaumBounds, type RosenbaumBoundsSpec, rosenbaumBounds } from "../src/index.js";

interface Bounds {
  readonly logUpper: readonly number[];
  readonly logLower: readonly number[];
  readonly critical: number | null;
  readonly criticalStrict: number | null;
}
interface Scored extends Bounds {
  readonly informative: number;
  readonly statistic: number;
  readonly total: number;
  readonly z: number;
}
interface Member {
  readonly time: readonly number[];
  readonly event: readonly number[];
}
const reference = JSON.parse(
  readFileSync(new URL("../../../validation/psm-sensitivity.json", import.meta.url), "utf8"),
) as {
  readonly gammas: readonly number[];
  readonly binary: readonly (Bounds & { readonly discordant: readonly [number, number] })[];
  readonly ranks: Readonly<
    Record<
      string,
      {
        readonly zeros: "wilcoxon" | "pratt";
        readonly treated: readonly number[];
        readonly control: readonly number[];
        readonly statistic: number;
        readonly total: number;
        readonly informative: number;
        readonly normal: Bounds;
        readonly exact: Bounds;
      }
    >
  >;
  readonly censored: {
    readonly treated: Member;
    readonly control: Member;
    readonly prentice: Scored;
    readonly logRank: Scored;
    readonly sign: Bounds & { readonly decided: readonly [number, number]; readonly chisq: number };
  };
};
const { gammas, binary, ranks, censored } = reference;

type Wide = { readonly a: readonly number[]; readonly b: readonly number[] };
type WideSpec = RosenbaumBoundsSpec<{ a: number; b: number }>;
const both = { treated: "a", control: "b" } as const;
const discordant = (more: number, fewer: number): Wide => ({
  a: [...Array<number>(more).fill(1), ...Array<number>(fewer).fill(0), 1, 0],
  b: [...Array<number>(more).fill(0), ...Array<number>(fewer).fill(1), 1, 0],
});

function expectBounds(
  call: (options: { alpha: number; gamma: readonly number[] }) => RosenbaumBounds,
  wanted: Bounds,
): void {
  const found = call({ alpha: 0.05, gamma: gammas });
  const close = (p: number | null, log: number): void => {
    expect(p).not.toBeNull();
    if (log < -700) return;
    expect(Math.abs(Math.log(p!) - log)).toBeLessThanOrEqual(1e-8 * Math.max(1, -log));
  };
  found.bounds.forEach(({ lower, upper }, i) => {
    close(upper, wanted.logUpper[i]!);
    close(lower, wanted.logLower[i]!);
  });
  for (const [actual, expected] of [
    [found.criticalGamma, wanted.critical],
    [call({ alpha: 0.001, gamma: gammas }).criticalGamma, wanted.criticalStrict],
  ] as const) {
    if (expected === null) expect(actual).toBeNull();
    else expect(Math.abs(actual! / expected - 1)).toBeLessThanOrEqual(1e-9);
  }
}

test.each(binary)("binary pairs $discordant: binomial bounds", (one) => {
  const data = discordant(...one.discordant);
  const spec: WideSpec = { event: both, alternative: "greater" };
  expectBounds((options) => rosenbaumBounds(data, { ...spec, ...options }), one);
  expect(rosenbaumBounds(data, spec)).toMatchObject({
    method: "binomial",
    scores: "sign",
    statistic: one.discordant[0],
    pairs: { informative: one.discordant[0] + one.discordant[1], controlHigher: one.discordant[1] },
  });
});

describe.each(Object.entries(ranks))("signed ranks of %s", (_, one) => {
  const data = { a: one.treated, b: one.control };
  const spec: WideSpec = { value: both, alternative: "greater", zeros: one.zeros };
  test("normal", () => {
    const found = rosenbaumBounds(data, { ...spec, exact: false });
    expect(found).toMatchObject({ statistic: one.statistic, total: one.total, method: "normal" });
    expect(found.pairs.informative).toBe(one.informative);
    expectBounds((options) => rosenbaumBounds(data, { ...spec, ...options, exact: false }), one.normal);
  });
  test("exact", () => {
    expect(rosenbaumBounds(data, spec).method).toBe("exact");
    expectBounds((options) => rosenbaumBounds(data, { ...spec, ...options }), one.exact);
  });
});

describe("table of Rosenbaum's book (2002, chapter 4)", () => {
  test("lead in the blood of children: signed ranks, the pair without a difference ranked", () => {
    const { treated, control } = ranks["leadPratt"]!;
    const { bounds, statistic } = rosenbaumBounds({ a: treated, b: control } as Wide, {
      value: both,
      zeros: "pratt",
      exact: false,
      alternative: "greater",
      gamma: [2, 3, 4, 4.25, 5],
    });
    expect(statistic).toBe(527);
    expect(bounds.map(({ upper }) => upper!.toFixed(4))).toEqual(["0.0018", "0.0136", "0.0388", "0.0468", "0.0740"]);
  });
});

describe("censored pairs: eyes of 197 patients with diabetic retinopathy, one treated", () => {
  const n = censored.treated.time.length;
  const time = [...censored.treated.time, ...censored.control.time];
  const event = [...censored.treated.event, ...censored.control.event];
  const pairs = Array.from({ length: n }, (_, i) => ({ treated: i, control: n + i }));
  const data = { time, event };
  const spec = { time: "time", event: "event", pairs, alternative: "less" } as const;
  test.each([
    ["prentice-wilcoxon", censored.prentice],
    ["log-rank", censored.logRank],
  ] as const)("%s scores", (scores, one) => {
    const found = rosenbaumBounds(data, { ...spec, scores });
    expect(found.pairs.informative).toBe(one.informative);
    expect(Math.abs(found.statistic / one.statistic - 1)).toBeLessThan(1e-12);
    expect(Math.abs(found.total / one.total - 1)).toBeLessThan(1e-12);
    // Without bias: the paired test, sum of differences over the root of the sum of their squares.
    expect(Math.abs(found.bounds[0]!.upper! / normalUpperTail(-one.z) - 1)).toBeLessThan(1e-9);
    expectBounds((options) => rosenbaumBounds(data, { ...spec, scores, ...options }), one);
  });
  test("which eye failed first: the log-rank test stratified by patient, exactly", () => {
    const found = rosenbaumBounds(data, { ...spec, scores: "sign" });
    const [first, second] = censored.sign.decided;
    expect(found.pairs).toMatchObject({ treatedHigher: first, controlHigher: second });
    expect((first - second) ** 2 / (first + second)).toBeCloseTo(censored.sign.chisq, 10);
    expectBounds((options) => rosenbaumBounds(data, { ...spec, scores: "sign", ...options }), censored.sign);
  });
  test("each row a pair, or rows and pairs in any order and time in any unit: the same bounds", () => {
    const wide = {
      t1: censored.treated.time,
      t0: censored.control.time,
      d1: censored.treated.event,
      d0: censored.control.event,
    };
    for (const scores of ["prentice-wilcoxon", "log-rank", "sign"] as const) {
      const one = rosenbaumBounds(data, { ...spec, scores });
      const members = { time: { treated: "t1", control: "t0" }, event: { treated: "d1", control: "d0" } } as const;
      expect(rosenbaumBounds(wide, { ...members, scores, alternative: "less" })).toEqual(one);
      const scaled = { time: time.map((t) => t * 64).reverse(), event: [...event].reverse() };
      const other = rosenbaumBounds(scaled, {
        ...spec,
        scores,
        pairs: pairs
          .map(({ treated, control }) => ({ treated: 2 * n - 1 - treated, control: 2 * n - 1 - control }))
          .reverse(),
      });
      other.bounds.forEach(({ upper }, i) => {
        near(upper, one.bounds[i]!.upper, 1e-9);
      });
      expect(Math.abs(other.criticalGamma! / one.criticalGamma! - 1)).toBeLessThan(1e-9);
    }
  });
});

/** Largest and smallest P(sum >= observed) over all choices of an extreme probability in each pair, by all sign assignments. */
function enumerate(scores: readonly number[], observed: number, gamma: number): { lower: number; upper: number } {
  const n = scores.length;
  let lower = 1;
  let upper = 0;
  for (let choice = 0; choice < 1 << n; choice++) {
    let p = 0;
    for (let signs = 0; signs < 1 << n; signs++) {
      let sum = 0;
      let probability = 1;
      for (let i = 0; i < n; i++) {
        const high = (choice >> i) & 1 ? gamma / (1 + gamma) : 1 / (1 + gamma);
        if ((signs >> i) & 1) {
          sum += scores[i]!;
          probability *= high;
        } else probability *= 1 - high;
      }
      if (sum >= observed - 1e-9) p += probability;
    }
    lower = Math.min(lower, p);
    upper = Math.max(upper, p);
  }
  return { lower, upper };
}

describe("no choice of the extreme probabilities of up to 8 pairs gives a P outside the bounds, and two give the bounds", () => {
  const differences: readonly (readonly number[])[] = [
    [3, -1, 4, 1, 5, 9, -2, 6],
    [1, 1, 1, -1, 2, 2, -3],
    [5, 5, 5, 5, 5],
    [-1, -2, -3, 4],
    [0, 2, 0, -1, 7, 3, 3, 8],
    [7],
  ];
  const midRank = (values: readonly number[], value: number): number =>
    values.filter((v) => v < value).length + (values.filter((v) => v === value).length + 1) / 2;
  test.each(differences.map((d) => [d]))("%j", (d) => {
    const data = { a: d, b: d.map(() => 0) };
    const informative = d.filter((x) => x !== 0);
    const sizes = informative.map(Math.abs);
    const scores = sizes.map((size) => midRank(sizes, size));
    const observed = scores.reduce((sum, rank, i) => sum + (informative[i]! > 0 ? rank : 0), 0);
    const positives = informative.filter((x) => x > 0).length;
    const yes = { a: informative.map((x) => (x > 0 ? 1 : 0)), b: informative.map((x) => (x > 0 ? 0 : 1)) };
    const gamma = [1, 1.3, 3];
    const ranked = rosenbaumBounds(data, { value: both, alternative: "greater", gamma }).bounds;
    const counted = rosenbaumBounds(yes, { event: both, alternative: "greater", gamma }).bounds;
    gamma.forEach((odds, i) => {
      for (const [found, wanted] of [
        [ranked[i]!, enumerate(scores, observed, odds)],
        [
          counted[i]!,
          enumerate(
            scores.map(() => 1),
            positives,
            odds,
          ),
        ],
      ] as const) {
        expect(Math.abs(found.upper! / wanted.upper - 1)).toBeLessThan(1e-9);
        expect(Math.abs(found.lower! / wanted.lower - 1)).toBeLessThan(1e-9);
      }
    });
  });
});

const difference = fc.integer({ min: -6, max: 6 });
const sample = fc.array(difference, { minLength: 1, maxLength: 12 });
const near = (actual: number | null, wanted: number | null, tolerance: number): void => {
  if (actual === wanted) return;
  if (!(Math.abs(actual! - wanted!) <= tolerance * Math.abs(wanted!))) expect(actual).toBe(wanted);
};

test("bounds widen with gamma, and swapping the groups swaps greater and less", () => {
  const spec = { value: both, gamma: [1, 1.2, 2, 5] } as const;
  fc.assert(
    fc.property(sample, fc.boolean(), (d, exact) => {
      const zero = d.map(() => 0);
      const one = rosenbaumBounds({ a: d, b: zero }, { ...spec, exact, alternative: "greater" });
      const other = rosenbaumBounds({ a: zero, b: d }, { ...spec, exact, alternative: "less" });
      near(other.criticalGamma, one.criticalGamma, 0);
      const two = rosenbaumBounds({ a: d, b: zero }, { ...spec, exact });
      const less = rosenbaumBounds({ a: d, b: zero }, { ...spec, exact, alternative: "less" });
      one.bounds.forEach(({ lower, upper }, i) => {
        near(other.bounds[i]!.upper, upper, 0);
        near(other.bounds[i]!.lower, lower, 0);
        if (upper === null) return;
        near(two.bounds[i]!.upper, Math.min(1, 2 * Math.min(upper, less.bounds[i]!.upper!)), 1e-12);
        const before = one.bounds[Math.max(0, i - 1)]!;
        if (upper < before.upper! - 1e-12 || lower! > before.lower! + 1e-12) expect(one.bounds).toBe("nested");
      });
    }),
    { numRuns: 1000 },
  );
});

test("the upper P at the critical gamma is alpha, whatever the scores", () => {
  let found = 0;
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -2, max: 6 }), { minLength: 5, maxLength: 20 }),
      fc.constantFrom("exact", "normal", "event"),
      fc.constantFrom(0.01, 0.05, 0.2),
      (d, how, alpha) => {
        const data = { a: d, b: d.map(() => 0) };
        const yes = { a: d.map((x) => (x > 0 ? 1 : 0)), b: d.map((x) => (x < 0 ? 1 : 0)) };
        const at = (gamma: readonly number[]): RosenbaumBounds =>
          how === "event"
            ? rosenbaumBounds(yes, { event: both, alpha, gamma })
            : rosenbaumBounds(data, { value: both, exact: how === "exact", alpha, gamma });
        const { criticalGamma, bounds } = at([1]);
        if (criticalGamma === null) {
          if (bounds[0]!.upper !== null && bounds[0]!.upper <= alpha) expect(bounds[0]!.upper).toBe("above alpha");
          return;
        }
        found++;
        near(at([criticalGamma]).bounds[0]!.upper, alpha, 1e-9);
      },
    ),
    { numRuns: 1000 },
  );
  expect(found).toBeGreaterThan(200);
});

test("without bias: the signed-rank test of @hcc/stats, its differences tied by rounding included", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(difference, difference), { minLength: 1, maxLength: 20 }),
      fc.boolean(),
      (values, pratt) => {
        const a = values.map(([x]) => x / 10);
        const b = values.map(([, y]) => y / 10);
        const zeros = pratt ? "pratt" : "wilcoxon";
        for (const exact of [true, false]) {
          const test = signedRank(a, b, { exact, zeros, continuity: false });
          const { bounds, statistic } = rosenbaumBounds({ a, b }, { value: both, zeros, exact, gamma: [1] });
          near(statistic, test.statistic, 0);
          near(bounds[0]!.upper, test.pValue, 1e-12);
          near(bounds[0]!.lower, test.pValue, 1e-12);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test("where no event times are tied Prentice-Wilcoxon scores are 2 W - 1 and W - 1", () => {
  // At risk 6, 5, 3, 1: W = 6/7, then 5/6 of it, 3/4 of that, 1/2 of that.
  const w = [6 / 7, (6 / 7) * (5 / 6), (6 / 7) * (5 / 6) * (3 / 4), (6 / 7) * (5 / 6) * (3 / 4) * (1 / 2)] as const;
  const scores = [2 * w[0] - 1, 2 * w[1] - 1, w[1] - 1, 2 * w[2] - 1, w[2] - 1, 2 * w[3] - 1];
  const data = { time: [1, 2, 3, 4, 5, 6], event: [1, 1, 0, 1, 0, 1] };
  const pairs = [
    { treated: 0, control: 5 },
    { treated: 3, control: 1 },
    { treated: 2, control: 4 },
  ];
  const found = rosenbaumBounds(data, { time: "time", event: "event", pairs });
  const differences = pairs.map(({ treated, control }) => scores[treated]! - scores[control]!);
  expect(found.total).toBeCloseTo(
    differences.reduce((sum, d) => sum + Math.abs(d), 0),
    14,
  );
  expect(found.statistic).toBeCloseTo(
    differences.reduce((sum, d) => sum + Math.max(0, d), 0),
    14,
  );
});

test("a pair is decided by an event while the other member is followed up, at the same time as well", () => {
  const rows = [
    [5, 1, 7, 0, 1],
    [5, 0, 7, 1, 0],
    [5, 1, 5, 0, 1],
    [5, 1, 5, 1, 0],
    [5, 0, 5, 1, -1],
    [9, 1, 5, 1, -1],
    [9, 1, 5, 0, 0],
  ] as const;
  for (const [t1, d1, t0, d0, sign] of rows) {
    const { pairs } = rosenbaumBounds([{ t1, d1, t0, d0 }], {
      time: { treated: "t1", control: "t0" },
      event: { treated: "d1", control: "d0" },
      scores: "sign",
    });
    expect(pairs.treatedHigher - pairs.controlHigher).toBe(sign);
  }
});

test("takes the pairs of matchPairs; an incomplete pair is left out and counted", () => {
  const patients = {
    tki: [1, 1, 1, 0, 0, 0, 0],
    ps: [0.3, 0.5, 0.7, 0.69, 0.31, 0.5, 0.1],
    died: [1, 0, null, 1, 0, 1, null],
  };
  const { pairs } = matchPairs(patients, { treatment: "tki", score: "ps" });
  const found = rosenbaumBounds(patients, { pairs, event: "died", missing: "omit" });
  expect(found.pairs).toEqual({ pairs: 2, informative: 2, treatedHigher: 1, controlHigher: 1, incomplete: 1 });
  expect(found.omitted).toEqual({ count: 1, rows: [2] });
  expect(() => rosenbaumBounds(patients, { pairs, event: "died" })).toThrow(
    expect.objectContaining({ code: "missing-value", column: "died", row: 2 }),
  );
});

test("pairs that do not differ leave no P and no critical gamma", () => {
  const found = rosenbaumBounds(discordant(0, 0), { event: both });
  expect(found.bounds[0]).toEqual({ gamma: 1, lower: null, upper: null });
  expect(found.criticalGamma).toBeNull();
});

test.each([
  [{}, "option", "event"],
  [{ value: both, event: both }, "option", "event"],
  [{ time: both }, "option", "event"],
  [{ value: "a" }, "option", "pairs"],
  [{ value: both, pairs: [{ treated: 0, control: 1 }] }, "option", "value"],
  [{ value: "a", pairs: [] }, "option", "pairs"],
  [{ value: "a", pairs: [{ treated: 0, control: 0 }] }, "duplicate", "pairs"],
  [{ value: "a", pairs: [{ treated: 0, control: 9 }] }, "option", "pairs"],
  [{ value: "a", pairs: [{ treated: 0.5, control: 1 }] }, "option", "pairs"],
  [{ value: both, gamma: [0.5] }, "option", "gamma"],
  [{ value: both, gamma: 2 }, "option", "gamma"],
  [{ value: both, alpha: 0.5 }, "option", "alpha"],
  [{ value: both, scores: "sign" }, "option", "scores"],
  [{ event: both, exact: true }, "option", "exact"],
  [{ event: both, zeros: "pratt" }, "option", "zeros"],
  [{ value: both, exact: "yes" }, "option", "exact"],
  [{ value: both, alternative: "more" }, "option", "alternative"],
  [{ value: both, Gamma: [2] }, "option", "Gamma"],
])("%j is refused, naming the option", (spec, code, column) => {
  expect(() => rosenbaumBounds({ a: [1, 0, 1], b: [0, 0, 1] }, spec as never)).toThrow(
    expect.objectContaining({ name: "HccInputError", code, column }),
  );
});

test("exact ranks of more than 400 pairs are refused", () => {
  const a = Float64Array.from({ length: 401 }, (_, i) => i + 1);
  const b = new Float64Array(401);
  expect(() => rosenbaumBounds({ a, b }, { value: both, exact: true })).toThrow(
    expect.objectContaining({ code: "too-costly" }),
  );
  expect(rosenbaumBounds({ a, b }, { value: both }).method).toBe("normal");
});
