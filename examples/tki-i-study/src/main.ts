import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { toJson } from "@hcc/data";
import { parseHTML } from "linkedom";
import { compareWithPublished, publishedPairs } from "./compare/compare-with-published.js";
import { type Comparison, countAgreement } from "./compare/comparison.js";
import { readRecords } from "./records/read-records.js";
import { RecordsError } from "./records/records-error.js";
import { RECORD_FILES } from "./records/types.js";
import { drawFigures } from "./report/figures.js";
import { reportPage } from "./report/page.js";
import type { Provenance } from "./report/provenance.js";
import { runStudy } from "./study.js";
import { readDescription } from "./study-description.js";

const USAGE = `usage: npm run study [-- --records <folder> --out <folder>]
  --records  folder with patients.csv, treatment.csv, imaging.csv, follow-up.csv, adverse-events.csv
             (see examples/tki-i-study/records/README.md) and, if you like, study.json
  --out      where the report goes; made when it is not there`;

const home = new URL("..", import.meta.url).pathname;
// npm runs the script in the folder of the example; paths on the command line are meant from where the user stands.
const from = process.env["INIT_CWD"] ?? process.cwd();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { records: { type: "string" }, out: { type: "string" }, help: { type: "boolean" } },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const folder = values.records === undefined ? join(home, "records") : resolve(from, values.records);
  const out = values.out === undefined ? join(home, "report") : resolve(from, values.out);
  let last = performance.now();
  const progress = (step: string): void => {
    const now = performance.now();
    console.log(`${((now - last) / 1000).toFixed(1).padStart(5)} s  ${step}`);
    last = now;
  };

  const description = readDescription(folder);
  progress(`Records of ${folder}`);
  const records = await readRecords(folder, { cutOffDate: description.cutOffDate });
  for (const { file, column } of records.ignoredColumns) console.log(`         ${file}: column ${column} is not used`);
  const published: unknown =
    description.published === null ? null : JSON.parse(readFileSync(join(folder, description.published), "utf8"));
  const study = runStudy(records, progress, publishedPairs(published));
  const comparisons = published === null ? null : compareWithPublished(study, published);

  progress("Figures");
  const { document } = parseHTML("<html></html>") as unknown as { document: Document };
  const figures = drawFigures(study, document, description.note);
  progress("Report");
  const provenance = provenanceOf(folder, description.cutOffDate);
  const page = reportPage({ ...description, study, figures, comparisons, provenance });
  mkdirSync(join(out, "figures"), { recursive: true });
  writeFileSync(join(out, "index.html"), page);
  for (const { name, wide } of figures) writeFileSync(join(out, "figures", `${name}.svg`), wide);
  writeFileSync(
    join(out, "results.json"),
    `${toJson({ note: description.note, provenance, published: comparisons, study }, 1)}\n`,
  );
  if (comparisons !== null) printComparison(comparisons);
  console.log(`\nReport: ${join(out, "index.html")}`);
}

function provenanceOf(folder: string, cutOffDate: string): Provenance {
  const hash = createHash("sha256");
  for (const file of RECORD_FILES) hash.update(readFileSync(join(folder, file)));
  const packages = ["data", "numerics", "stats", "survival", "cox", "psm", "mrecist", "safety", "tables", "plots"].map(
    (name) => {
      const path = new URL(`../../../packages/${name}/package.json`, import.meta.url);
      return { name: `@hcc/${name}`, version: (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version };
    },
  );
  return { cutOffDate, packages, node: process.versions.node, inputHash: hash.digest("hex") };
}

function printComparison(comparisons: readonly Comparison[]): void {
  console.log("\nPublished beside ours (= as printed, ≠ ours differs)");
  let section = "";
  for (const line of comparisons) {
    if (line.section !== section) console.log(`\n${(section = line.section)}`);
    const values = line.groups.flatMap((group) => group.values);
    const same = values.every(({ agrees }) => agrees);
    const texts = (key: "publishedText" | "oursText"): string =>
      line.groups.map((group) => group.values.map((value) => value[key]).join(" ")).join(" / ");
    console.log(`  ${same ? "=" : "≠"} ${line.item}: ${texts("publishedText")}`);
    if (!same) console.log(`    ${" ".repeat(line.item.length - 4)}ours: ${texts("oursText")}`);
  }
  const { met, all } = countAgreement(comparisons);
  console.log(`\n${met} of ${all} published figures are met as printed.`);
}

main().catch((error: unknown) => {
  const known =
    error instanceof RecordsError ||
    (error as Error).name === "HccInputError" ||
    (error as Error).name === "DescriptionError";
  if (known) console.error(`\n${(error as Error).message}`);
  else if ((error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS"))
    console.error(`${(error as Error).message}\n\n${USAGE}`);
  else throw error;
  process.exitCode = 1;
});
