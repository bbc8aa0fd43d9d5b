/// <reference path="./worker/bundled.d.ts" />
import type { RowOf } from "@hcc/data";
import { inWorker } from "@hcc/data/worker";
import { checkMatchSpec, planMatching } from "./internal/run-matching.js";
import type { Matching, MatchPairsSpec } from "./match-pairs.js";
import source from "./worker/main.js?bundled";
import { matchInWorker } from "./worker/match-in-worker.js";
import { matchWithVisits } from "./worker/match-with-visits.js";

/** How far `matchPairsAsync` has come. */
export type MatchProgress =
  | {
      readonly stage: "reading";
      /** Name of the column that has been read. */
      readonly column: string;
      /** Columns read so far, and how many there are. */
      readonly done: number;
      readonly of: number;
    }
  | {
      readonly stage: "matching";
      /** Treated rows visited so far, and how many visits there are at most: the ratio times the treated rows. */
      readonly done: number;
      readonly of: number;
    };

/** How `matchPairsAsync` matches. */
export interface AsyncMatch {
  /** Ends reading or matching at once; the promise is rejected with the reason of the signal. */
  readonly signal?: AbortSignal;
  /** Called on the calling thread, per column read and per 4096 treated rows visited. What it throws ends the matching. */
  readonly onProgress?: (progress: MatchProgress) => void;
  /**
   * Where no worker can be started. One of:
   * - "calling-thread" (default): matches there, and the result's `warnings` have one of code "no-worker";
   * - "error": rejects with an InputError.
   */
  readonly fallback?: "calling-thread" | "error";
}

/**
 * `matchPairs` in a worker: the calling thread stays free, and the result is the same bit for bit.
 *
 * Channels are read on the calling thread, because accessors and rows cannot be sent, in turns of about 8 ms between which
 * the thread does what else is due; columns are copied, never taken away. The data must stay unchanged until the progress
 * is "matching". Pairs are sought in a worker of its own, from source that this module carries: no second file is fetched,
 * and the worker ends with the call. They come back as typed arrays, of which the calling thread makes the rows of the
 * result, again in turns. What a signal or an error ends leaves nothing running.
 *
 * `random` is called on the calling thread, before pairs are sought and as often as `matchPairs` calls it.
 *
 * A content security policy must allow `worker-src blob:` (`child-src` in old browsers). Where no worker can be started, see
 * `fallback`; on the calling thread a matching cannot be interrupted. Works in browsers and in Node. Equals MatchIt's
 * `matchit` as `matchPairs` does.
 *
 * @param data as of `matchPairs`.
 * @param spec as of `matchPairs`.
 * @throws InputError (the promise is rejected) as `matchPairs` does, with code, column and row; also with `fallback: "error"`.
 *
 * @example
 * ```ts
 * import { matchPairsAsync } from "@hcc/psm/async";
 * const patients = { tki: [1, 1, 0, 0, 0], ps: [0.6, 0.5, 0.52, 0.2, 0.59] };
 * const matching = await matchPairsAsync(
 *   patients,
 *   { treatment: "tki", score: "ps", caliper: { width: 0.015, scale: "probability", unit: "absolute" } },
 *   { signal: AbortSignal.timeout(60_000) },
 * );
 * matching.pairs.map((pair) => [pair.treated, pair.control]); // => [[0, 4]]
 * ```
 *
 * @see Austin PC (2011), caliper widths, https://doi.org/10.1002/pst.433
 */
export async function matchPairsAsync<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: MatchPairsSpec<RowOf<Data>>,
  options: AsyncMatch = {},
): Promise<Matching> {
  const { onProgress } = options;
  return inWorker("matchPairsAsync", options, {
    name: "@hcc/psm",
    source,
    check: () => checkMatchSpec(spec),
    there: (worker) => matchInWorker(worker, data, spec, options),
    here: () =>
      matchWithVisits(
        planMatching(data, spec),
        spec.random,
        onProgress === undefined ? null : (visits) => onProgress({ stage: "matching", ...visits }),
      ),
    done: "matched",
  });
}
