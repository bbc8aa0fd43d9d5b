import { askWorker, type OpenWorker } from "@hcc/data/worker";
import type { AsyncFit } from "../coxph-async.js";
import type { LooseSpec } from "../internal/fit-cox.js";
import { rowRequests } from "../internal/row-requests.js";
import type { CoxModel } from "../types.js";
import { mapChannels } from "./map-channels.js";

/** Reads on this thread and fits in the worker. */
export function fitInWorker(
  worker: OpenWorker,
  data: unknown,
  spec: LooseSpec,
  { signal, onProgress }: Pick<AsyncFit, "signal" | "onProgress">,
): Promise<CoxModel> {
  let iteration = 0;
  return askWorker<CoxModel, number>(
    worker,
    {
      data,
      ...rowRequests(spec, spec.covariates),
      spec: (keyOf) => {
        const { where: _, ...rest } = mapChannels(spec, keyOf);
        return rest;
      },
    },
    {
      signal,
      onColumn: onProgress && ((read) => onProgress({ stage: "reading", ...read })),
      onStep:
        onProgress && ((logLikelihood) => onProgress({ stage: "fitting", iteration: ++iteration, logLikelihood })),
    },
  );
}
