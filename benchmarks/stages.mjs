// What a fit spends its time on, stage by stage.
import { newton } from "../packages/numerics/dist/index.js";
import { bundle } from "./bundle.mjs";

/** The package's modules that the stages are. */
export const loadStages = () =>
  bundle(`
export { encodeTerms } from "@hcc/data";
export { coxph } from "./coxph.js";
export { fitDesign, problemOf } from "./internal/fit-design.js";
export { checkSpec } from "./internal/fit-cox.js";
export { informativeRows } from "./internal/informative-rows.js";
export { kernelOf, maximise } from "./internal/maximise.js";
export { readRows } from "./internal/read-rows.js";
export { rowsFingerprint } from "./internal/rows-fingerprint.js";
export { warmStart } from "./internal/warm-start.js";
`);

const middle = (values) => values.sort((a, b) => a - b)[values.length >> 1];

/** Mean seconds of each stage of a right-censored fit of few rows, the median of `repeats`, and how many evaluations it takes. */
export function measureSmallStages(modules, columns, spec, repeats) {
  const { checkSpec, coxph, encodeTerms, fitDesign, informativeRows, kernelOf } = modules;
  const { maximise, problemOf, readRows, rowsFingerprint } = modules;
  // Many small fits are done in WebAssembly, the first ones are not.
  for (let i = 0; i < 200; i++) coxph(columns, spec);
  const options = checkSpec(spec);
  const rows = readRows(columns, spec, spec.covariates);
  const design = encodeTerms(rows.frame.terms, rows.frame.n);
  const problem = problemOf(rows, design, "efron");
  const sorted = informativeRows(problem, null);
  const prepare = () => kernelOf(problem, { values: problem.values, columns: problem.columns }, sorted);
  const { kernel } = prepare();
  let evaluations = 0;
  const start = new Float64Array(problem.columns.length);
  const tolerance = 1e-20 / Math.abs(kernel.evaluate(start).value);
  const steps = () => newton({ start, evaluate: (beta) => kernel.evaluate(beta), tolerance });
  ({ evaluations } = steps());
  const evaluate = () => {
    for (let i = 0; i < evaluations; i++) kernel.evaluate(start);
  };
  const parts = {
    whole: () => coxph(columns, spec),
    options: () => checkSpec(spec),
    read: () => readRows(columns, spec, spec.covariates),
    code: () => encodeTerms(rows.frame.terms, rows.frame.n),
    maximise: () => maximise(problem),
    sort: () => informativeRows(problem, null),
    place: () => prepare().kernel.close(),
    newton: steps,
    evaluations: evaluate,
    report: () => fitDesign(rows, design, options),
    fingerprint: () => rowsFingerprint(rows, design),
  };
  const seconds = Object.fromEntries(Object.keys(parts).map((name) => [name, []]));
  for (let i = -15; i < repeats; i++) {
    for (const [name, work] of Object.entries(parts)) {
      const begin = performance.now();
      for (let k = 0; k < 200; k++) work();
      if (i >= 0) seconds[name].push((performance.now() - begin) / 200_000);
    }
  }
  kernel.close();
  return {
    ...Object.fromEntries(Object.entries(seconds).map(([name, values]) => [name, middle(values)])),
    count: evaluations,
  };
}

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
  return {
    ...Object.fromEntries(Object.entries(times).map(([stage, values]) => [stage, middle(values)])),
    scores,
  };
}
