import { quantile } from "@hcc/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  balance,
  coarsenedExactMatching,
  exactMatching,
  type Stratification,
  type StratumEstimand,
  subclassification,
} from "../src/index.js";

interface Patient {
  readonly tki: number;
  readonly ps: number;
  readonly age: number;
  readonly child: string;
}

const runs = { numRuns: 1000 };
const estimand = fc.constantFrom<StratumEstimand>("ATT", "ATC", "ATE");
// Scores of few values, so that ties and quantiles that coincide are common; all sums of them are exact.
const patient = fc.record({
  tki: fc.nat(1),
  ps: fc.nat(32).map((k) => k / 32),
  age: fc.integer({ min: 20, max: 40 }),
  child: fc.constantFrom("A", "B", "C"),
});
const bothGroups = (rows: readonly Patient[]): boolean => new Set(rows.map(({ tki }) => tki)).size === 2;
const cohort = fc.array(patient, { minLength: 2, maxLength: 20 }).filter(bothGroups);
const distinct = fc.uniqueArray(patient, { selector: ({ ps }) => ps, minLength: 2, maxLength: 20 }).filter(bothGroups);
const channels = { treatment: "tki", covariates: ["age", "child"] } as const;

type Stratify = (rows: readonly Patient[], estimand: StratumEstimand) => Stratification;
const stratify: Record<string, Stratify> = {
  subclassification: (rows, estimand) => {
    const fewest = Math.min(...[0, 1].map((group) => rows.filter(({ tki }) => tki === group).length));
    return subclassification(rows, { treatment: "tki", score: "ps", classes: Math.min(4, fewest), estimand });
  },
  exactMatching: (rows, estimand) => exactMatching(rows, { ...channels, estimand }),
  coarsenedExactMatching: (rows, estimand) => coarsenedExactMatching(rows, { ...channels, estimand }),
};
const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

describe.each(Object.entries(stratify))("%s", (name, stratum) => {
  test("rows in another order are in the same strata with the same weights", () => {
    const rows = name === "subclassification" ? distinct : cohort;
    const shuffled = rows.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray([...list.keys()], { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, estimand, ([list, order], who) => {
        const plain = stratum(list, who);
        const other = stratum(
          order.map((row) => list[row]!),
          who,
        );
        expect(other.strata).toEqual(plain.strata);
        expect(other.moved).toEqual(plain.moved);
        expect([...other.subclass]).toEqual(order.map((row) => plain.subclass[row]));
        const differences = order.map((row, i) => Math.abs(other.weights[i]! - plain.weights[row]!));
        expect(Math.max(...differences)).toBeLessThan(1e-12);
      }),
      runs,
    );
  });

  test("each stratum has both groups, and the weights of a group sum to its rows in strata", () => {
    fc.assert(
      fc.property(cohort, estimand, (rows, who) => {
        const { strata, subclass, weights, counts, dropped } = stratum(rows, who);
        const rowsOf = (group: number): number[] =>
          strata.map((_, s) => rows.filter(({ tki }, row) => tki === group && subclass[row] === s).length);
        expect(strata.map(({ treated }) => treated)).toEqual(rowsOf(1));
        expect(strata.map(({ control }) => control)).toEqual(rowsOf(0));
        expect(strata.every(({ treated, control }) => treated > 0 && control > 0)).toBe(true);
        const weightOf = (group: number): number => sum(weights.filter((_, row) => rows[row]!.tki === group));
        expect(weightOf(1)).toBeCloseTo(counts.matchedTreated, 9);
        expect(weightOf(0)).toBeCloseTo(counts.matchedControl, 9);
        expect(weights.every((weight, row) => weight > 0 === subclass[row]! >= 0)).toBe(true);
        expect(counts.matchedTreated + counts.matchedControl + dropped.length).toBe(rows.length);
      }),
      runs,
    );
  });

  test("weighted means are those standardized to the sizes of the strata", () => {
    fc.assert(
      fc.property(cohort, estimand, (rows, who) => {
        const result = stratum(rows, who);
        fc.pre(result.strata.length > 0);
        const sizes = result.strata.map(({ treated, control }) =>
          who === "ATT" ? treated : who === "ATC" ? control : treated + control,
        );
        const standard = (group: number): number =>
          sum(
            sizes.map((size, s) => {
              const ages = rows.filter(({ tki }, row) => tki === group && result.subclass[row] === s).map((d) => d.age);
              return (size * sum(ages)) / ages.length;
            }),
          ) / sum(sizes);
        const { after } = balance(rows, { treatment: "tki", covariates: ["age"], matching: result }).rows[0]!;
        expect(after!.meanTreated).toBeCloseTo(standard(1), 9);
        expect(after!.meanControl).toBeCloseTo(standard(0), 9);
      }),
      runs,
    );
  });

  test("swapping the groups swaps ATT and ATC", () => {
    const rows = name === "subclassification" ? distinct : cohort;
    fc.assert(
      fc.property(rows, (list) => {
        const swapped = list.map((d) => ({ ...d, tki: 1 - d.tki }));
        const plain = stratum(list, "ATT");
        const mirrored = stratum(swapped, "ATC");
        expect(mirrored.subclass).toEqual(plain.subclass);
        expect(mirrored.weights).toEqual(plain.weights);
      }),
      runs,
    );
  });
});

describe("recoding", () => {
  const scale = fc.record({ factor: fc.constantFrom(0.1, 1 / 3, 12, 2.54), shift: fc.constantFrom(0, -17.3, 1000.1) });

  test("increasing affine recoding of a number changes no stratum, exactly matched or in Sturges' bins", () => {
    fc.assert(
      fc.property(cohort, scale, (rows, { factor, shift }) => {
        const recoded = rows.map((d) => ({ ...d, age: d.age * factor + shift }));
        for (const method of [exactMatching, coarsenedExactMatching]) {
          expect(method(recoded, channels).subclass).toEqual(method(rows, channels).subclass);
        }
      }),
      runs,
    );
  });

  test("decreasing recoding reverses the numbers of strata; in bins where no value is on a boundary", () => {
    const reversed = ({ subclass, strata }: Stratification): number[] =>
      Array.from(subclass, (s) => (s < 0 ? -1 : strata.length - 1 - s));
    fc.assert(
      fc.property(cohort, (rows) => {
        const recoded = rows.map((d) => ({ ...d, age: 100 - d.age }));
        const spec = { treatment: "tki", covariates: ["age"] } as const;
        expect(reversed(exactMatching(recoded, spec))).toEqual([...exactMatching(rows, spec).subclass]);
        const ages = rows.map(({ age }) => age);
        const low = Math.min(...ages);
        const range = Math.max(...ages) - low;
        const bins = Math.ceil(Math.log2(rows.length) + 1);
        const inside = ages.every((age) => age === low || age === low + range || ((age - low) * bins) % range !== 0);
        if (!inside) return;
        expect(reversed(coarsenedExactMatching(recoded, spec))).toEqual([
          ...coarsenedExactMatching(rows, spec).subclass,
        ]);
      }),
      runs,
    );
  });

  test("increasing recoding with the cutpoints recoded alike changes no stratum", () => {
    const cutpoints = fc.uniqueArray(fc.integer({ min: 18, max: 42 }), { minLength: 1, maxLength: 5 });
    const increasing = fc.constantFrom<(x: number) => number>(
      Math.sqrt,
      (x) => x * x * x,
      (x) => -1 / x,
    );
    fc.assert(
      fc.property(cohort, cutpoints, increasing, (rows, cuts, f) => {
        const at = [...cuts].sort((a, b) => a - b);
        const plain = coarsenedExactMatching(rows, { ...channels, cutpoints: { age: at } });
        const recoded = coarsenedExactMatching(
          rows.map((d) => ({ ...d, age: f(d.age) })),
          { ...channels, cutpoints: { age: at.map(f) } },
        );
        expect(recoded.subclass).toEqual(plain.subclass);
        expect(recoded.weights).toEqual(plain.weights);
        const bins = rows.map(({ age, child }) => `${at.filter((cut) => cut <= age).length} ${child}`);
        expectPartition(plain, rows, bins);
      }),
      runs,
    );
  });
});

/** Rows are together where their labels agree and both groups have the label. */
function expectPartition({ subclass }: Stratification, rows: readonly Patient[], labels: readonly string[]): void {
  const groups = [0, 1].map((group) => new Set(labels.filter((_, row) => rows[row]!.tki === group)));
  const numbers = new Map(labels.map((label, row) => [label, subclass[row]!]));
  for (const label of numbers.keys()) if (!groups.every((own) => own.has(label))) numbers.set(label, -1);
  expect([...subclass]).toEqual(labels.map((label) => numbers.get(label)));
  const kept = [...numbers.values()].filter((s) => s >= 0);
  expect(kept.sort((a, b) => a - b)).toEqual([...kept.keys()]);
}

test("exact matching is the partition by all values", () => {
  fc.assert(
    fc.property(cohort, (rows) => {
      const labels = rows.map(({ age, child }) => `${age} ${child}`);
      expectPartition(exactMatching(rows, channels), rows, labels);
    }),
    runs,
  );
});

/** The class of each row: how many quantiles are at or below its score, numbered without gaps. */
function classesOf(rows: readonly Patient[], k: number, who: StratumEstimand): number[] {
  const focal = rows.filter(({ tki }) => who === "ATE" || tki === (who === "ATT" ? 1 : 0)).map(({ ps }) => ps);
  const cuts = Array.from({ length: k - 1 }, (_, j) => quantile(focal, (j + 1) / k));
  const raw = rows.map(({ ps }) => cuts.filter((cut) => cut <= ps).length);
  const found = [...new Set(raw)].sort((a, b) => a - b);
  return raw.map((code) => found.indexOf(code));
}

/** All ways to share n rows among k classes with at least m each. */
function* shares(n: number, k: number, m: number): Generator<number[]> {
  if (k === 1) yield [n];
  else
    for (let first = m; first <= n - m * (k - 1); first++)
      for (const rest of shares(n - first, k - 1, m)) yield [first, ...rest];
}

describe("classes of a score", () => {
  const k = fc.constantFrom(2, 4, 8);

  test("are cut at the quantiles of type 7 where no class needs rows", () => {
    fc.assert(
      fc.property(cohort, k, estimand, (rows, classes, who) => {
        fc.pre(rows.length >= classes);
        const result = subclassification(rows, { treatment: "tki", score: "ps", classes, estimand: who, minimum: 0 });
        const code = classesOf(rows, classes, who);
        expectPartition(result, rows, code.map(String));
        expect(result.warnings.some(({ code }) => code === "fewer-classes")).toBe(new Set(code).size < classes);
      }),
      runs,
    );
  });

  test("that lack rows get them over the fewest boundaries, by trying all ways", () => {
    const small = fc.array(patient, { minLength: 8, maxLength: 20 }).filter(bothGroups);
    let filled = 0;
    fc.assert(
      fc.property(small, fc.constantFrom(2, 4), estimand, fc.constantFrom(1, 2), (rows, classes, who, minimum) => {
        const before = classesOf(rows, classes, who);
        const count = Math.max(...before) + 1;
        const groups = [0, 1].map((group) =>
          [...rows.keys()].filter((row) => rows[row]!.tki === group).sort((a, b) => rows[a]!.ps - rows[b]!.ps || a - b),
        );
        fc.pre(groups.every((members) => members.length >= count * minimum));
        const spec = { treatment: "tki", score: "ps", classes, estimand: who, minimum } as const;
        const { subclass, strata, moved } = subclassification(rows, spec);
        expect(strata.length).toBe(count);
        groups.forEach((members, group) => {
          const after = members.map((row) => subclass[row]!);
          expect(after).toEqual([...after].sort((a, b) => a - b));
          let best = { passed: Number.POSITIVE_INFINITY, classes: [] as number[], total: 0 };
          for (const share of shares(members.length, count, minimum)) {
            const codes = share.flatMap((size, s) => new Array<number>(size).fill(s));
            const passed = sum(codes.map((code, i) => Math.abs(code - before[members[i]!]!)));
            if (passed < best.passed || (passed === best.passed && sum(codes) > best.total)) {
              best = { passed, classes: codes, total: sum(codes) };
            }
          }
          expect(after).toEqual(best.classes);
          expect(group === 1 ? moved!.treated : moved!.control).toBe(
            members.filter((row) => subclass[row] !== before[row]).length,
          );
          if (best.passed > 0) filled++;
        });
      }),
      runs,
    );
    expect(filled).toBeGreaterThan(300);
  });
});
