import { afterEach, describe, expect, test, vi } from "vitest";
import { type CoxModel, coxph } from "../src/index.js";
import type { Order } from "../src/kernel/arena.js";
import { coxKernel, openKernel } from "../src/kernel/cox-kernel.js";
import { exponential, logarithm } from "../src/kernel/elementary.js";
import { openStartStopKernel } from "../src/kernel/start-stop-kernel.js";
import type { KernelRows } from "../src/kernel/types.js";
import { WASM_CODE } from "../src/kernel/wasm-code.js";
import { wasmInstance } from "../src/kernel/wasm-instance.js";
import { compileKernel } from "./compile-kernel.js";
import { near } from "./reference.js";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** Numbers in (0, 1), the same in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return ((state >>> 8) + 0.5) / 2 ** 24;
  };
}

function makeRows(n: number, p: number, { perTime = 1, strata = 1, offset = false, weights = false }): KernelRows {
  const random = generator(n + p);
  const each = Math.floor(n / strata);
  return {
    n,
    p,
    stride: p,
    rank: Int32Array.from({ length: n }, (_, i) => Math.floor((i % each) / perTime)),
    entryRank: null,
    event: Uint8Array.from({ length: n }, () => Number(random() < 0.6)),
    weight: Float64Array.from({ length: n }, () => (weights ? 0.5 + random() : 1)),
    offset: offset ? Float64Array.from({ length: n }, () => 3 * random()) : null,
    strataEnd: Int32Array.from({ length: strata }, (_, s) => (s === strata - 1 ? n : (s + 1) * each)),
    x: Float64Array.from({ length: n * p }, () => 2 * random() - 1),
  };
}

describe("WebAssembly and TypeScript give the same bits", () => {
  const cases: [string, KernelRows, number][] = [
    ["one column", makeRows(50, 1, {}), 1],
    ["odd columns, ties", makeRows(300, 7, { perTime: 9 }), 1],
    ["weights, strata, an offset", makeRows(1000, 9, { perTime: 4, strata: 7, offset: true, weights: true }), 1],
    ["distinct times, strata that end within blocks", makeRows(1501, 11, { strata: 3, offset: true }), 0.5],
    ["distinct times, sums of extreme size", makeRows(1501, 4, {}), 20],
    ["more event times than a block", makeRows(3000, 20, { weights: true }), 1],
    ["50 columns, months", makeRows(2000, 50, { perTime: 40 }), 0.3],
    ["linear predictors of 1e4", makeRows(700, 6, { perTime: 3 }), 1e4],
    ["linear predictors of 200, months", makeRows(1500, 5, { perTime: 300 }), 60],
    [
      "linear predictors of 1000, months and strata",
      makeRows(1500, 5, { perTime: 150, strata: 3, weights: true }),
      300,
    ],
  ];
  for (const [name, rows, size] of cases) {
    for (const ties of ["efron", "breslow"] as const) {
      test(`${name}, ${ties}`, () => {
        const beta = Float64Array.from({ length: rows.p }, (_, j) => size * ((j % 5) - 1.7));
        for (const order of [2, 1, 0] as Order[]) {
          const results = (["wasm", "plain"] as const).map((engine) => {
            const kernel = coxKernel(rows, ties, engine);
            const { value, gradient, information } = kernel.evaluate(beta, order);
            kernel.close();
            return [value, ...gradient, ...information];
          });
          expect(Number.isFinite(results[0]![0])).toBe(true);
          expect(results[0]!.every((value, k) => Object.is(value, results[1]![k]))).toBe(true);
        }
      });
    }
  }

  for (const ties of ["efron", "breslow"] as const) {
    test(`the score without information is that with it, ${ties}`, () => {
      for (const [, rows, size] of cases) {
        const kernel = coxKernel(rows, ties);
        const beta = Float64Array.from({ length: rows.p }, (_, j) => Math.min(size, 1) * ((j % 5) - 1.7));
        const score = kernel.evaluate(beta, 1).gradient.slice();
        const { gradient } = kernel.evaluate(beta, 2);
        const most = gradient.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
        for (let j = 0; j < rows.p; j++) near(score[j], gradient[j]!, most, 1e-12);
        kernel.close();
      }
    });
  }

  for (const ties of ["efron", "breslow"] as const) {
    test(`rows that enter late, ${ties}`, () => {
      const rows = makeRows(900, 7, { perTime: 3, strata: 2, weights: true, offset: true });
      const beta = Float64Array.from({ length: 7 }, (_, j) => (j % 5) - 1.7);
      for (const order of [2, 1, 0] as Order[]) {
        const results = (["wasm", "plain"] as const).map((engine) => {
          const kernel = openStartStopKernel({ n: 900, p: 7, strata: 2, offset: true }, ties, engine);
          const to = kernel.rows;
          to.rank.set(rows.rank);
          to.entryRank!.set(rows.rank.map((rank, i) => rank - 1 - (i % 40)));
          to.event.set(rows.event);
          to.weight.set(rows.weight);
          to.offset!.set(rows.offset!);
          to.strataEnd.set(rows.strataEnd);
          to.x.fill(0);
          for (let i = 0; i < 900; i++) for (let j = 0; j < 7; j++) to.x[i * to.stride + j] = rows.x[i * 7 + j]!;
          const { value, gradient, information } = kernel.evaluate(beta, order);
          kernel.close();
          return [value, ...gradient, ...information];
        });
        expect(Number.isFinite(results[0]![0])).toBe(true);
        expect(results[0]!.every((value, k) => Object.is(value, results[1]![k]))).toBe(true);
      }
    });
  }

  test("columns brought to their places, an odd number of them, in one stratum and in three; their products", () => {
    const random = generator(5);
    const n = 700;
    const values = Array.from({ length: 5 }, () => Float64Array.from({ length: n }, () => 100 * random()));
    // Every third row has no place; the others go backwards.
    const to = Int32Array.from({ length: n }, (_, i) => (i % 3 === 0 ? -1 : 465 - (i - 1 - Math.floor(i / 3))));
    const factor = Float64Array.of(1, 0.5, 0.25, 2, 1);
    for (const strata of [1, 3]) {
      const from = strata === 1 ? null : Int32Array.from({ length: n }, (_, i) => 5 * (i % 3));
      const centres = Float64Array.from({ length: 5 * strata }, () => 50 * random());
      const placed = (["wasm", "plain"] as const).map((engine) => {
        const kernel = openKernel({ n: 466, p: 5, strata: 1, offset: false }, "efron", engine);
        kernel.rows.x.fill(7);
        const widest = kernel.placeRows({ values, to, centres, from, factor });
        if (engine === "plain") for (let i = 0; i < 466; i++) kernel.rows.x[i * 6 + 5] = 0;
        const lower = kernel.crossProduct().filter((_, cell) => cell % 6 <= Math.floor(cell / 6));
        const result = [...widest, ...kernel.rows.x, ...lower];
        kernel.close();
        return result;
      });
      expect(placed[0]!.every((value, k) => Object.is(value, placed[1]![k]))).toBe(true);
      const { stride, row, column } = { stride: 6, row: 5, column: 2 };
      const centre = centres[(from?.[row] ?? 0) + column]!;
      expect(placed[0]![5 + to[row]! * stride + column]).toBe((values[column]![row]! - centre) * factor[column]!);
    }
  });

  test("and so does a whole fit where there is no WebAssembly", async () => {
    const { columns, spec } = repeated(3000, 12, 1);
    const here = coxph(columns, spec);
    vi.stubGlobal("WebAssembly", undefined);
    vi.resetModules();
    const elsewhere = await import("../src/index.js");
    const { wasmInstance: none } = await import("../src/kernel/wasm-instance.js");
    expect(none(1000)).toBeNull();
    expect(elsewhere.coxph(columns, spec)).toEqual(here);
  });

  test("WebAssembly runs here", () => {
    const instance = wasmInstance(1000);
    expect(instance).not.toBeNull();
    instance!.release();
  });

  test("the code in the source is that of assembly/cox.ts", async () => {
    const bytes = await compileKernel();
    expect(Buffer.from(bytes).toString("base64")).toBe(WASM_CODE);
  });
});

test("exponential and logarithm are right to 1 ulp, down to the smallest numbers", () => {
  expect(exponential(0)).toBe(1);
  expect(exponential(Number.NEGATIVE_INFINITY)).toBe(0);
  near(exponential(-1), 0.36787944117144233, 1, 2e-16);
  near(exponential(-700), 9.859676543759771e-305, 9.859676543759771e-305, 2e-16);
  expect(exponential(-740)).toBeGreaterThan(0);
  expect(logarithm(1)).toBe(0);
  near(logarithm(20), 2.995732273553991, 1, 5e-16);
  near(logarithm(1e-310), -713.8013788281423, 1, 2e-13);
});

/** `distinct` rows, each `times` over in one data set and with its weight in the other. */
function repeated(distinct: number, p: number, times: number) {
  const random = generator(distinct * p);
  const base = Array.from({ length: distinct }, () => {
    const x = Array.from({ length: p }, (_, j) => (j % 3 === 2 ? Number(random() < 0.3) : random() - random()));
    const hazard = 1 + 0.8 * (x[0]! + 1) + 0.5 * (x[1] ?? 0);
    return { t: Math.ceil((40 * random()) / hazard), d: Number(random() < 0.7), x };
  });
  const column = (n: number, value: (i: number) => number): Float64Array =>
    Float64Array.from({ length: n }, (_, i) => value(i));
  const table = (n: number): Record<string, Float64Array> => ({
    t: column(n, (i) => base[i % distinct]!.t),
    d: column(n, (i) => base[i % distinct]!.d),
    w: column(n, () => times),
    ...Object.fromEntries(base[0]!.x.map((_, j) => [`x${j}`, column(n, (i) => base[i % distinct]!.x[j]!)])),
  });
  const spec = { time: "t", event: "d", covariates: base[0]!.x.map((_, j) => `x${j}`), ties: "breslow" } as const;
  return { columns: table(distinct * times), weighted: table(distinct), spec };
}

function sameFit(model: CoxModel, other: CoxModel): void {
  expect(model.status).toBe(other.status);
  near(model.logLikelihood.null, other.logLikelihood.null, Math.abs(other.logLikelihood.null), 1e-12);
  near(model.logLikelihood.model, other.logLikelihood.model, Math.abs(other.logLikelihood.model), 1e-12);
  model.coefficients.forEach((coefficient, j) => {
    const { estimate, standardError } = other.coefficients[j]!;
    near(coefficient.estimate!, estimate!, Math.max(Math.abs(estimate!), standardError!), 1e-9);
    near(coefficient.standardError!, standardError!, standardError!, 1e-9);
  });
}

describe("a fit that starts from a sample is the fit that starts at 0", () => {
  for (const [distinct, p] of [
    [1500, 5],
    [1700, 40],
  ] as const) {
    test(`${p} columns: 20 copies of a row equal its weight of 20`, () => {
      const { columns, weighted, spec } = repeated(distinct, p, 20);
      sameFit(coxph(columns, spec), coxph(weighted, { ...spec, weights: "w", weightType: "frequency" }));
    });
  }

  test("where the sample knows nothing of a rare value", () => {
    const { columns, weighted, spec } = repeated(1500, 3, 20);
    const rare = (values: Float64Array): Float64Array => values.map((_, i) => Number(i % 1500 === 3));
    const covariates = [...spec.covariates, "rare"];
    weighted["d"]![3] = 1;
    for (let i = 3; i < 30_000; i += 1500) columns["d"]![i] = 1;
    columns["rare"] = rare(columns["t"]!);
    weighted["rare"] = rare(weighted["t"]!);
    sameFit(
      coxph(columns, { ...spec, covariates }),
      coxph(weighted, { ...spec, covariates, weights: "w", weightType: "frequency" }),
    );
  });

  test("and a column that no death has stays infinite", () => {
    const { columns, spec } = repeated(1500, 2, 20);
    columns["safe"] = columns["d"]!.map((dead, i) => Number(dead === 0 && i % 7 === 0));
    const model = coxph(columns, { ...spec, covariates: [...spec.covariates, "safe"] });
    expect(model.status).toBe("monotone");
    expect(model.coefficients[2]!.hazardRatio).toBe(0);
  });
});
