/**
 * How the packages of this family answer in a worker. Not for other packages: it may change with any version.
 *
 * @packageDocumentation
 */
export { type ArrivedCall, answerCalls, type SentAnswer } from "./worker/answer-calls.js";
export { askWorker, type ColumnRead, type WorkerCall, type WorkerListeners } from "./worker/ask-worker.js";
export { inWorker, type WorkerFunction, type WorkerOptions } from "./worker/in-worker.js";
export { mapTerm } from "./worker/map-term.js";
export type { ColumnKey } from "./worker/messages.js";
export type { OpenWorker } from "./worker/open-worker.js";
export { takeTurns } from "./worker/take-turns.js";
