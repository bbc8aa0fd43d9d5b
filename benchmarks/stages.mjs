// What a fit spends its time on, stage by stage.
import { bundle } from "./bundle.mjs";

/** The package's modules that the stages are. */
export const loadStages = () =>
  bundle(`
export { encodeTerms } from "@hcc/data";
export { problemOf } from "./internal/fit-design.js";
export { informativeRows } from "./internal/informative-rows.js";
export { kernelOf } from "./internal/maximise.js";
export { readRows } from "./internal/read-rows.js";
export { rowsFingerprint } from "./internal/rows-fingerprint.js";
export { warmStart } from "./internal/warm-start.js";
`);

/** Median seconds of each stage of a right-censored fit of many rows, and how many evaluations the start takes. */
export function measureStages(modules, columns, spec, repeats) {
  const { encodeTerms, informativeRows, kernelOf, problemOf, readRows, rowsFingerprint, warmStart } = modules;
  const times = {};
  let keep = false;
  const timed = (stage, work) => {
    const start = performance.now();
    const result = work();
    times[stage] ??= [];
    if (keep) times[stage].push((performance.now() - start) / 1000);
    return result;
  };
  let scores = 0;
  for (let i = -3; i < repeats; i++) {
    keep = i >= 0;
    const { rows, design } = timed("read", () => {
      const read = readRows(columns, spec, spec.covariates);
      return { rows: read, design: encodeTerms(read.frame.terms, read.frame.n) };
    });
    const problem = problemOf(rows, design, "efron");
    const { values, columns: used } = problem;
    const sorted = timed("sort", () => informativeRows(problem, null));
    const { kernel } = timed("place", () => kernelOf(problem, { values, columns: used }, sorted));
    timed("origin", () => kernel.evaluate(new Float64Array(used.length), 0));
    const { beta, steps } = timed("start", () => warmStart(kernel, "efron"));
    timed("end", () => kernel.evaluate(beta, 2));
    kernel.close();
    timed("fingerprint", () => rowsFingerprint(rows, design));
    scores = steps;
  }
  const middle = (values) => values.sort((a, b) => a - b)[values.length >> 1];
  return {
    ...Object.fromEntries(Object.entries(times).map(([stage, values]) => [stage, middle(values)])),
    scores,
  };
}
