// Survival curves side by side with R in one run: `node benchmarks/survival.mjs [word of a case's name ...]`. Every case is
// answered in turn by R and by ours from typed arrays. Prints a Markdown table and, for all cases, writes survival-results.md.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { kaplanMeier } from "../packages/survival/dist/index.js";
import { makeData } from "./make-data.mjs";
import { openR, writeColumns } from "./r-session.mjs";
import { middle } from "./report.mjs";

const REPEATS = 7;
/** Calls before those that are measured: V8 compiles what runs often. */
const WARM = 5;

/** What is asked: the request to survival.R, our call, and numbers of ours to compare with R's. */
const questions = [
  {
    name: "Kaplan-Meier",
    theirs: "survfit",
    request: "survfit",
    ours: (columns) => kaplanMeier(columns, { time: "time", event: "event", by: "group" }),
    numbers: ({ curves }) =>
      curves.flatMap(({ survival, standardError, lower, upper }) => [survival, standardError, lower, upper].map(sumOf)),
  },
];
const cases = questions.flatMap((question) =>
  [1e4, 1e5, 1e6].flatMap((n) =>
    ["none", "months"].map((ties) => ({ ...question, n, ties, title: `${question.name} ${n} ${ties}` })),
  ),
);
const words = process.argv.slice(2);
const chosen = cases.filter(({ title }) => words.length === 0 || words.some((word) => title.includes(word)));

const folder = mkdtempSync(join(tmpdir(), "hcc-bench-"));
const r = await openR("survival.R", "survival");
const measured = [];
try {
  for (const one of chosen) measured.push(await measure(one));
} finally {
  r?.quit();
  rmSync(folder, { recursive: true });
}
const text = report();
console.log(text);
if (words.length === 0) writeFileSync(new URL("survival-results.md", import.meta.url), text);

async function measure(one) {
  const { time, event, stratum: group } = makeData({ n: one.n, p: 4, ties: one.ties, strata: 2, late: false });
  const columns = { time, event, group };
  await r?.ask(`load ${writeColumns(folder, Object.values(columns))} ${one.n}`);
  const seconds = { ours: [], r: [] };
  let result;
  const ours = () => {
    const start = performance.now();
    result = one.ours(columns);
    return (performance.now() - start) / 1000;
  };
  for (let i = 0; i < WARM; i++) ours();
  let theirs = [];
  for (let i = 0; i < REPEATS; i++) {
    if (r !== null) {
      const [time, ...numbers] = (await r.ask(one.request)).trim().split(" ").map(Number);
      seconds.r.push(time);
      theirs = numbers;
    }
    seconds.ours.push(ours());
  }
  const apart = one.numbers(result).map((value, i) => Math.abs(value / theirs[i] - 1));
  const row = { ...one, seconds, apart: r === null ? null : Math.max(...apart) };
  console.error(cells(row).join(" | "));
  return row;
}

function sumOf(values) {
  let sum = 0;
  for (const value of values) if (!Number.isNaN(value)) sum += value;
  return sum;
}

function cells({ title, theirs, seconds, apart }) {
  const show = (values) => {
    const of = (value) => (value * 1e3).toPrecision(3);
    return `${of(middle(values))} ms (${of(Math.min(...values))} to ${of(Math.max(...values))})`;
  };
  const ours = show(seconds.ours);
  if (apart === null) return [title, ours, "", "", ""];
  const ratio = `${(middle(seconds.r) / middle(seconds.ours)).toFixed(1)} x`;
  return [title, ours, `${theirs} ${show(seconds.r)}`, ratio, apart.toExponential(0)];
}

function report() {
  const [cpu] = cpus();
  const { version } = JSON.parse(readFileSync(new URL("../packages/survival/package.json", import.meta.url), "utf8"));
  const machine = `${cpus().length} x ${cpu.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
  const line = (values) => `| ${values.join(" | ")} |`;
  const head = ["question, rows, ties", "ours", "R", "ratio", "difference"];
  return [
    "# Survival curves side by side with R",
    `${new Date().toISOString().slice(0, 10)}, ${machine}, ${r?.version ?? "R is missing: ours alone"}, @hcc/survival ${version}.`,
    `Made by \`node benchmarks/survival.mjs\`: median of ${REPEATS} (lowest to highest), in turn in one session, ours after ${WARM} to warm up. Two groups, about 40 % censored; times all different ("none") or in whole months. Ours is the whole call from typed arrays to curves with limits and medians, R's a call of a formula. The last column is the largest relative difference of the sums of survival, standard errors and limits of a group.`,
    [line(head), line(head.map(() => "---")), ...measured.map((one) => line(cells(one)))].join("\n"),
    "",
  ].join("\n\n");
}
