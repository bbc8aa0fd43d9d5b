import { column } from "@hcc/data";
import { askWorker, type OpenWorker, takeTurns } from "@hcc/data/worker";
import { matchRequests } from "../internal/read-match-problem.js";
import type { LooseMatchSpec } from "../internal/run-matching.js";
import { uniform } from "../internal/shuffle.js";
import type { Matching } from "../match-pairs.js";
import type { AsyncMatch } from "../match-pairs-async.js";
import { mapChannels } from "./map-channels.js";
import type { Visits } from "./match-with-visits.js";
import { type PackedMatching, unpackMatching } from "./pack-matching.js";

/** Random numbers between two looks at the clock. */
const DRAWS_PER_STEP = 256;

/** Reads on this thread, matches in the worker, and makes the objects of the result on this thread, in turns. */
export async function matchInWorker(
  worker: OpenWorker,
  data: unknown,
  spec: LooseMatchSpec,
  { signal, onProgress }: Pick<AsyncMatch, "signal" | "onProgress">,
): Promise<Matching> {
  const { requests, terms } = matchRequests(spec);
  const packed = await askWorker<PackedMatching, Visits>(
    worker,
    {
      data,
      requests: { ...requests, treatment: column("group", spec.treatment) },
      options: { where: spec.where, missing: spec.missing ?? "error", terms: terms ?? [] },
      spec: (keyOf) => mapChannels(spec, keyOf),
    },
    {
      signal,
      onColumn: onProgress && ((read) => onProgress({ stage: "reading", ...read })),
      onStep: onProgress && ((visits) => onProgress({ stage: "matching", ...visits })),
      onQuestion: (draws, isOver) =>
        takeTurns(
          draw(draws as number, spec.random!),
          () => false,
          async () => isOver(),
        ),
    },
  );
  const matching = await takeTurns(
    unpackMatching(packed),
    () => false,
    async () => signal?.aborted === true,
  );
  if (matching === null) throw signal!.reason;
  return matching;
}

function* draw(count: number, random: () => number): Generator<null, Float64Array> {
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    if (i % DRAWS_PER_STEP === 0) yield null;
    numbers[i] = uniform(random);
  }
  return numbers;
}
