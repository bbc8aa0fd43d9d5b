// Rank tests, correlations and Fisher's test side by side with R in one run: `npm run bench:stats [-- <word of a name> ...]`.
// Every case is computed in turn by R and by ours from typed arrays. Prints Markdown tables and, for all cases, writes
// stats-results.md.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contingencyTest } from "../packages/stats/dist/index.js";
import { openR, writeColumns } from "./r-session.mjs";
import { duration, machine, ratio, table } from "./report.mjs";
import { tables, timed } from "./stats-cases.mjs";

const REPEATS = 7;
/** Calls before those that are measured: V8 compiles what runs often. */
const WARM = 3;
const words = process.argv.slice(2);
const chosen = (name) => words.length === 0 || words.some((word) => name.includes(word));

const folder = mkdtempSync(join(tmpdir(), "hcc-bench-"));
const r = await openR("stats.R", "stats");
const rows = [];
const fisherRows = [];
try {
  for (const one of timed) if (chosen(one.name)) rows.push(await measure(one));
  for (const [name, counts] of Object.entries(tables))
    if (chosen(name)) fisherRows.push(await measureFisher(name, counts));
} finally {
  r?.quit();
  rmSync(folder, { recursive: true });
}
const text = report();
console.log(text);
if (words.length === 0) writeFileSync(new URL("stats-results.md", import.meta.url), text);

async function measure({ name, r: request, theirs, data, ours }) {
  const { x, y } = data();
  await r?.ask(`load ${writeColumns(folder, [x, y])} ${x.length} ${y.length}`);
  for (let i = 0; i < WARM; i++) ours({ x, y });
  const seconds = { ours: [], r: [] };
  let [value, reference] = [0, null];
  for (let i = 0; i < REPEATS; i++) {
    if (r !== null) {
      const [time, answer] = (await r.ask(`time ${request}`)).trim().split(" ").map(Number);
      seconds.r.push(time);
      reference = answer;
    }
    seconds.ours.push(secondsOf(() => (value = ours({ x, y }))));
  }
  const apart = reference === null ? "" : Math.abs(value / reference - 1).toExponential(0);
  const row = [name, duration(seconds.ours), theirs, duration(seconds.r), ratio(seconds.r, seconds.ours), apart];
  console.error(row.join(" | "));
  return row;
}

async function measureFisher(name, counts) {
  const byColumn = counts[0].flatMap((_, j) => counts.map((row) => row[j]));
  const said = r === null ? "" : (await r.ask(`fisher ${counts.length} ${byColumn.join(" ")}`)).trim();
  // Seconds, then P or a message.
  const answer = said.replace(/^\S+ /, "").replaceAll("|", "/");
  const theirs = answer === "" || Number.isNaN(Number(answer)) ? answer : `P = ${shown(Number(answer))}`;
  const seconds = [];
  let test;
  for (let i = 0; i < 3; i++) seconds.push(secondsOf(() => (test = contingencyTest(counts, { rule: "fisher" }))));
  const n = counts.flat().reduce((sum, count) => sum + count, 0);
  const row = [
    name,
    `${counts.length} x ${counts[0].length}, ${n}`,
    `${test.method}, P = ${shown(test.pValue)}`,
    duration(seconds),
    theirs,
  ];
  console.error(row.join(" | "));
  return row;
}

/** Six digits. */
function shown(p) {
  return String(Number(p.toPrecision(6)));
}

function secondsOf(call) {
  const start = performance.now();
  call();
  return (performance.now() - start) / 1000;
}

function report() {
  const { version } = JSON.parse(readFileSync(new URL("../packages/stats/package.json", import.meta.url), "utf8"));
  const parts = [
    "# Rank tests, correlations and Fisher's test side by side with R",
    `${new Date().toISOString().slice(0, 10)}, ${machine()}, ${r?.version ?? "R is missing: ours alone"}, @hcc/stats ${version}.`,
    `Made by \`npm run bench:stats\`: median of ${REPEATS} (lowest to highest), in turn in one session, after ${WARM} calls of ours to warm up. Ours is the whole call from typed arrays, with the checks of its input. "2 x 500000" are two samples of that size; with ties the values are whole numbers from -24 to 24. The last column is the relative difference of P (\`hodgesLehmann\`: of the estimate, for which R searches a root to 1e-4; \`adjustPValues\`: of the sum).`,
    table(["call", "ours", "R", "", "ratio", "difference"], rows),
    "## Fisher's exact test where R stops",
    'Tables of R\'s own data sets (rows x columns, patients) with `contingencyTest(table, { rule: "fisher" })` beside `fisher.test(table)` at its default workspace: P, or the message with which R stops.',
    table(["table", "size", "ours", "time", "fisher.test"], fisherRows),
  ];
  return `${parts.join("\n\n")}\n`;
}
