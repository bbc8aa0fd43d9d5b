import { describe, expect, test } from "vitest";
import { coxKernel } from "../src/kernel/cox-kernel.js";
import { openExactKernel } from "../src/kernel/exact-kernel.js";
import { exactLikelihood } from "../src/kernel/exact-likelihood.js";
import { exactPlan } from "../src/kernel/exact-plan.js";
import type { KernelRows } from "../src/kernel/types.js";
import { near } from "./reference.js";

/** Numbers in (0, 1), the same in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return ((state >>> 8) + 0.5) / 2 ** 24;
  };
}

interface Shape {
  readonly seed: number;
  readonly n: number;
  readonly times: number;
  readonly strata?: number;
  readonly p?: number;
  readonly offset?: boolean;
  readonly entry?: boolean;
  readonly weights?: boolean;
  readonly events?: number;
}

/** Rows in the order of a kernel: times in ranks, of which several are tied. */
function makeRows({ seed, n, times, strata = 1, p = 2, offset, entry, weights, events = 0.6 }: Shape): KernelRows {
  const random = generator(seed);
  const list = Array.from({ length: n }, (_, i) => {
    const rank = 1 + Math.floor(times * random());
    return { s: i % strata, rank, entry: Math.floor(rank * random() * (entry ? 1 : 0)) - (entry ? 0 : 1) };
  }).sort((a, b) => a.s - b.s || a.rank - b.rank);
  return {
    n,
    p,
    stride: p + (p & 1),
    rank: Int32Array.from(list, (d) => d.rank),
    entryRank: entry ? Int32Array.from(list, (d) => d.entry) : null,
    event: Uint8Array.from(list, () => Number(random() < events)),
    weight: Float64Array.from(list, () => (weights ? 1 + Math.floor(3 * random()) : 1)),
    offset: offset ? Float64Array.from(list, () => 2 * random()) : null,
    strataEnd: Int32Array.from({ length: strata }, (_, s) => list.filter((d) => d.s <= s).length),
    x: Float64Array.from({ length: n * (p + (p & 1)) }, (_, at) => (at % (p + (p & 1)) < p ? 2 * random() - 1 : 0)),
  };
}

function kernelOf(rows: KernelRows) {
  const { n, p, strataEnd, offset, entryRank } = rows;
  const kernel = openExactKernel({ n, p, strata: strataEnd.length, offset: offset !== null, late: entryRank !== null });
  const to = kernel.rows;
  for (const name of ["rank", "event", "weight", "strataEnd", "x"] as const)
    (to[name] as Float64Array).set(rows[name] as Float64Array);
  if (offset !== null) to.offset!.set(offset);
  if (entryRank !== null) to.entryRank!.set(entryRank);
  return kernel;
}

/** All event times by the recursion, untied ones too. */
function byRecursion(rows: KernelRows, beta: Float64Array, order: 0 | 1 | 2 = 2) {
  const { p } = rows;
  const gradient = new Float64Array(p);
  const information = new Float64Array(p * p);
  const eta = predictor(rows, beta);
  const value = exactLikelihood(rows, exactPlan(rows, 1)).add(eta, order, gradient, information);
  return { value, gradient, information };
}

function predictor({ n, p, stride, offset, x }: KernelRows, beta: Float64Array): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = offset === null ? 0 : offset[i]!;
    for (let j = 0; j < p; j++) sum += beta[j]! * x[i * stride + j]!;
    return sum;
  });
}

/** By listing every choice of the deaths among those at risk. */
function byEnumeration(rows: KernelRows, beta: Float64Array) {
  const { p, stride, x, rank, entryRank, event, weight, strataEnd } = rows;
  const eta = predictor(rows, beta);
  const gradient = new Float64Array(p);
  const information = new Float64Array(p * p);
  let value = 0;
  let start = 0;
  for (const end of strataEnd) {
    const member = Array.from({ length: end - start }, (_, k) => start + k);
    for (const time of new Set(member.filter((i) => event[i] === 1).map((i) => rank[i]!))) {
      const atRisk = member
        .filter((i) => rank[i]! >= time && (entryRank === null || entryRank[i]! < time))
        .flatMap((i) => Array.from({ length: weight[i]! }, () => i));
      const dead = atRisk.filter((i) => event[i] === 1 && rank[i] === time);
      const sums: { log: number; x: number[] }[] = [];
      const choose = (from: number, left: number, log: number, sum: number[]): void => {
        if (left === 0) sums.push({ log, x: sum });
        else
          for (let k = from; k <= atRisk.length - left; k++) {
            const i = atRisk[k]!;
            choose(
              k + 1,
              left - 1,
              log + eta[i]!,
              sum.map((value, j) => value + x[i * stride + j]!),
            );
          }
      };
      choose(
        0,
        dead.length,
        0,
        Array.from({ length: p }, () => 0),
      );
      const top = Math.max(...sums.map((d) => d.log));
      const chance = sums.map((d) => Math.exp(d.log - top));
      const total = chance.reduce((a, b) => a + b, 0);
      const mean = Array.from({ length: p }, (_, j) =>
        sums.reduce((sum, d, k) => sum + (chance[k]! * d.x[j]!) / total, 0),
      );
      value -= top + Math.log(total);
      for (const i of dead) {
        value += eta[i]!;
        for (let j = 0; j < p; j++) gradient[j]! += x[i * stride + j]!;
      }
      for (let j = 0; j < p; j++) {
        gradient[j]! -= mean[j]!;
        for (let k = 0; k < p; k++) {
          information[j * p + k]! += sums.reduce(
            (sum, d, at) => sum + (chance[at]! / total) * (d.x[j]! - mean[j]!) * (d.x[k]! - mean[k]!),
            0,
          );
        }
      }
    }
    start = end;
  }
  return { value, gradient, information };
}

type Result = { value: number; gradient: Float64Array; information: Float64Array };
function same(a: Result, b: Result, tolerance = 1e-12): void {
  near(a.value, b.value, 1, tolerance);
  a.gradient.forEach((value, j) => {
    near(value, b.gradient[j]!, 1, tolerance);
  });
  a.information.forEach((value, j) => {
    near(value, b.information[j]!, 1, tolerance);
  });
}

const beta = Float64Array.of(0.8, -1.1);
const shapes: [string, Shape][] = [
  ["few times, many deaths at each", { seed: 1, n: 13, times: 3 }],
  ["most of those at risk die", { seed: 2, n: 13, times: 3, events: 0.9 }],
  ["strata and an offset", { seed: 3, n: 24, times: 4, strata: 3, offset: true }],
  ["frequencies", { seed: 11, n: 8, times: 3, weights: true }],
  ["one tie among many times", { seed: 5, n: 16, times: 12 }],
  ["delayed entry", { seed: 6, n: 18, times: 6, entry: true }],
  [
    "delayed entry, strata, frequencies, an offset",
    { seed: 7, n: 16, times: 5, strata: 2, entry: true, weights: true, offset: true },
  ],
  ["rows that come and go over many times", { seed: 8, n: 40, times: 14, entry: true, events: 0.5 }],
];

describe("the recursion equals the enumeration of all choices of the deaths", () => {
  test.each(shapes)("%s", (_, shape) => {
    const rows = makeRows(shape);
    const expected = byEnumeration(rows, beta);
    same(byRecursion(rows, beta), expected);
    same(kernelOf(rows).evaluate(beta), expected);
    for (const order of [0, 1] as const)
      expect(byRecursion(rows, beta, order).value).toBe(byRecursion(rows, beta).value);
  });

  test.each([300, 5000, 1e6])("with predictors up to %d apart", (size) => {
    for (const [, shape] of shapes) {
      const rows = makeRows(shape);
      const far = beta.map((value) => value * size);
      same(kernelOf(rows).evaluate(far), byEnumeration(rows, far), 1e-9);
    }
  });
});

describe("how the event times are grouped does not matter", () => {
  test.each(shapes)("%s", (_, shape) => {
    const rows = makeRows({ ...shape, n: 8 * shape.n, times: 2 * shape.times });
    const plan = exactPlan(rows, 1);
    const alone = plan.tasks.flatMap((task) =>
      task.times.map((time, k) => ({ ...task, times: [time], chosen: [task.chosen[k]!] })),
    );
    expect(alone.length).toBeGreaterThan(plan.tasks.length);
    const gradient = new Float64Array(2);
    const information = new Float64Array(4);
    const value = exactLikelihood(rows, { ...plan, tasks: alone }).add(predictor(rows, beta), 2, gradient, information);
    same(byRecursion(rows, beta), { value, gradient, information });
    expect(plan.cells).toBeLessThanOrEqual(
      alone.reduce((sum, { chosen, times }) => sum + chosen[0]! * (times[0]!.atRisk - chosen[0]! + 1), 0),
    );
  });
});

test("which die is which survive, with the signs of the predictor changed", () => {
  const rows = makeRows({ seed: 21, n: 60, times: 1, events: 0.3 });
  const other = { ...rows, event: rows.event.map((event) => 1 - event), x: rows.x.map((value) => -value) };
  expect(exactPlan(rows, 1).tasks[0]!.complement).not.toBe(exactPlan(other, 1).tasks[0]!.complement);
  same(kernelOf(rows).evaluate(beta), kernelOf(other).evaluate(beta));
});

test("at a time at which all at risk die nothing is left to chance", () => {
  const rows = makeRows({ seed: 22, n: 12, times: 1, events: 2 });
  const { value, gradient, information } = kernelOf(rows).evaluate(beta);
  expect([value, ...gradient, ...information]).toEqual([0, 0, 0, 0, 0, 0, 0]);
});

test("without ties it is Breslow's kernel, to the bit", () => {
  const tied = makeRows({ seed: 23, n: 50, times: 9, offset: true });
  const rows = { ...tied, rank: Int32Array.from({ length: 50 }, (_, i) => i) };
  expect(kernelOf(rows).evaluate(beta)).toEqual(coxKernel(rows, "breslow").evaluate(beta));
  same(byRecursion(rows, beta), coxKernel(rows, "efron").evaluate(beta));
});

test("the score is the slope of the value, the information minus the slope of the score", () => {
  const rows = makeRows({ seed: 24, n: 300, times: 8, p: 3, entry: true });
  const { evaluate } = kernelOf(rows);
  const at = (b: Float64Array) => {
    const { value, gradient, information } = evaluate(b);
    return { value, gradient: gradient.slice(), information: information.slice() };
  };
  const center = Float64Array.of(0.4, -0.7, 0.2);
  const here = at(center);
  for (let j = 0; j < 3; j++) {
    const [up, down] = [1e-4, -1e-4].map((by) => at(center.map((value, k) => (k === j ? value + by : value))));
    near(here.gradient[j], (up!.value - down!.value) / 2e-4, 1, 1e-6);
    for (let k = 0; k < 3; k++) {
      near(here.information[j * 3 + k], (down!.gradient[k]! - up!.gradient[k]!) / 2e-4, 1, 1e-6);
    }
  }
});

test("200 deaths among 2000 at risk, and predictors of 1e300 that are no numbers when added", () => {
  const rows = makeRows({ seed: 25, n: 2000, times: 1, events: 0.1 });
  const { value, information } = kernelOf(rows).evaluate(beta);
  expect(Number.isFinite(value)).toBe(true);
  expect(information[0]).toBeGreaterThan(0);
  expect(kernelOf(rows).evaluate(Float64Array.of(1.7e308, -1.7e308)).value).toBe(Number.NEGATIVE_INFINITY);
});
