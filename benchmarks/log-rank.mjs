// logRank beside R's survdiff, in turn in one session: `node benchmarks/log-rank.mjs` after a build of @hcc/survival. Writes
// log-rank.md.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { logRank } from "../packages/survival/dist/index.js";
import { makeData } from "./make-data.mjs";
import { middle } from "./report.mjs";

const REPEATS = 5;
const cases = [
  { n: 1e4, k: 2, ties: "none", strata: 1 },
  { n: 1e5, k: 2, ties: "none", strata: 1 },
  { n: 1e6, k: 2, ties: "none", strata: 1 },
  { n: 1e6, k: 2, ties: "months", strata: 1 },
  { n: 1e6, k: 4, ties: "none", strata: 1 },
  { n: 1e6, k: 2, ties: "none", strata: 50 },
];

const folder = mkdtempSync(join(tmpdir(), "hcc-bench-"));
const r = await startR();
const rows = [];
try {
  for (const one of cases) rows.push(await measure(one));
} finally {
  r?.child.stdin.end("quit\n");
  rmSync(folder, { recursive: true });
}
const text = `# logRank beside survdiff

Made by \`node benchmarks/log-rank.mjs\`: median of ${REPEATS} (lowest to highest), in turn in one session, from typed arrays to the
result, the whole \`survdiff\` call from a data frame. Node ${process.version}${r === null ? "" : `; ${r.version}`}.

| rows, groups, ties, strata | logRank | survdiff | ratio | difference of the statistics, relative |
| --- | --- | --- | --- | --- |
${rows.join("\n")}
`;
console.log(text);
if (r !== null) writeFileSync(new URL("log-rank.md", import.meta.url), text);

async function measure(one) {
  const { n, k, ties, strata } = one;
  const { time, event, stratum, x3, x4 } = makeData({ ...one, p: 4, late: false });
  const by = x3.map((value, i) => value + (k === 4 ? 2 * x4[i] : 0));
  const data = { time, event, by, ...(strata > 1 && { stratum }) };
  const spec = { time: "time", event: "event", by: "by", ...(strata > 1 && { strata: "stratum" }) };
  if (r !== null) {
    const file = join(folder, "data");
    const columns = [time, event, by, stratum ?? new Float64Array(n)];
    writeFileSync(file, new Uint8Array(Float64Array.from(columns.flatMap((column) => Array.from(column))).buffer));
    await r.ask(`load ${file} ${n} ${strata > 1 ? 1 : 0}`);
  }
  const { statistic } = logRank(data, spec);
  const ours = [];
  const theirs = [];
  let apart = "";
  for (let i = 0; i < REPEATS; i++) {
    const start = performance.now();
    logRank(data, spec);
    ours.push((performance.now() - start) / 1e3);
    if (r === null) continue;
    const [seconds, chisq] = (await r.ask("survdiff")).trim().split(" ").map(Number);
    theirs.push(seconds);
    apart = Math.abs(chisq / statistic - 1).toExponential(0);
  }
  const ratio = r === null ? "" : `${(middle(theirs) / middle(ours)).toFixed(1)} x`;
  const name = `${n}, ${k}, ${ties}, ${strata}`;
  const row = `| ${name} | ${duration(ours)} | ${duration(theirs)} | ${ratio} | ${apart} |`;
  console.error(row);
  return row;
}

function duration(values) {
  const show = (seconds) => `${(seconds * 1e3).toFixed(0)} ms`;
  if (values.length === 0) return "";
  return `${show(middle(values))} (${show(Math.min(...values))} to ${show(Math.max(...values))})`;
}

async function startR() {
  if (spawnSync("Rscript", ["-e", "library(survival)"]).status !== 0) return null;
  const child = spawn("Rscript", [new URL("log-rank.R", import.meta.url).pathname], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value;
  const ask = (request) => {
    child.stdin.write(`${request}\n`);
    return next();
  };
  return { child, version: await next(), ask };
}
