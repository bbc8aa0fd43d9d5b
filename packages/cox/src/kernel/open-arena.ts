import { type Arena, arenaIn, arenaPlan } from "./arena.js";
import { type Placing, placeInArena, placeRows } from "./place-rows.js";
import { type RowSums, rowSums } from "./row-sums.js";
import type { Kernel, KernelRows } from "./types.js";
import { type WasmInstance, wasmInstance } from "./wasm-instance.js";

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

/** The arrays of a kernel with the engine that works on them. */
export interface OpenArena extends Pick<Kernel, "rows" | "close" | "placeRows" | "crossProduct"> {
  readonly arena: Arena;
  readonly wasm: WasmInstance | null;
  readonly sums: RowSums;
}

/** Opens the arrays of a kernel, in the memory of WebAssembly where that pays. */
export function openArena({ n, p, strata, offset }: KernelShape, efron: boolean, engine: KernelEngine): OpenArena {
  const q = p + (p & 1);
  const plan = arenaPlan({ n, q, strata, offset, efron });
  const wasm = engine === "plain" ? null : wasmInstance(plan.bytes, engine === "auto" && isSmall(n * q * q));
  const arena = arenaIn(wasm === null ? new ArrayBuffer(plan.bytes) : wasm.buffer, plan);
  arena.beta.fill(0);
  const { rank, event, weight, offset: fixed, strataEnd, x } = arena;
  const rows: KernelRows = { n, p, stride: q, rank, entryRank: null, event, weight, offset: fixed, strataEnd, x };
  const sums = rowSums(arena, wasm === null ? null : wasm.code);
  return {
    arena,
    wasm,
    sums,
    rows,
    close: () => wasm?.release(),
    placeRows: (placing: Placing) =>
      wasm === null ? placeRows(rows, placing) : placeInArena(arena, wasm.code.place, placing),
    crossProduct: () => {
      arena.risk.fill(1);
      sums.product();
      return arena.information.slice();
    },
  };
}

function isSmall(size: number): boolean {
  spent += size;
  return size < LARGE && spent < LARGE;
}
