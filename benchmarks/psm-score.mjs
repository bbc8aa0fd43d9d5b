// Propensity scores side by side with R's glm in one run: `npm run bench:psm-score [-- <word of a case> ...]`. Prints a
// Markdown table and, for all cases, writes psm-score-results.md.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { exp, randomGenerator } from "../packages/numerics/dist/index.js";
import { propensityScore } from "../packages/psm/dist/index.js";
import { openR, writeColumns } from "./r-session.mjs";
import { duration, middle, ratio, table } from "./report.mjs";

const REPEATS = 5;
/** Calls before those that are measured: V8 compiles what runs often. */
const WARM = 3;
const COLUMNS = 10;

const cases = [
  ...[1e4, 1e5, 1e6].map((n) => ({ method: "logistic", n })),
  ...[1e4, 1e5].map((n) => ({ method: "probit", n })),
].map((one) => ({ ...one, title: `${one.method}, ${one.n}` }));
const words = process.argv.slice(2);
const chosen = cases.filter(({ title }) => words.length === 0 || words.some((word) => title.includes(word)));

const folder = mkdtempSync(join(tmpdir(), "hcc-bench-"));
const r = await openR("psm-score.R", "stats");
const measured = [];
try {
  for (const one of chosen) measured.push(await measure(one));
} finally {
  r?.quit();
  rmSync(folder, { recursive: true });
}
const [cpu] = cpus();
const { version } = JSON.parse(readFileSync(new URL("../packages/psm/package.json", import.meta.url), "utf8"));
const text = [
  "# Propensity scores side by side with R",
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpu.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, ${r?.version ?? "R is missing: ours alone"}, @hcc/psm ${version}.`,
  `Made by \`npm run bench:psm-score\`: median of ${REPEATS} (lowest to highest), in turn in one session, ours after ${WARM} to warm up. ${COLUMNS} columns, six continuous, two of two values of equal share and two with a share of 10 %; about 30 % treated. Ours is the whole call from typed arrays: coefficients, scores, hat values, overlap and c-statistic; R's is \`glm(treated ~ ., binomial(link), d)\` on a data frame, coefficients and scores. Growth is the power of n from a tenth of the rows, for ours and for R. The last column is the largest difference of a coefficient, in standard errors, or of a standard error, relative: R stops at its default.`,
  table(
    ["method, rows", "ours", "glm", "ratio", "growth", "difference"],
    measured.map((one) => [
      one.title,
      duration(one.seconds.ours),
      duration(one.seconds.r),
      ratio(one.seconds.r, one.seconds.ours),
      growth(one),
      one.apart === null ? "" : one.apart.toExponential(0),
    ]),
  ),
  "",
].join("\n\n");
console.log(text);
if (words.length === 0) writeFileSync(new URL("psm-score-results.md", import.meta.url), text);

/** Log of the times' ratio by log of the rows' ratio. */
function growth({ method, n, seconds }) {
  const before = measured.find((one) => one.method === method && one.n === n / 10);
  if (before === undefined) return "";
  return ["ours", "r"]
    .filter((who) => seconds[who].length > 0)
    .map((who) => Math.log10(middle(seconds[who]) / middle(before.seconds[who])).toFixed(2))
    .join(", ");
}

function columnsOf(n) {
  const random = randomGenerator(n);
  const columns = Array.from({ length: COLUMNS }, (_, j) =>
    Float64Array.from({ length: n }, () => {
      if (j % 5 < 3) return random() + random() + random() + random() - 2;
      return Number(random() < (j % 5 === 3 ? 0.5 : 0.1));
    }),
  );
  const treated = Float64Array.from({ length: n }, (_, i) => {
    let eta = -1;
    for (let j = 0; j < COLUMNS; j++) eta += columns[j][i] * (j % 2 === 0 ? 0.5 : -0.4);
    return Number(random() < 1 / (1 + exp(-eta)));
  });
  return { treated, ...Object.fromEntries(columns.map((values, j) => [`x${j + 1}`, values])) };
}

async function measure({ method, n, title }) {
  const columns = columnsOf(n);
  const covariates = Object.keys(columns).slice(1);
  await r?.ask(`load ${writeColumns(folder, Object.values(columns))} ${n} ${COLUMNS}`);
  const seconds = { ours: [], r: [] };
  let model;
  const ours = () => {
    const start = performance.now();
    model = propensityScore(columns, { treatment: "treated", covariates, method });
    return (performance.now() - start) / 1000;
  };
  for (let i = 0; i < WARM; i++) ours();
  let theirs = [];
  for (let i = 0; i < REPEATS; i++) {
    const answer = await r?.ask(method);
    if (answer !== undefined) {
      const [time, ...numbers] = answer.trim().split(" ").map(Number);
      seconds.r.push(time);
      theirs = numbers;
    }
    seconds.ours.push(ours());
  }
  const { coefficients } = model;
  const apart = coefficients.flatMap(({ estimate, standardError }, j) => [
    Math.abs(estimate - theirs[j]) / standardError,
    Math.abs(standardError / theirs[j + coefficients.length] - 1),
  ]);
  const row = { method, n, title, seconds, apart: theirs.length === 0 ? null : Math.max(...apart) };
  console.error(`${title}: ${duration(seconds.ours)}, glm ${duration(seconds.r)}`);
  return row;
}
