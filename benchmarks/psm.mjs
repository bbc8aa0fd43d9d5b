// Matching beside sorting the scores alone: `npm run bench:psm [-- <word of a case> ...]`. Prints a Markdown table and, for
// all cases, writes psm-results.md. Memory is that of a process of its own, which `--memory <case> <rows>` asks for.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { ascendingOrder, randomGenerator } from "../packages/numerics/dist/index.js";
import { matchPairs, spss } from "../packages/psm/dist/index.js";
import { duration, middle, table } from "./report.mjs";

const REPEATS = 5;
const SIZES = [1e4, 1e5, 1e6];

const spec = { treatment: "treated", score: "score", caliper: spss(0.01) };
const questions = [
  { name: "largest", options: {} },
  { name: "data", options: { order: "data" } },
  { name: "closest", options: { order: "closest" } },
  { name: "largest, exact, 20 strata", options: { exact: "stratum" } },
  { name: "largest, no caliper", options: { caliper: undefined } },
  { name: "largest, two controls", options: { ratio: 2 } },
  { name: "optimal, caliper 0.02", options: { method: "optimal", caliper: spss(0.02) } },
];
if (process.argv[2] === "--memory") {
  console.log(memoryOf(questions.find(({ name }) => name === process.argv[3]).options, Number(process.argv[4])));
  process.exit();
}
const words = process.argv.slice(2);
const chosen = questions.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));

const rows = SIZES.flatMap((n) => {
  const columns = columnsOf(n);
  const sorting = timed(() => ascendingOrder(columns.score));
  return chosen.map(({ name, options }) => {
    let pairs = 0;
    const seconds = timed(() => {
      pairs = matchPairs(columns, { ...spec, ...options }).pairs.length;
    });
    const row = { n, name, seconds, sorting, pairs, bytes: memoryInProcess(name, n) };
    console.error(`${name}, ${n}: ${duration(seconds)}`);
    return row;
  });
});

/** Log of the times' ratio by log of the rows' ratio. */
const power = ({ n, name, seconds }) => {
  const before = rows.find((row) => row.name === name && row.n === n / 10);
  return before === undefined ? "" : Math.log10(middle(seconds) / middle(before.seconds)).toFixed(2);
};
const [cpu] = cpus();
const text = [
  "# Matching",
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpu.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}.`,
  `Made by \`npm run bench:psm\`: median of ${REPEATS} (lowest to highest) after half a second and at least two calls to warm up, the whole call from typed arrays to the result. Three of ten rows are treated, scores lie about 0.55 for these and 0.45 for controls, the caliper is 0.01 absolute where none is said. Growth is the power of n from a tenth of the rows. Memory is the most that one call adds to the data in a new process, garbage included.`,
  table(
    ["rows", "case", "whole call", "sorting the scores alone", "times sorting", "growth", "pairs", "peak memory"],
    rows.map((row) => [
      row.n,
      row.name,
      duration(row.seconds),
      duration(row.sorting),
      (middle(row.seconds) / middle(row.sorting)).toFixed(1),
      power(row),
      row.pairs,
      `${(row.bytes / 1e6).toFixed(0)} MB`,
    ]),
  ),
  "",
].join("\n\n");
console.log(text);
if (words.length === 0) writeFileSync(new URL("psm-results.md", import.meta.url), text);

function columnsOf(n) {
  const random = randomGenerator(1);
  const treated = new Uint8Array(n);
  const score = new Float64Array(n);
  const stratum = new Array(n);
  for (let i = 0; i < n; i++) {
    treated[i] = random() < 0.3 ? 1 : 0;
    score[i] = (random() + random() + random() + random()) / 4 + (treated[i] === 1 ? 0.05 : -0.05);
    score[i] = Math.min(0.999, Math.max(0.001, score[i]));
    stratum[i] = `center ${Math.floor(random() * 20)}`;
  }
  return { treated, score, stratum };
}

/** Bytes that the first call adds to the most that the process has taken. */
function memoryOf(options, n) {
  const columns = columnsOf(n);
  const before = process.resourceUsage().maxRSS;
  matchPairs(columns, { ...spec, ...options });
  return 1024 * (process.resourceUsage().maxRSS - before);
}

function memoryInProcess(name, n) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [process.argv[1], "--memory", name, String(n)]);
  if (status !== 0) throw new Error(String(stderr));
  return Number(stdout);
}

function timed(work) {
  // Half a second, so that small cases are compiled too.
  for (let i = 0, start = performance.now(); i < 2 || performance.now() - start < 500; i++) work();
  return Array.from({ length: REPEATS }, () => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  });
}
