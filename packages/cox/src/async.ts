/**
 * Fits in a worker: `import { coxphAsync } from "@hcc/cox/async"`.
 *
 * @packageDocumentation
 */
export { type AsyncFit, type CoxProgress, coxphAsync } from "./coxph-async.js";
