// Side by side with R in one run: `npm run bench [-- <word of a case's name> ...]`. Every case is fitted in turn by R's
// coxph.fit without residuals, by coxph(), and by ours from typed arrays; prints a Markdown table and writes results.md.
import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { coxph } from "../packages/cox/dist/index.js";
import { makeData } from "./make-data.mjs";
import { measurePeak } from "./peak.mjs";

const REPEATS = 7;
const sizes = [
  [132, 8],
  [1e4, 20],
  [1e5, 20],
  [1e5, 50],
  [1e6, 10],
];
const cases = [
  ...sizes.flatMap(([n, p]) => ["none", "months"].map((ties) => ({ n, p, ties, strata: 1 }))),
  { n: 1e5, p: 20, ties: "none", strata: 50 },
  { n: 1e5, p: 20, ties: "months", strata: 50 },
].map((one) => ({ ...one, name: `${one.n}x${one.p} ${one.ties}${one.strata > 1 ? ` ${one.strata}-strata` : ""}` }));
const words = process.argv.slice(2);
const chosen = cases.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));

const peak = await measurePeak();
const r = await startR();
const folder = mkdtempSync(join(tmpdir(), "hcc-bench-"));
const rows = [];
try {
  for (const one of chosen) rows.push(await measure(one));
} finally {
  await r?.ask("quit");
  rmSync(folder, { recursive: true });
}
const text = report(rows);
console.log(text);
if (words.length === 0) writeFileSync(new URL("results.md", import.meta.url), text);

async function measure({ n, p, ties, strata, name }) {
  const columns = makeData({ n, p, ties, strata });
  const spec = {
    time: "time",
    event: "event",
    covariates: Array.from({ length: p }, (_, j) => `x${j + 1}`),
    ...(strata > 1 && { strata: "stratum" }),
  };
  const small = n < 1000 ? 200 : 0;
  const ours = () => {
    const start = performance.now();
    for (let i = 0; i < Math.max(small, 1); i++) coxph(columns, spec);
    return (performance.now() - start) / 1000 / Math.max(small, 1);
  };
  if (r !== null) {
    const file = join(folder, "data");
    const handle = openSync(file, "w");
    for (const values of Object.values(columns)) writeSync(handle, new Uint8Array(values.buffer));
    closeSync(handle);
    await r.ask(`load ${file} ${n} ${p} ${strata > 1 ? 1 : 0}`);
  }
  const model = coxph(columns, spec);
  for (let i = 0; i < 15 && small > 0; i++) ours();
  const seconds = { ours: [], fit: [], coxph: [] };
  let iterations = "";
  for (let i = 0; i < REPEATS; i++) {
    if (r !== null) {
      for (const what of ["fit", "coxph"]) {
        const [time, count] = (await r.ask(small > 0 ? `small ${what} ${small}` : what)).split(" ").map(Number);
        seconds[what].push(time);
        iterations = count;
      }
    }
    seconds.ours.push(ours());
  }
  let apart = null;
  if (r !== null) {
    const values = (await r.ask("estimates")).trim().split(" ").map(Number);
    apart = Math.max(
      ...model.coefficients.flatMap(({ estimate, standardError }, j) => [
        Math.abs(estimate - values[j]) / standardError,
        Math.abs(standardError / values[p + j] - 1),
      ]),
    );
  }
  const row = { name, n, p, ties, strata, seconds, iterations, apart };
  console.error(line(row));
  return row;
}

async function startR() {
  if (spawnSync("Rscript", ["-e", "library(survival)"]).status !== 0) {
    console.error("R with its package survival is missing: ours alone");
    return null;
  }
  const child = spawn("Rscript", [new URL("cox.R", import.meta.url).pathname], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value;
  const [version, survival] = (await next()).replace("ready", "").split(" ");
  return {
    version: `R ${version}, survival ${survival}`,
    ask: (request) => {
      child.stdin.write(`${request}\n`);
      return request === "quit" ? undefined : next();
    },
  };
}

function middle(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

function duration(values) {
  if (values.length === 0) return "";
  const show = (seconds) => (seconds < 0.01 ? `${(seconds * 1e6).toFixed(0)} us` : `${(seconds * 1e3).toFixed(0)} ms`);
  return `${show(middle(values))} (${show(Math.min(...values))} to ${show(Math.max(...values))})`;
}

function line({ name, seconds, iterations, apart }) {
  const ratio = (values) => (values.length === 0 ? "" : `${(middle(values) / middle(seconds.ours)).toFixed(1)} x`);
  const cells = [
    name,
    duration(seconds.ours),
    duration(seconds.fit),
    ratio(seconds.fit),
    duration(seconds.coxph),
    ratio(seconds.coxph),
    iterations,
    apart === null ? "" : apart.toExponential(0),
  ];
  return `| ${cells.join(" | ")} |`;
}

function report(measured) {
  const [cpu] = cpus();
  const version = JSON.parse(readFileSync(new URL("../packages/cox/package.json", import.meta.url), "utf8")).version;
  return `# Cox regression side by side with R

${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpu.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node} (V8 ${process.versions.v8}), ${r === null ? "R is missing: ours alone" : r.version}, @hcc/cox ${version}.

Made by \`npm run bench\`: median of ${REPEATS} (lowest to highest), in turn in one session; Efron ties. Ours is the whole call from typed arrays to coefficients with standard errors and tests. \`coxph.fit\` gets a ready matrix and no residuals; R stops at its default (1e-9 of the log-likelihood), ours at 1e-9 standard errors or less; rows of 132 are the mean of 200 fits, after 3000 to warm up. The last column is the largest difference of a coefficient, in standard errors, or of a standard error, relative, from R run to convergence.

| rows x columns, ties | ours | coxph.fit | ratio | coxph() | ratio | R iterations | difference |
|---|---|---|---|---|---|---|---|
${measured.map(line).join("\n")}

${growth(measured).join("\n")}

One core makes ${peak.toFixed(1)}e9 two-lane floating-point operations a second at best (\`benchmarks/peak.mjs\`).
`;
}

/** How time grows from one size to the next: the exponent of n, or of p where n is the same. */
function growth(measured) {
  const lines = [];
  for (const a of measured) {
    for (const b of measured) {
      if (a.ties !== b.ties || a.strata !== b.strata) continue;
      const [what, by] = a.p === b.p && b.n > a.n ? ["n", b.n / a.n] : a.n === b.n && b.p > a.p ? ["p", b.p / a.p] : [];
      if (what === undefined) continue;
      const exponent = (seconds) =>
        (Math.log(middle(b.seconds[seconds]) / middle(a.seconds[seconds])) / Math.log(by)).toFixed(2);
      const his = r === null ? "" : `, of coxph.fit as ${what}^${exponent("fit")}`;
      lines.push(`- ${a.name} to ${b.name}: our time grows as ${what}^${exponent("ours")}${his}`);
    }
  }
  return lines;
}
