import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ScoreConcordanceSpec, scoreConcordance } from "../src/index.js";
import { performance, WEIGHTING } from "./performance-reference.js";
import { near } from "./reference.js";

describe("C, its counts and, with known pair weights, its standard error are R's", () => {
  for (const c of performance.concordance) {
    test(`${[c.score, c.time, c.strata, c.weights, c.timewt, c.maxTime].filter((part) => part !== null).join(", ")}`, () => {
      const found = scoreConcordance(performance.lung, {
        time: c.time,
        event: "event",
        scores: { [c.score]: c.score },
        weighting: WEIGHTING[c.timewt],
        pairWeights: "known",
        ...(c.strata !== null && { strata: c.strata }),
        ...(c.weights !== null && { weights: c.weights, weightType: "sampling" as const }),
        ...(c.maxTime !== null && { maxTime: c.maxTime }),
      });
      const [row] = found.rows;
      near(row!.estimate, c.estimate, 0, 1e-12);
      near(row!.standardError, c.error, 0, 1e-11);
      near(row!.concordant, c.count[0], 0, 1e-12);
      near(row!.discordant, c.count[1], 0, 1e-12);
      near(row!.tiedPredictor, c.count[2], 0, 1e-12);
    });
  }

  test("a difference of two scores has the standard error of the difference of their influences", () => {
    for (const { timewt, estimate, error } of performance.difference) {
      const { differences } = scoreConcordance(performance.lung, {
        time: "time",
        event: "event",
        scores: { age: "age", score: "score" },
        weighting: WEIGHTING[timewt],
        pairWeights: "known",
      });
      near(differences[0]!.estimate, estimate, 0, 1e-12);
      near(differences[0]!.standardError, error, 0, 1e-11);
      near(differences[0]!.z, estimate / error, 0, 1e-11);
    }
  });
});

interface Row {
  t: number;
  d: number;
  x: number;
  s: string;
  w: number;
}
const cohort: fc.Arbitrary<Row[]> = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
    ),
    { minLength: 12, maxLength: 24 },
  )
  .map((rows) => rows.map(([t, d, x, w], i) => ({ t, d: Number(d || i % 3 === 0), x, s: i % 2 ? "a" : "b", w })));

/** C by all pairs, from the definition. */
function allPairs(rows: readonly Row[], weighting: string, maxTime: number, weight: (i: number) => number): number {
  let up = 0;
  let all = 0;
  const sum = (use: (d: Row) => boolean): number => rows.reduce((total, d, i) => total + (use(d) ? weight(i) : 0), 0);
  rows.forEach((a, i) => {
    if (a.d === 0 || a.t > maxTime) return;
    let [survival, censoring] = [1, 1];
    for (let t = 1; t < a.t; t++) {
      const atRisk = sum((d) => d.s === a.s && d.t >= t);
      const events = sum((d) => d.s === a.s && d.t === t && d.d === 1);
      const censored = sum((d) => d.s === a.s && d.t === t && d.d === 0);
      if (events > 0) survival *= 1 - events / atRisk;
      if (censored > 0) censoring *= 1 - censored / (atRisk - events);
    }
    const n = sum((d) => d.s === a.s && d.t >= a.t);
    const pair = {
      harrell: 1,
      uno: 1 / censoring / censoring,
      survival: (sum((d) => d.s === a.s) * survival) / n,
      schemper: (sum((d) => d.s === a.s) * survival) / censoring / n,
    }[weighting]!;
    rows.forEach((b, j) => {
      if (a.s !== b.s || i === j || !(a.t < b.t || (a.t === b.t && b.d === 0))) return;
      const both = weight(i) * weight(j) * pair;
      all += both;
      up += a.x > b.x ? both : a.x === b.x ? both / 2 : 0;
    });
  });
  return up / all;
}

describe("properties", () => {
  test("C is that of all pairs, its variance the sum of squared changes per unit of weight, pair weights estimated", () => {
    fc.assert(
      fc.property(
        cohort,
        fc.constantFrom("harrell", "uno", "survival", "schemper"),
        fc.integer({ min: 5, max: 9 }),
        fc.constantFrom("frequency", "sampling"),
        (rows, weighting, maxTime, weightType) => {
          const spec = {
            time: "t",
            event: "d",
            scores: { x: "x" },
            strata: "s",
            weights: "w",
            weightType,
            weighting,
            maxTime,
          } as ScoreConcordanceSpec<Row>;
          const [found] = scoreConcordance(rows, spec).rows;
          if (found!.estimate === null) return;
          near(
            found!.estimate,
            allPairs(rows, weighting, maxTime, (i) => rows[i]!.w),
            0,
            1e-13,
          );
          const step = 1e-4;
          const variance = rows.reduce((sum, { w }, k) => {
            const moved = (by: number): number =>
              allPairs(rows, weighting, maxTime, (i) => rows[i]!.w + (i === k ? by : 0));
            const slope = (8 * (moved(step) - moved(-step)) - (moved(2 * step) - moved(-2 * step))) / (12 * step);
            return sum + slope * slope * (weightType === "frequency" ? w : w * w);
          }, 0);
          near(found!.standardError, Math.sqrt(variance), 1, 1e-9);
        },
      ),
      { numRuns: 80, seed: 20261125 },
    );
  });

  const rows = Array.from({ length: 60 }, (_, i) => ({
    t: 1 + ((i * 37) % 23),
    d: i % 4 > 0 ? 1 : 0,
    x: (i * 7) % 11,
    y: (i * 5) % 13,
    w: 1 + (i % 3),
  }));
  const spec = { time: "t", event: "d", scores: { x: "x", y: "y" }, weighting: "uno", maxTime: 19 } as const;

  test("the order of rows, the scale of time and a monotone change of the score change nothing; its opposite gives 1 - C", () => {
    const found = scoreConcordance(rows, spec);
    const other = scoreConcordance(
      rows
        .slice()
        .reverse()
        .map((d) => ({ ...d, t: d.t * 30.4375, x: Math.exp(d.x), y: -d.y })),
      { ...spec, maxTime: 19 * 30.4375 },
    );
    near(other.rows[0]!.estimate, found.rows[0]!.estimate!, 0, 1e-13);
    near(other.rows[0]!.standardError, found.rows[0]!.standardError!, 0, 1e-13);
    near(other.rows[1]!.estimate, 1 - found.rows[1]!.estimate!, 0, 1e-13);
    near(other.rows[1]!.standardError, found.rows[1]!.standardError!, 0, 1e-13);
  });

  test("frequency weights are repeated rows", () => {
    const repeated = rows.flatMap((d) => Array.from({ length: d.w }, () => d));
    for (const weighting of ["harrell", "uno", "survival", "schemper"] as const) {
      const a = scoreConcordance(rows, { ...spec, weighting, weights: "w", weightType: "frequency" });
      const b = scoreConcordance(repeated, { ...spec, weighting });
      near(a.rows[0]!.standardError, b.rows[0]!.standardError!, 0, 1e-12);
      near(a.differences[0]!.estimate, b.differences[0]!.estimate!, 0, 1e-11);
      near(a.differences[0]!.standardError, b.differences[0]!.standardError!, 0, 1e-12);
      expect([a.n, a.events, a.tiedTime.toFixed(8)]).toEqual([b.n, b.events, b.tiedTime.toFixed(8)]);
    }
  });

  test("a score against itself differs by 0 with no test; without comparable pair all is null", () => {
    const [same] = scoreConcordance(rows, { ...spec, scores: { x: "x", again: "x" } }).differences;
    expect(same).toMatchObject({ estimate: 0, standardError: 0, z: null, pValue: null });
    const none = scoreConcordance(rows, { ...spec, maxTime: 0 });
    expect(none.rows[0]).toMatchObject({ estimate: null, standardError: null, lower: null, upper: null });
    expect(none.differences[0]).toMatchObject({ estimate: null, standardError: null, pValue: null });
  });

  test("no score, a missing value, an unknown weighting and a bad time are input errors", () => {
    expect(() => scoreConcordance(rows, { ...spec, scores: {} })).toThrow(/no named score/);
    expect(() => scoreConcordance(rows, { ...spec, scores: "x" as never })).toThrow(/no named score/);
    expect(() => scoreConcordance([{ ...rows[0]!, x: Number.NaN }, ...rows], spec)).toThrow(/column "x"/);
    expect(() => scoreConcordance(rows, { ...spec, weighting: "gonen" as never })).toThrow(/weighting is "?gonen/);
    expect(() => scoreConcordance(rows, { ...spec, maxTime: -1 })).toThrow(/maxTime is -1/);
    expect(() => scoreConcordance(rows, { ...spec, tau: 3 } as never)).toThrow(/no option "tau"/);
  });
});
