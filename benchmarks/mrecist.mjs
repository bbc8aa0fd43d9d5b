// Tumor response of many patients: `npm run bench:mrecist`, in Node, in Chromium and beside what base R does with the same
// table. Prints Markdown tables and writes mrecist-results.md. What a new process takes, `--once <case> <patients>` asks for.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { assessResponses } from "../packages/mrecist/dist/index.js";
import { makeCourses } from "./courses.mjs";
import { openR, writeColumns } from "./r-session.mjs";
import { duration, machine, middle, ratio, table } from "./report.mjs";

const REPEATS = 5;
const VISITS = 8;
const SIZES = [1e3, 1e4, 1e5];
/** Patients above which the trace of all visits would fill the memory. */
const TRACED = 1e4;

const channels = { patient: "patient", day: "day", lesion: "lesion", role: "role", viable: "viable" };
const cases = [
  { name: "two targets", more: false, rows: false, spec: { ...channels, criteria: "mrecist" } },
  { name: "two targets, row objects", more: false, rows: true, spec: { ...channels, criteria: "mrecist" } },
  {
    name: "and a non-target, a thrombus",
    more: true,
    rows: false,
    spec: { ...channels, level: "level", criteria: "tki-i" },
  },
];
if (process.argv[2] === "--once") {
  console.log(JSON.stringify(once(cases[Number(process.argv[3])], Number(process.argv[4]))));
  process.exit();
}

const folder = mkdtempSync(join(tmpdir(), "hcc-bench-"));
const r = await openR("mrecist.R", "stats");
const rows = [];
try {
  for (const patients of SIZES) for (const one of cases) rows.push(await measure(one, patients));
} finally {
  r?.quit();
  rmSync(folder, { recursive: true });
}
const browser = await inBrowser();
const text = report();
console.log(text);
writeFileSync(new URL("mrecist-results.md", import.meta.url), text);

async function measure(one, patients) {
  const data = dataOf(one, patients);
  const spec = { ...one.spec, trace: false };
  let responses;
  const theirs = [];
  if (r !== null && !one.more && !one.rows) {
    const { patient, day, viable } = data;
    await r.ask(`load ${writeColumns(folder, [patient, day, viable])} ${day.length}`);
  }
  warmUp(() => assessResponses(data, spec));
  const seconds = [];
  for (let i = 0; i < REPEATS; i++) {
    if (r !== null && !one.more && !one.rows) {
      const [time, ...counts] = (await r.ask("time")).trim().split(" ").map(Number);
      theirs.push(time);
      if (i > 0 && String(counts) !== String(countsOf(responses))) throw new Error(`R counts ${counts} visits`);
    }
    responses = null;
    seconds.push(secondsOf(() => (responses = assessResponses(data, spec))));
  }
  responses = null;
  const traced =
    patients > TRACED ? [] : Array.from({ length: 3 }, () => secondsOf(() => assessResponses(data, one.spec)));
  const { stdout, stderr, status } = spawnSync(process.execPath, [
    process.argv[1],
    "--once",
    String(cases.indexOf(one)),
    String(patients),
  ]);
  if (status !== 0) throw new Error(String(stderr));
  console.error(`${one.name}, ${patients}: ${duration(seconds)}`);
  return { patients, one, seconds, traced, theirs, ...JSON.parse(String(stdout)) };
}

/** Time of the first call of this process, and the bytes that it adds to the most that the process has taken. */
function once(one, patients) {
  const data = dataOf(one, patients);
  const before = process.resourceUsage().maxRSS;
  const first = secondsOf(() => assessResponses(data, { ...one.spec, trace: false }));
  return { first, bytes: 1024 * (process.resourceUsage().maxRSS - before) };
}

/** Visits whose targets are CR, PR, SD and PD. */
function countsOf(responses) {
  const counts = { CR: 0, PR: 0, SD: 0, PD: 0 };
  for (const { visits } of responses) for (const { target } of visits) counts[target]++;
  return Object.values(counts);
}

function dataOf({ more, rows }, patients) {
  const columns = makeCourses(patients, VISITS, more);
  if (!rows) return columns;
  return Array.from(columns.day, (day, i) => ({
    patient: `P${columns.patient[i]}`,
    day,
    lesion: columns.lesion[i],
    role: columns.role[i],
    viable: columns.viable[i],
  }));
}

/** A page that has the built package, as a bundler puts it there; null where there is no browser. */
async function inBrowser() {
  const executablePath = process.env.CHROME_PATH ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    console.error(`no browser at ${executablePath}: set CHROME_PATH`);
    return null;
  }
  const { outputFiles } = await build({
    stdin: {
      contents: `import { assessResponses } from "@hcc/mrecist"; import { makeCourses } from "./courses.mjs";
        Object.assign(globalThis, { assessResponses, makeCourses });`,
      resolveDir: new URL(".", import.meta.url).pathname,
    },
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
    logLevel: "error",
  });
  const chrome = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await chrome.newPage();
    await page.addScriptTag({ content: outputFiles[0].text });
    const measured = [];
    for (const { name, more, spec } of cases.filter((one) => !one.rows)) {
      const milliseconds = await page.evaluate(
        ([call, patients, visits, lesions, repeats]) => {
          const data = globalThis.makeCourses(patients, visits, lesions);
          return Array.from({ length: repeats + 2 }, () => {
            const start = performance.now();
            globalThis.assessResponses(data, call);
            return performance.now() - start;
          });
        },
        [{ ...spec, trace: false }, SIZES.at(-1), VISITS, more, REPEATS],
      );
      const [first, , ...others] = milliseconds.map((it) => it / 1000);
      measured.push({ name, first, others });
    }
    return { version: chrome.version(), measured };
  } finally {
    await chrome.close();
  }
}

function warmUp(work) {
  for (let i = 0, start = performance.now(); i < 2 || performance.now() - start < 500; i++) work();
}

function secondsOf(work) {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

/** Log of the times' ratio by log of the patients' ratio. */
function power({ patients, one, seconds }) {
  const before = rows.find((row) => row.one === one && row.patients === patients / 10);
  return before === undefined ? "" : Math.log10(middle(seconds) / middle(before.seconds)).toFixed(2);
}

function report() {
  const { version } = JSON.parse(readFileSync(new URL("../packages/mrecist/package.json", import.meta.url), "utf8"));
  const parts = [
    "# Tumor response of many patients",
    `${new Date().toISOString().slice(0, 10)}, ${machine()}, ${r?.version ?? "R is missing: ours alone"}, @hcc/mrecist ${version}.`,
    `Made by \`npm run bench:mrecist\`: \`assessResponses\` with \`trace: false\` in one thread, the whole call from the table to the responses of all patients, median of ${REPEATS} (lowest to highest) after half a second and at least two calls to warm up; patients have a baseline and ${VISITS} visits. "Two targets" are columns (numbers in typed arrays) of one row per lesion and visit, judged by mRECIST; the same as an array of row objects; with a non-target lesion and a tumor thrombus with its level, by "tki-i". "First call" is that of a new process, memory the most that it adds to the data, garbage included. Growth is the power of n from a tenth of the patients. With \`trace: true\` (median of 3) every decision is explained, up to ${TRACED} patients.`,
    table(
      ["patients", "table", "rows", "whole call", "growth", "first call", "peak memory", "with trace"],
      rows.map((row) => [
        row.patients,
        row.one.name,
        row.patients * (VISITS + 1) * (row.one.more ? 4 : 2),
        duration(row.seconds),
        power(row),
        duration([row.first]).replace(/ \(.*/, ""),
        `${(row.bytes / 1e6).toFixed(0)} MB`,
        duration(row.traced),
      ]),
    ),
    "## Beside base R",
    "No package of R assesses response. The yardstick is what base R does with the same columns in vectorised code (`benchmarks/mrecist.R`): rows ordered by patient and day, sums by `rowsum`, percent change from baseline and from the running nadir (`pmin`), CR, PR, SD and PD by the thresholds in whole tenths of mm, and PD after CR. Both count the same visits of each response, which is checked. R checks nothing there, and has no missing lesions, other kinds of lesions, flags, best response, dates of progression or results by patient.",
    table(
      ["patients", "ours", "base R", "R / ours"],
      rows
        .filter(({ theirs }) => theirs.length > 0)
        .map((row) => [row.patients, duration(row.seconds), duration(row.theirs), ratio(row.theirs, row.seconds)]),
    ),
    "## In the browser",
    ...(browser === null
      ? ["Left out: there is no Chromium."]
      : [
          `Chromium ${browser.version}, ${SIZES.at(-1)} patients, in the main thread of a page, from columns: first call of the page, and median of ${REPEATS} after two calls.`,
          table(
            ["table", "first call", "whole call"],
            browser.measured.map(({ name, first, others }) => [
              name,
              duration([first]).replace(/ \(.*/, ""),
              duration(others),
            ]),
          ),
        ]),
  ];
  return `${parts.join("\n\n")}\n`;
}
