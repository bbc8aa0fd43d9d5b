import { InputError, readInSlices } from "@hcc/data";
import type { AsyncFit } from "../coxph-async.js";
import type { LooseSpec } from "../internal/fit-cox.js";
import { rowRequests } from "../internal/row-requests.js";
import type { CoxModel } from "../types.js";
import { mapChannels } from "./map-channels.js";
import type { ColumnKey, Reply } from "./messages.js";
import type { OpenWorker } from "./open-worker.js";
import { type ColumnPost, columnPost } from "./post-columns.js";
import { takeTurns } from "./take-turns.js";

type Hooks = { readonly [Name in "signal" | "onProgress"]: AsyncFit[Name] | undefined };

/** Reads on this thread, fits in the worker, and ends it. */
export async function fitInWorker(
  worker: OpenWorker,
  data: unknown,
  spec: LooseSpec,
  { signal, onProgress }: Hooks,
): Promise<CoxModel> {
  const post = columnPost(worker.post);
  let onAbort: (() => void) | undefined;
  try {
    return await new Promise<CoxModel>((resolve, reject) => {
      let over = false;
      const end = (reason: unknown): void => {
        over = true;
        post.end();
        reject(reason);
      };
      onAbort = () => end(signal!.reason);
      signal?.addEventListener("abort", onAbort);
      if (signal?.aborted) onAbort();
      let iteration = 0;
      worker.listen((reply) => {
        if (reply.kind === "buffer") post.takeBack(reply.buffer);
        else if (reply.kind === "model") resolve(reply.model);
        else if (reply.kind !== "step") end(errorOf(reply));
        else {
          try {
            onProgress?.({ stage: "fitting", iteration: ++iteration, logLikelihood: reply.logLikelihood });
          } catch (error) {
            end(error);
          }
        }
      }, end);
      if (!over) send(worker, post, data, spec, { onProgress, isOver: () => over }).catch(end);
    });
  } finally {
    if (onAbort !== undefined) signal?.removeEventListener("abort", onAbort);
    await worker.close();
  }
}

async function send(
  worker: OpenWorker,
  post: ColumnPost,
  data: unknown,
  spec: LooseSpec,
  { onProgress, isOver }: { onProgress: AsyncFit["onProgress"]; isOver: () => boolean },
): Promise<void> {
  const keys = new Map<unknown, ColumnKey>();
  const keyOf = (channel: unknown): ColumnKey => {
    if (typeof channel === "string") return channel;
    if (!keys.has(channel)) keys.set(channel, keys.size);
    return keys.get(channel)!;
  };
  const { requests, options } = rowRequests(spec, spec.covariates);
  const rows = await takeTurns(
    readInSlices(data, requests, options),
    (piece) => {
      if (piece === null) return false;
      const { channel, name, size, start, values, done, of } = piece;
      const behind = post.send(piece, keyOf(channel));
      if (start + values.length === size) onProgress?.({ stage: "reading", column: name, done, of });
      return behind;
    },
    async () => {
      await post.room();
      return isOver();
    },
  );
  if (rows === null) return;
  const { where: _, ...rest } = mapChannels(spec, keyOf);
  worker.post({ kind: "fit", spec: rest, ...rows, steps: onProgress !== undefined });
}

function errorOf(reply: Exclude<Reply, { kind: "step" | "model" | "buffer" }>): Error {
  if (reply.kind === "input-error") return new InputError(reply.code, reply.message, reply);
  if (reply.kind === "ready") return new Error("the worker started twice");
  return Object.assign(new Error(reply.message), { name: reply.name });
}
