import { arenaIn, arenaPlan, type Order } from "./arena.js";
import { arenaCrossProduct, crossProduct } from "./cross-product.js";
import { difference } from "./difference.js";
import { placeInArena, placeRows } from "./place-rows.js";
import { plainEvaluate } from "./plain-evaluate.js";
import { riskSetInformation } from "./risk-set-information.js";
import type { Kernel, KernelResult, KernelRows, KernelTies } from "./types.js";
import { wasmInstance } from "./wasm-instance.js";

/** Multiplications of a cross-product from which WebAssembly pays even when its code must be compiled. */
const LARGE = 300_000;
/** Multiplications of all kernels so far. Both engines give the same bits, so the choice may depend on what was before. */
let spent = 0;

/** Sizes of a kernel. */
export interface KernelShape {
  readonly n: number;
  readonly p: number;
  readonly strata: number;
  readonly offset: boolean;
}

/** Which code evaluates. One of: "auto": by size; "wasm"; "plain": TypeScript. Both give the same bits. */
export type KernelEngine = "auto" | "wasm" | "plain";

/**
 * The Cox partial likelihood of right-censored rows, as arrays to fill.
 *
 * One backward pass carries S0 = sum of r and S1 = sum of r x over the risk set relative to the running maximum of the
 * linear predictor, so that any finite predictor is safe; one forward pass carries the cumulative hazard L in the scale
 * of that maximum. With r_i = w_i exp(eta_i):
 *   U = sum (w_i delta_i - r_i L_i) x_i,
 *   I = X' diag(r_i L_i) X - sum over event times of the products of risk-set means.
 * Efron: S0_l = S0 - (l/d) D0, written as (risk set without the deaths) + (1 - l/d) D0 because that cannot cancel; the
 * means of one event time need two products whatever d (formulas in the README).
 */
export function openKernel(shape: KernelShape, ties: KernelTies, engine: KernelEngine = "auto"): Kernel {
  const { n, p } = shape;
  const q = p + (p & 1);
  const layout = { n, q, strata: shape.strata, offset: shape.offset, efron: ties === "efron" };
  const plan = arenaPlan(layout);
  const { bytes } = plan;
  const wasm = engine === "plain" ? null : wasmInstance(bytes, engine === "auto" && isSmall(n * q * q));
  const arena = arenaIn(wasm === null ? new ArrayBuffer(bytes) : wasm.buffer, plan);
  const { rank, event, weight, offset, strataEnd, x } = arena;
  const rows: KernelRows = { n, p, stride: q, rank, entryRank: null, event, weight, offset, strataEnd, x };
  const gradient = new Float64Array(p);
  const information = new Float64Array(p * p);
  return {
    rows,
    close: () => wasm?.release(),
    crossProduct: () => (wasm === null ? crossProduct(rows) : arenaCrossProduct(arena, wasm.crossProduct)),
    placeRows: (placing) => (wasm === null ? placeRows(rows, placing) : placeInArena(arena, wasm.place, placing)),
    evaluate(beta: Float64Array, order: Order = 2): KernelResult {
      arena.beta.set(beta);
      const value = wasm === null ? plainEvaluate(arena, order) : wasm.evaluate(order);
      gradient.set(arena.gradient.subarray(0, p));
      if (order === 2 && difference(arena.information, arena.second, q, p, information)) {
        riskSetInformation(rows, ties, beta, gradient, information);
      }
      return { value, gradient, information };
    },
  };
}

function isSmall(size: number): boolean {
  spent += size;
  return size < LARGE && spent < LARGE;
}

/** The kernel of rows that exist already. */
export function coxKernel(rows: KernelRows, ties: KernelTies, engine: KernelEngine = "auto"): Kernel {
  const { n, p, stride, x } = rows;
  const kernel = openKernel({ n, p, strata: rows.strataEnd.length, offset: rows.offset !== null }, ties, engine);
  const to = kernel.rows;
  to.rank.set(rows.rank);
  to.event.set(rows.event);
  to.weight.set(rows.weight);
  to.strataEnd.set(rows.strataEnd);
  if (rows.offset !== null) to.offset!.set(rows.offset);
  to.x.fill(0);
  for (let i = 0; i < n; i++) for (let j = 0; j < p; j++) to.x[i * to.stride + j] = x[i * stride + j]!;
  return kernel;
}
