import type { ColumnRequest, FrameOptions } from "../frame.js";
import { InputError } from "../input-error.js";
import { readInSlices } from "../read-in-slices.js";
import type { ColumnKey, Reply } from "./messages.js";
import type { OpenWorker } from "./open-worker.js";
import { type ColumnPost, columnPost } from "./post-columns.js";
import { takeTurns } from "./take-turns.js";

/** How far reading has come: the column that has been read, how many there are and how many are read. */
export interface ColumnRead {
  readonly column: string;
  readonly done: number;
  readonly of: number;
}

/** What a worker is asked. */
export interface WorkerCall {
  readonly data: unknown;
  /** What the answer reads of the data: as of `readInSlices`. */
  readonly requests: Readonly<Record<string, ColumnRequest<unknown>>>;
  readonly options: FrameOptions;
  /** The spec without `where`, its channels as the worker knows them; what is left must be cloneable. */
  readonly spec: (keyOf: (channel: unknown) => ColumnKey) => object;
}

/** What is heard of a worker. */
export interface WorkerListeners<Step> {
  readonly signal: AbortSignal | undefined;
  readonly onColumn: ((column: ColumnRead) => void) | undefined;
  readonly onStep: ((step: Step) => void) | undefined;
  /** Answers a question of the worker. */
  readonly onQuestion?: (question: unknown, isOver: () => boolean) => Promise<unknown>;
}

/** Reads on this thread, has the worker answer, and ends it. */
export async function askWorker<Answer, Step>(
  worker: OpenWorker,
  call: WorkerCall,
  listeners: WorkerListeners<Step>,
): Promise<Answer> {
  const { signal, onStep, onQuestion } = listeners;
  const post = columnPost(worker.post);
  let onAbort: (() => void) | undefined;
  try {
    return await new Promise<Answer>((resolve, reject) => {
      let over = false;
      const isOver = (): boolean => over;
      const end = (reason: unknown): void => {
        over = true;
        post.end();
        reject(reason);
      };
      onAbort = () => end(signal!.reason);
      signal?.addEventListener("abort", onAbort);
      if (signal?.aborted) onAbort();
      worker.listen((reply) => {
        if (reply.kind === "buffer") post.takeBack(reply.buffer);
        else if (reply.kind === "answer") resolve(reply.answer as Answer);
        else if (reply.kind === "question") {
          onQuestion!(reply.question, isOver).then((found) => {
            if (!over) worker.post({ kind: "reply", reply: found });
          }, end);
        } else if (reply.kind !== "step") end(errorOf(reply));
        else {
          try {
            onStep?.(reply.step as Step);
          } catch (error) {
            end(error);
          }
        }
      }, end);
      if (!over) send(worker, post, call, listeners, isOver).catch(end);
    });
  } finally {
    if (onAbort !== undefined) signal?.removeEventListener("abort", onAbort);
    await worker.close();
  }
}

async function send(
  worker: OpenWorker,
  post: ColumnPost,
  { data, requests, options, spec }: WorkerCall,
  { onColumn, onStep }: Pick<WorkerListeners<never>, "onColumn" | "onStep">,
  isOver: () => boolean,
): Promise<void> {
  const keys = new Map<unknown, ColumnKey>();
  const keyOf = (channel: unknown): ColumnKey => {
    if (typeof channel === "string") return channel;
    if (!keys.has(channel)) keys.set(channel, keys.size);
    return keys.get(channel)!;
  };
  const rows = await takeTurns(
    readInSlices(data, requests, options),
    (piece) => {
      if (piece === null) return false;
      const { channel, name, size, start, values, done, of } = piece;
      const behind = post.send(piece, keyOf(channel));
      if (start + values.length === size) onColumn?.({ column: name, done, of });
      return behind;
    },
    async () => {
      await post.room();
      return isOver();
    },
  );
  if (rows === null) return;
  worker.post({ kind: "call", spec: spec(keyOf), ...rows, steps: onStep !== undefined });
}

function errorOf(reply: Extract<Reply, { kind: "ready" | "input-error" | "error" }>): Error {
  if (reply.kind === "input-error") return new InputError(reply.code, reply.message, reply);
  if (reply.kind === "ready") return new Error("the worker started twice");
  return Object.assign(new Error(reply.message), { name: reply.name });
}
