// What a large fit spends its time on, stage by stage: `node benchmarks/stages.mjs`. The stages are the package's own
// modules, bundled from their source; medians of 7 after 3 to warm up.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { makeData } from "./make-data.mjs";

const REPEATS = 7;
const entry = `
export { encodeTerms } from "@hcc/data";
export { fitDesign, problemOf } from "./internal/fit-design.js";
export { informativeRows } from "./internal/informative-rows.js";
export { kernelOf } from "./internal/maximise.js";
export { readRows } from "./internal/read-rows.js";
export { rowsFingerprint } from "./internal/rows-fingerprint.js";
export { warmStart } from "./internal/warm-start.js";
`;

async function bundled() {
  const folder = mkdtempSync(join(tmpdir(), "hcc-stages-"));
  const outfile = join(folder, "stages.mjs");
  const resolveDir = new URL("../packages/cox/src", import.meta.url).pathname;
  const stdin = { contents: entry, resolveDir, loader: "ts" };
  await build({ stdin, bundle: true, format: "esm", platform: "node", outfile, logLevel: "error" });
  const modules = await import(outfile);
  rmSync(folder, { recursive: true });
  return modules;
}

/** Milliseconds of the stages of one case. */
export async function measureStages({ n, p, ties }) {
  const { encodeTerms, fitDesign, informativeRows, kernelOf, problemOf, readRows, rowsFingerprint, warmStart } =
    await bundled();
  const columns = makeData({ n, p, ties, strata: 1 });
  const covariates = Array.from({ length: p }, (_, j) => `x${j + 1}`);
  const spec = { time: "time", event: "event", covariates };
  const times = {};
  const timed = (stage, work) => {
    const start = performance.now();
    const result = work();
    times[stage] ??= [];
    times[stage].push(performance.now() - start);
    return result;
  };
  for (let i = 0; i < REPEATS + 3; i++) {
    if (i === 3) for (const stage of Object.keys(times)) times[stage] = [];
    const { rows, design } = timed("read, check and rank", () => {
      const read = readRows(columns, spec, covariates);
      return { rows: read, design: encodeTerms(read.frame.terms, n) };
    });
    const problem = problemOf(rows, design, "efron");
    const sorted = timed("sort", () => informativeRows(problem, null));
    const { kernel } = timed("bring the columns to their places", () =>
      kernelOf(problem, { values: problem.values, columns: problem.columns }, sorted),
    );
    const origin = new Float64Array(p);
    timed("likelihood at 0", () => kernel.evaluate(origin, 0));
    const { beta } = timed("start: samples, then scores", () => warmStart(kernel, "efron"));
    timed("one score (in the start)", () => kernel.evaluate(beta, 1));
    timed("score and information at the end", () => kernel.evaluate(beta, 2));
    kernel.close();
    timed("fingerprint", () => rowsFingerprint(rows, design));
    timed("whole fit without reading", () => fitDesign(rows, design, { ties: "efron", exactLimit: 1, level: 0.95 }));
  }
  return Object.fromEntries(
    Object.entries(times).map(([stage, values]) => [stage, values.sort((a, b) => a - b)[REPEATS >> 1]]),
  );
}
