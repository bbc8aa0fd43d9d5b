// Side by side with R in one run: `npm run bench [-- <word of a case's name> ...]`. Every case is fitted in turn by R's
// coxph.fit without residuals, by coxph(), and by ours from typed arrays; some as lasso paths too. Prints Markdown tables
// and, for all cases, writes results.md.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { coxPath, coxph } from "../packages/cox/dist/index.js";
import { loadKernels, measureKernel } from "./kernel.mjs";
import { makeData } from "./make-data.mjs";
import { measurePeak } from "./peak.mjs";
import { startR } from "./r-session.mjs";
import { cells, report } from "./report.mjs";
import { loadStages, measureSmallStages, measureStages } from "./stages.mjs";

const REPEATS = 7;
/** Fits before those that are measured: V8 compiles what runs often. */
const WARM = 5;
const sizes = [
  [132, 8],
  [1e4, 20],
  [1e4, 50],
  [1e5, 20],
  [1e5, 50],
  [1e6, 10],
];
const penalized = ["10000x20", "10000x50", "100000x20"];
const bothTies = (one) => ["none", "months"].map((ties) => ({ strata: 1, late: false, ...one, ties }));
const cases = [
  ...sizes.flatMap(([n, p]) => bothTies({ n, p, path: penalized.includes(`${n}x${p}`) })),
  ...bothTies({ n: 1e5, p: 20, strata: 50 }),
  ...bothTies({ n: 1e4, p: 20, late: true }),
  ...bothTies({ n: 1e5, p: 20, late: true }),
].map((one) => {
  const kind = `${one.ties}${one.strata > 1 ? ` ${one.strata}-strata` : ""}${one.late ? " late-entry" : ""}`;
  return { ...one, kind, name: `${one.n}x${one.p} ${kind}` };
});
const words = process.argv.slice(2);
const chosen = cases.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));

const peak = await measurePeak();
const kernels = await loadKernels();
const stages = await loadStages();
const folder = mkdtempSync(join(tmpdir(), "hcc-bench-"));
const r = await startR(folder);
const measured = [];
try {
  for (const one of chosen) measured.push(await measure(one));
} finally {
  r?.quit();
  rmSync(folder, { recursive: true });
}
const text = report({ measured, peak, version: r?.version, repeats: REPEATS });
console.log(text);
if (words.length === 0) writeFileSync(new URL("results.md", import.meta.url), text);

async function measure(one) {
  const { p } = one;
  const columns = makeData(one);
  const covariates = Array.from({ length: p }, (_, j) => `x${j + 1}`);
  const spec = {
    time: "time",
    event: "event",
    covariates,
    ...(one.strata > 1 && { strata: "stratum" }),
    ...(one.late && { entry: "entry" }),
  };
  await r?.load(one, columns);
  const model = coxph(columns, spec);
  const { seconds, iterations } = await measureFits(one, () => coxph(columns, spec));
  const row = {
    ...one,
    seconds,
    iterations,
    apart: r === null ? null : distance(model, await r.numbers("estimates")),
    path: one.path && r?.glmnet ? await measurePath(columns, covariates) : null,
    kernel: measureKernel(kernels, one, columns, model, REPEATS),
    stages: one.n < 1e5 || one.late || one.strata > 1 ? null : measureStages(stages, columns, spec, REPEATS),
    smallStages: one.n < 1000 ? measureSmallStages(stages, columns, spec, REPEATS) : null,
  };
  console.error(cells(row).join(" | "));
  return row;
}

async function measureFits({ n }, fit) {
  const times = n < 1000 ? 200 : 1;
  const ours = () => secondsOf(fit, times);
  for (let i = 0; i < (times > 1 ? 15 : WARM); i++) ours();
  const seconds = { ours: [], fit: [], coxph: [] };
  let iterations = "";
  for (let i = 0; i < REPEATS; i++) {
    if (r !== null) {
      for (const what of ["fit", "coxph"]) {
        const [time, count] = await r.numbers(`${what} ${times}`);
        seconds[what].push(time);
        iterations = count;
      }
    }
    seconds.ours.push(ours());
  }
  return { seconds, iterations };
}

async function measurePath(columns, covariates) {
  const spec = { time: "time", event: "event", covariates, ties: "breslow" };
  const { lambda, coefficients } = coxPath(columns, spec);
  const seconds = { ours: [], stopped: [], whole: [] };
  let [stopped, whole] = [[], []];
  for (let i = 0; i < REPEATS; i++) {
    stopped = await r.numbers("path 1e-5");
    whole = await r.numbers("path 0");
    seconds.stopped.push(stopped[0]);
    seconds.whole.push(whole[0]);
    seconds.ours.push(secondsOf(() => coxPath(columns, spec), 1));
  }
  const [, count, ...estimates] = whole;
  const apart = Math.max(
    ...coefficients.map((d, j) => Math.abs(d.estimates[count - 1] - estimates[j]) * d.standardDeviation),
  );
  return { ...seconds, penalties: { ours: lambda.length, stopped: stopped[1], whole: count }, apart };
}

function secondsOf(call, times) {
  const start = performance.now();
  for (let i = 0; i < times; i++) call();
  return (performance.now() - start) / 1000 / times;
}

/** Of a coefficient, in standard errors, or of a standard error, relative: the largest. */
function distance({ coefficients }, values) {
  return Math.max(
    ...coefficients.flatMap(({ estimate, standardError }, j) => [
      Math.abs(estimate - values[j]) / standardError,
      Math.abs(standardError / values[coefficients.length + j] - 1),
    ]),
  );
}
