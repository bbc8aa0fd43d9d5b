import { checkOptions } from "../check-options.js";
import { InputError } from "../input-error.js";
import { oneOf } from "../one-of.js";
import type { Warning } from "../types.js";
import { type OpenWorker, openWorker } from "./open-worker.js";

/** Options of a function that answers in a worker. */
export interface WorkerOptions<Progress> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  readonly fallback?: "calling-thread" | "error";
}

/** A function that answers in a worker. */
export interface WorkerFunction<Answer> {
  /** Of the package: that of the worker. */
  readonly name: string;
  /** Text of the worker's script. */
  readonly source: string;
  /** Refuses what is wrong without a look at the data. */
  readonly check: () => void;
  readonly there: (worker: OpenWorker) => Promise<Answer>;
  readonly here: () => Answer;
  /** What was done on the calling thread, for the warning: "fitted". */
  readonly done: string;
}

const REMEDY = "let the content security policy have worker-src blob:";

/** Answers in a worker, or on the calling thread where none can be started. */
export async function inWorker<Answer extends { readonly warnings: readonly Warning[] }>(
  fn: string,
  options: WorkerOptions<never>,
  { name, source, check, there, here, done }: WorkerFunction<Answer>,
): Promise<Answer> {
  checkOptions(fn, options, ["signal", "onProgress", "fallback"]);
  const { signal } = options;
  const fallback = oneOf("fallback", options.fallback, ["calling-thread", "error"], "calling-thread");
  signal?.throwIfAborted();
  check();
  const worker = await openWorker(source, name).catch((error: unknown) => String(error));
  if (typeof worker !== "string") return there(worker);
  const found = `no worker can be started here (${worker})`;
  if (fallback === "error") {
    throw new InputError("option", `${found}: ${REMEDY}, or leave fallback out`, { column: "fallback" });
  }
  signal?.throwIfAborted();
  const answer = here();
  const warning = { code: "no-worker", message: `${done} on the calling thread, ${found}: ${REMEDY}` };
  return { ...answer, warnings: [...answer.warnings, warning] };
}
