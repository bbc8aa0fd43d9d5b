// Mutation testing of the response rules and liver scores: every comparison, && and ||, number, true and false is changed
// in turn, and the tests have to notice. Not part of CI (see CONTRIBUTING.md).
//
//   npm run test:mutations                       all files
//   npm run test:mutations -- --file target.ts   one of them; may be repeated
//   npm run test:mutations -- --only "target.ts:83"   mutants whose line of the report begins so; may be repeated
//   npm run test:mutations -- --jobs 2           in so many threads (default 1)
//   npm run test:mutations -- --verbose          with the test that finds each mutant
//
// The sources are bundled once with every mutation behind a switch, and a mutant is tried by the tests that reach it, up to
// the first failure. One that loops for ever is told by the turns of its loops, not by a clock, and counted apart.
// Survivors that no test can tell from the original are listed in mutate-mrecist.json with the reason.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";

const words = (text) => text.split(" ");
const GROUPS = [
  {
    files: [
      ...words(
        "target thrombus thrombus-state levels new-lesions non-target disease overall-table best-response immune",
      ),
      ...words(
        "immune-inputs lesion read-cell tenths engine outcome visit-flags warnings course-warnings series check-course profiles resolve-profile",
      ),
    ].map((name) => `internal/${name}.ts`),
    tests: [
      ...words(
        "oracle-findings best-response overall criteria who levels input-rules engine-limits rule-limits oracle bad-input",
      ),
      ...words(
        "assess-responses thrombus target properties oracle-invariance rules-target warnings bad-input-messages",
      ),
    ],
  },
  {
    files: words(
      "internal/thresholds internal/responses response-durations response-rates response-agreement threshold-distances",
    ).map((name) => `${name}.ts`),
    tests: words(
      "target thrombus best-response overall criteria rule-limits derivations response-rates derivation-limits response-durations",
    ),
  },
  {
    files: words(
      "albi child-pugh bclc cnlc-stage internal/liver-stage hap-score up-to-seven six-and-twelve tace-refractoriness",
    ).map((it) => `${it}.ts`),
    tests: ["liver-scores", "liver-limits", "cnlc-stage"],
  },
];

const { values } = parseArgs({
  options: {
    file: { type: "string", multiple: true },
    only: { type: "string", multiple: true },
    jobs: { type: "string", default: "1" },
    verbose: { type: "boolean" },
  },
});
const equivalent = JSON.parse(readFileSync(new URL("mutate-mrecist.json", import.meta.url), "utf8"));
const chosen = values.file ?? values.only?.map((text) => text.split(":")[0]);
const known = GROUPS.flatMap(({ files }) => files.map((file) => basename(file)));
for (const file of [...(chosen ?? []), ...Object.keys(equivalent)]) {
  if (!known.includes(file)) throw new Error(`there is no file ${file}: ${known.join(", ")}`);
}
const jobs = Number(values.jobs);
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;
const start = performance.now();
let faults = 0;
const fault = (text) => {
  faults++;
  console.log(text);
};
const totals = { killed: 0, endless: 0, equivalent: 0 };

for (const { files, tests } of GROUPS) {
  const own = files.filter((file) => chosen === undefined || chosen.includes(basename(file)));
  if (own.length === 0) continue;
  const counts = new Map(
    own.map((file) => [basename(file), { killed: 0, endless: 0, equivalent: 0, milliseconds: 0, keys: new Set() }]),
  );
  const take = ({ file, line, key, verdict, at, message, milliseconds }) => {
    const text = `${file}:${line} ${key}`;
    const count = counts.get(file);
    const reason = equivalent[file]?.[key];
    count.milliseconds += milliseconds;
    count.keys.add(key);
    if (verdict === "survived") {
      if (reason === undefined) fault(`survived ${text}${at === "" ? "" : ` (${at})`}`);
      else count.equivalent++;
      return;
    }
    if (verdict === "undecided") return fault(`no verdict in time: ${text}, in "${at}"`);
    count[verdict]++;
    if (reason !== undefined) fault(`listed as equivalent but found: ${text}, by "${at}"`);
    if (verdict === "endless") console.log(`loops for ever: ${text}`);
    else if (values.verbose) console.log(`killed ${text}: "${at}": ${message.split("\n")[0]}`);
  };
  await Promise.all(
    Array.from({ length: jobs }, (_, part) => {
      const workerData = { files: own, tests, part, parts: jobs, wanted: values.only };
      const worker = new Worker(new URL("mutate-mrecist-run.mjs", import.meta.url), { workerData });
      return new Promise((resolve, reject) => {
        worker.on("message", (it) => {
          if (it.ready === undefined) take(it);
          else if (part === 0)
            console.log(`${it.ready} mutants; the tests are ready after ${seconds(performance.now() - start)}`);
        });
        worker.on("error", reject);
        worker.on("exit", resolve);
      });
    }),
  );
  for (const [file, { keys, milliseconds, ...count }] of counts) {
    for (const kind of Object.keys(totals)) totals[kind] += count[kind];
    const { killed, endless, equivalent: same } = count;
    const other = keys.size - killed - endless - same;
    console.log(
      `${file}: ${keys.size} mutants, ${killed} killed, ${endless} endless, ${same} equivalent, ${other} others, ${seconds(milliseconds)}`,
    );
    if (values.only !== undefined) continue;
    for (const key of Object.keys(equivalent[file] ?? {})) {
      if (!keys.has(key)) fault(`listed as equivalent but no mutant: ${file} ${key}`);
    }
  }
}
console.log(
  `in all: ${totals.killed} killed, ${totals.endless} endless, ${totals.equivalent} equivalent, ${faults} faults, ${seconds(performance.now() - start)}`,
);
if (faults > 0) process.exitCode = 1;
