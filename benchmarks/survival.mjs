// Survival curves, tests and concordance side by side with R in one run: `npm run bench:survival [-- <word of a case> ...]`.
// Every case is answered in turn by R and by ours from typed arrays. Prints Markdown tables and, for all cases, writes
// survival-results.md.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { scoreConcordance } from "../packages/cox/dist/index.js";
import { cumulativeIncidence, grayTest, kaplanMeier, logRank, timeRanks } from "../packages/survival/dist/index.js";
import { makeData } from "./make-data.mjs";
import { openR, writeColumns } from "./r-session.mjs";
import { middle, table } from "./report.mjs";

const REPEATS = 7;
/** Calls before those that are measured: V8 compiles what runs often. */
const WARM = 5;

/** R's answer to a question for which it lacks the package. */
const MISSING = "missing";

const both = ["none", "months"];
const spec = { time: "time", event: "event" };
const cause = { channel: "end", event: [1], competing: [2], censored: [0] };
/** What is asked: R's function and the request to survival.R, the sizes, our call, and numbers of ours to compare with R's. */
const questions = [
  {
    name: "Kaplan-Meier, limits",
    theirs: "survfit",
    cases: [1e4, 1e5, 1e6].flatMap((n) => both.map((ties) => ({ n, ties }))),
    ours: (columns) => kaplanMeier(columns, { ...spec, by: "group" }),
    numbers: ({ curves }) =>
      curves.flatMap(({ survival, standardError, lower, upper }) => [survival, standardError, lower, upper].map(sumOf)),
  },
  {
    name: "log-rank",
    theirs: "survdiff",
    cases: [1e4, 1e5, 1e6].flatMap((n) => both.map((ties) => ({ n, ties }))),
    ours: (columns) => logRank(columns, { ...spec, by: "group" }),
    numbers: ({ statistic }) => [statistic],
  },
  {
    name: "log-rank, 50 strata",
    theirs: "survdiff",
    request: "stratified",
    cases: [{ n: 1e6, ties: "none" }],
    ours: (columns) => logRank(columns, { ...spec, by: "group", strata: "stratum" }),
    numbers: ({ statistic }) => [statistic],
  },
  {
    name: "concordance, standard error",
    theirs: "concordance",
    cases: [1e4, 1e5].flatMap((n) => both.map((ties) => ({ n, ties }))),
    ours: (columns) => scoreConcordance(columns, { ...spec, scores: { x: "x" } }),
    numbers: ({ rows: [{ estimate, standardError }] }) => [estimate, standardError],
  },
  {
    name: "cumulative incidence, limits",
    theirs: "survfit",
    request: "incidence",
    cases: [{ n: 1e4, ties: "none" }],
    ours: (columns) => cumulativeIncidence(columns, { time: "time", cause, by: "group" }),
    numbers: ({ curves }) => curves.flatMap(({ incidence, standardError }) => [incidence, standardError].map(sumOf)),
  },
  {
    name: "Gray's test",
    theirs: "cuminc",
    cases: [1e4, 1e5].flatMap((n) => both.map((ties) => ({ n, ties }))),
    ours: (columns) => grayTest(columns, { time: "time", cause, by: "group" }),
    numbers: ({ statistic }) => [statistic],
  },
];
const cases = questions.flatMap((question) =>
  question.cases.map((size) => ({ ...question, ...size, title: `${question.name}, ${size.n}, ${size.ties}` })),
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

/** Two groups, 50 strata, a score, and what ended the time: of the events a third are competing ones. */
function columnsOf({ n, ties }) {
  const { time, event, stratum, x1, x3 } = makeData({ n, p: 4, ties, strata: 50, late: false });
  const end = event.map((dead, i) => (dead === 1 && i % 3 === 0 ? 2 : dead));
  return { time, event, group: x3, stratum, x: x1, end };
}

async function measure(one) {
  const columns = columnsOf(one);
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
    const answer = await r?.ask(one.request ?? one.theirs);
    if (answer !== undefined && answer !== MISSING) {
      const [time, ...numbers] = answer.trim().split(" ").map(Number);
      seconds.r.push(time);
      theirs = numbers;
    }
    seconds.ours.push(ours());
  }
  const apart = one.numbers(result).map((value, i) => Math.abs(value / theirs[i] - 1));
  const floor = one.name.startsWith("Kaplan-Meier") ? floorOf(columns, result) : null;
  const row = { ...one, seconds, floor, apart: seconds.r.length === 0 ? null : Math.max(...apart) };
  console.error(cells(row).join(" | "));
  return row;
}

/** Median seconds of ranking the times alone, and of writing as many numbers as the curves have, without computing any. */
function floorOf({ time }, { curves }) {
  const timed = (work) => {
    const values = Array.from({ length: REPEATS }, () => {
      const start = performance.now();
      work();
      return (performance.now() - start) / 1000;
    });
    return middle(values);
  };
  const arrays = curves.flatMap((curve) => Object.values(curve).filter((value) => value instanceof Float64Array));
  return {
    rank: timed(() => timeRanks(time)),
    write: timed(() => {
      for (const { length } of arrays) {
        const to = new Float64Array(length);
        for (let i = 0; i < length; i++) to[i] = i;
      }
    }),
  };
}

function sumOf(values) {
  let sum = 0;
  for (const value of values) if (!Number.isNaN(value)) sum += value;
  return sum;
}

function milliseconds(seconds) {
  return `${(seconds * 1e3).toFixed(1)} ms`;
}

function cells({ title, theirs, seconds, apart }) {
  const show = (values) => {
    const of = (value) => (value < 1 ? (value * 1e3).toPrecision(3) : (value * 1e3).toFixed(0));
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
  const floors = measured.filter(({ floor }) => floor !== null);
  return [
    "# Survival curves and tests side by side with R",
    `${new Date().toISOString().slice(0, 10)}, ${machine}, ${r?.version ?? "R is missing: ours alone"}, @hcc/survival ${version}.`,
    `Made by \`npm run bench:survival\`: median of ${REPEATS} (lowest to highest), in turn in one session, ours after ${WARM} to warm up. Two groups, about 40 % censored; times all different ("none") or in whole months. Ours is the whole call from typed arrays to the result, R's a call of a formula on a data frame. The last column is the largest relative difference: of the sums of each column of a curve, of the statistic, of the concordance and its standard error.`,
    table(["question, rows, ties", "ours", "R", "ratio", "difference"], measured.map(cells)),
    ...(floors.length > 0
      ? [
          "## What a Kaplan-Meier curve cannot do without",
          "Ranking the times (`timeRanks`), and writing as many numbers as the curves have, without computing any: medians as above, and their share of the whole call.",
          table(
            ["rows, ties", "whole call", "ranking", "writing", "share"],
            floors.map(({ n, ties, seconds, floor: { rank, write } }) => {
              const whole = middle(seconds.ours);
              const share = `${((100 * (rank + write)) / whole).toFixed(0)} %`;
              return [`${n}, ${ties}`, milliseconds(whole), milliseconds(rank), milliseconds(write), share];
            }),
          ),
        ]
      : []),
    "",
  ].join("\n\n");
}
