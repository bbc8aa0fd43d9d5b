import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cumulativeHazard, kaplanMeier, numberAtRisk, splitIntervals, survivalAt, toRows } from "../src/index.js";

const channels = { time: "time", event: "event" } as const;
const late = { ...channels, entry: "entry" } as const;

interface Row {
  readonly entry: number;
  readonly time: number;
  readonly event: number;
  readonly weight: number;
  readonly cluster: number;
}

const rowsOf = (size: number) =>
  fc.array(
    fc
      .record({
        entry: fc.integer({ min: 0, max: 6 }),
        length: fc.integer({ min: 1, max: 6 }),
        event: fc.integer({ min: 0, max: 1 }),
        weight: fc.double({ min: 0.1, max: 10, noNaN: true }),
        cluster: fc.integer({ min: 0, max: 4 }),
      })
      .map(({ entry, length, ...rest }): Row => ({ entry, time: entry + length, ...rest })),
    { minLength: 1, maxLength: size },
  );
const runs = { numRuns: 1000 };

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) {
    const near = Number.isNaN(expected[i]!)
      ? Number.isNaN(actual[i]!)
      : Math.abs(actual[i]! - expected[i]!) <= 1e-10 * Math.max(1, Math.abs(expected[i]!));
    if (!near) expect.fail(`${actual[i]} is not ${expected[i]}`);
  }
}

/** Weights at risk and of the events at a time, and those of each row, by going through all rows. */
function at(rows: readonly Row[], t: number) {
  const risk = rows.map(({ entry, time, weight }) => (entry < t && t <= time ? weight : 0));
  const dead = rows.map(({ time, event, weight }) => (event === 1 && time === t ? weight : 0));
  const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
  return { risk, dead, risks: sum(risk), deaths: sum(dead), left: sum(risk.map((value, i) => value - dead[i]!)) };
}

/** Square root of the sum over clusters of the squared sum of what each row adds. */
function clustered(rows: readonly Row[], influence: readonly number[]): number {
  const sums = new Map<number, number>();
  rows.forEach(({ cluster }, i) => {
    sums.set(cluster, (sums.get(cluster) ?? 0) + influence[i]!);
  });
  return Math.sqrt([...sums.values()].reduce((sum, value) => sum + value * value, 0));
}

describe("what must hold for any rows", () => {
  test("the robust variance is the sum over clusters of squared influence, row by row and time by time", () => {
    fc.assert(
      fc.property(rowsOf(14), (rows) => {
        const spec = { ...late, weights: "weight", weightType: "sampling", cluster: "cluster" } as const;
        const curve = kaplanMeier(rows, spec).curves[0]!;
        const hazards = cumulativeHazard(rows, spec).curves[0]!;
        const onSurvival = rows.map(() => 0);
        const onHazard = rows.map(() => 0);
        let survival = 1;
        curve.time.forEach((t, k) => {
          const { risk, dead, risks, deaths, left } = at(rows, t);
          if (deaths > 0) {
            const gone = risk.every((value, i) => value === dead[i]);
            survival *= gone ? 0 : left / risks;
            rows.forEach((_, i) => {
              onHazard[i]! += dead[i]! / risks - (risk[i]! * deaths) / (risks * risks);
              if (!gone) onSurvival[i]! += (risk[i]! - dead[i]!) / left - risk[i]! / risks;
            });
          }
          expectNear([curve.nRisk[k]!, curve.nEvent[k]!, curve.survival[k]!], [risks, deaths, survival]);
          const error = survival === 0 ? Number.NaN : survival * clustered(rows, onSurvival);
          expectNear([curve.standardError[k]!], [error]);
          expectNear([hazards.hazardError[k]!], [clustered(rows, onHazard)]);
        });
      }),
      runs,
    );
  });

  test("equal sampling weights, whatever they are, give Greenwood's standard error", () => {
    fc.assert(
      fc.property(rowsOf(20), fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (rows, weight) => {
        const plain = kaplanMeier(rows, channels).curves[0]!;
        const weights = rows.map(() => weight);
        const curve = kaplanMeier(rows, { ...channels, weights, weightType: "sampling" }).curves[0]!;
        expectNear(curve.survival, plain.survival);
        expectNear(curve.standardError, plain.standardError);
        expect([curve.n, curve.events]).toEqual([plain.n, plain.events]);
      }),
      runs,
    );
  });

  test("row order and the unit of the weights have no effect", () => {
    fc.assert(
      fc.property(rowsOf(20), fc.integer({ min: 1, max: 50 }), (rows, factor) => {
        const spec = { ...late, weights: "weight", weightType: "sampling" } as const;
        const curve = kaplanMeier(rows, spec).curves[0]!;
        const turned = rows.map((_, i) => rows[(i + factor) % rows.length]!).reverse();
        const other = kaplanMeier(
          turned.map((row) => ({ ...row, weight: row.weight * factor })),
          spec,
        ).curves[0]!;
        for (const name of ["time", "survival", "standardError", "lower", "upper"] as const) {
          expectNear(other[name], curve[name]);
        }
      }),
      runs,
    );
  });

  test("a subject followed in pieces is the subject followed at once, bit for bit", () => {
    fc.assert(
      fc.property(rowsOf(12), fc.array(fc.integer({ min: 1, max: 11 }), { minLength: 1, maxLength: 4 }), (rows, at) => {
        const cuts = [...new Set(at)].sort((a, b) => a - b);
        const { columns } = splitIntervals(rows, { ...late, cuts });
        for (const estimator of [kaplanMeier, cumulativeHazard]) {
          const whole = estimator(rows, late).curves;
          expect(estimator(columns, { ...late, id: "row" }).curves).toEqual(whole);
        }
      }),
      runs,
    );
  });

  test("a frequency is a repetition, in clusters and with late entries too", () => {
    fc.assert(
      fc.property(rowsOf(10), (rows) => {
        const whole = rows.map((row) => ({ ...row, weight: Math.ceil(row.weight / 3) }));
        const repeated = whole.flatMap((row) => new Array<Row>(row.weight).fill(row));
        for (const spec of [late, { ...late, cluster: "cluster" } as const]) {
          for (const estimator of [kaplanMeier, cumulativeHazard]) {
            const curve = estimator(whole, { ...spec, weights: "weight", weightType: "frequency" }).curves[0]!;
            const other = estimator(repeated, spec).curves[0]!;
            expect([curve.n, curve.events]).toEqual([other.n, other.events]);
            for (const name of ["nRisk", "nEvent", "nCensor", "survival", "standardError", "lower"] as const) {
              expectNear(curve[name], other[name]);
            }
          }
        }
      }),
      runs,
    );
  });

  test("numbers at risk are those of the rows that have entered and not left, at any time", () => {
    fc.assert(
      fc.property(rowsOf(12), fc.double({ min: 0.25, max: 13, noNaN: true }), (rows, t) => {
        const curve = kaplanMeier(rows, late).curves[0]!;
        const direct = rows.filter(({ entry, time }) => entry < t && t <= time).length;
        expect(Array.from(numberAtRisk(curve, [t]))).toEqual([direct]);
        expect(toRows({ curves: [curve] })[0]!.nRisk).toBe(rows.filter(({ entry }) => entry === 0).length);
      }),
      runs,
    );
  });

  test("survival after a start is S(t) / S(start), as long as S(start) is not 0", () => {
    fc.assert(
      fc.property(rowsOf(12), fc.integer({ min: 0, max: 11 }), (rows, start) => {
        const followed = rows.filter(({ time }) => time > start);
        fc.pre(followed.length > 0);
        const all = kaplanMeier(rows, late).curves[0]!;
        const before = survivalAt(all, [start])[0]!.estimate;
        const curve = kaplanMeier(rows, { ...late, start }).curves[0]!;
        expect([curve.n, curve.start]).toEqual([followed.length, start]);
        if (before === null || before === 0) return;
        const ratio = Array.from(curve.time, (t) => survivalAt(all, [t])[0]!.estimate! / before);
        expectNear(curve.survival, ratio);
      }),
      runs,
    );
  });
});
