/// <reference path="./worker/bundled.d.ts" />
import type { RowOf } from "@hcc/data";
import { inWorker } from "@hcc/data/worker";
import { checkSpec, fitCox } from "./internal/fit-cox.js";
import type { CoxModel, CoxSpec } from "./types.js";
import { fitInWorker } from "./worker/fit-in-worker.js";
import source from "./worker/main.js?bundled";

/** How far `coxphAsync` has come. */
export type CoxProgress =
  | {
      readonly stage: "reading";
      /** Name of the column that has been read. */
      readonly column: string;
      /** Columns read so far, and how many there are. */
      readonly done: number;
      readonly of: number;
    }
  | {
      readonly stage: "fitting";
      /** Evaluations of the partial likelihood of all rows so far. */
      readonly iteration: number;
      /** Log partial likelihood there. */
      readonly logLikelihood: number;
    };

/** How `coxphAsync` fits. */
export interface AsyncFit {
  /** Ends reading or fitting at once; the promise is rejected with the reason of the signal. */
  readonly signal?: AbortSignal;
  /** Called on the calling thread, per column read and per iteration. What it throws ends the fit. */
  readonly onProgress?: (progress: CoxProgress) => void;
  /**
   * Where no worker can be started. One of:
   * - "calling-thread" (default): fits there, and the model's `warnings` have one of code "no-worker";
   * - "error": rejects with an InputError.
   */
  readonly fallback?: "calling-thread" | "error";
}

/**
 * `coxph` in a worker: the calling thread stays free, and the model is the same bit for bit.
 *
 * Channels are read on the calling thread, because accessors and rows cannot be sent, in turns of about 8 ms between which
 * the thread does what else is due; columns are copied, never taken away. The data must stay unchanged until the progress
 * is "fitting". The fit runs in a worker of its own, from source that this module carries: no second file is fetched, and
 * the worker ends with the call. What a signal or an error ends leaves nothing running.
 *
 * A content security policy must allow `worker-src blob:` (`child-src` in old browsers), and `'wasm-unsafe-eval'` in
 * `script-src` for the faster of the two kernels, which give the same bits. Where no worker can be started, see `fallback`;
 * on the calling thread a fit cannot be interrupted. Works in browsers and in Node. Equals R's `coxph` as `coxph` does.
 *
 * @param data as of `coxph`.
 * @param spec as of `coxph`.
 * @throws InputError (the promise is rejected) as `coxph` does, with code, column and row; also with `fallback: "error"`.
 *
 * @example
 * ```ts
 * import { coxphAsync } from "@hcc/cox/async";
 * const rows = [
 *   { t: 1, d: 1, x: 1 }, { t: 1, d: 0, x: 1 }, { t: 6, d: 1, x: 1 },
 *   { t: 6, d: 1, x: 0 }, { t: 8, d: 0, x: 0 }, { t: 9, d: 1, x: 0 },
 * ];
 * const model = await coxphAsync(
 *   rows,
 *   { time: "t", event: "d", covariates: ["x"], ties: "breslow" },
 *   { signal: AbortSignal.timeout(60_000) },
 * );
 * model.coefficients[0].hazardRatio; // => 4.37228132
 * ```
 *
 * @see Cox DR. Regression models and life-tables. J R Stat Soc B 1972;34:187-202. doi:10.1111/j.2517-6161.1972.tb00899.x
 */
export async function coxphAsync<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: CoxSpec<RowOf<Data>>,
  options: AsyncFit = {},
): Promise<CoxModel> {
  const { onProgress } = options;
  let iteration = 0;
  return inWorker("coxphAsync", options, {
    name: "@hcc/cox",
    source,
    check: () => checkSpec(spec),
    there: (worker) => fitInWorker(worker, data, spec, options),
    here: () =>
      fitCox(
        data,
        spec,
        onProgress && ((logLikelihood) => onProgress({ stage: "fitting", iteration: ++iteration, logLikelihood })),
      ),
    done: "fitted",
  });
}
