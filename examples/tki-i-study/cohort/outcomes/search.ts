import { readFile, writeFile } from "node:fs/promises";
import type { Baseline } from "../baseline/patient.js";
import type { Outcomes } from "./outcome.js";
import { searchCost, searchOutcomes } from "./search-outcomes.js";

/** Seed of the committed outcomes. */
const SEED = 1;

/**
 * Searches the outcomes for `cohort/baseline.json` and writes `cohort/outcomes.json`; about a minute.
 * `npm run cohort:search -- outcomes [seed]`
 */
export async function run(args: readonly string[]): Promise<void> {
  const seed = args[0] === undefined ? SEED : Number(args[0]);
  if (!Number.isInteger(seed)) throw new Error(`the seed is ${args[0]}: give a whole number`);
  const cohort = new URL("../", import.meta.url);
  const baseline = JSON.parse(await readFile(new URL("baseline.json", cohort), "utf8")) as Baseline;
  const { outcomes, figures } = searchOutcomes(baseline, seed, { slots: 60_000, assignment: 12_000 });
  await writeFile(new URL("outcomes.json", cohort), toText(outcomes));
  const off = figures.filter(({ value, target, unit }) => Math.abs(value - target) > 1.5 * unit);
  process.stdout.write(
    `cost ${searchCost(figures).toFixed(1)}, ${off.length} of ${figures.length} figures off target\n`,
  );
  for (const { name, value, target } of off)
    process.stdout.write(`  ${name}: ${value.toFixed(3)}, target ${target.toFixed(3)}\n`);
}

/** JSON as the formatter of the repository writes it: what fits into 120 columns stands on one line. */
function toText(result: Outcomes): string {
  const inline = (value: unknown): string =>
    Array.isArray(value)
      ? `[${value.map(inline).join(", ")}]`
      : value !== null && typeof value === "object"
        ? `{ ${Object.entries(value)
            .map(([key, item]) => `"${key}": ${inline(item)}`)
            .join(", ")} }`
        : JSON.stringify(value);
  const property = ([key, value]: [string, unknown]): string => {
    const line = `      "${key}": ${inline(value)},`;
    return line.length <= 120 || !Array.isArray(value)
      ? line.slice(0, -1)
      : `      "${key}": [\n${value.map((item) => `        ${inline(item)}`).join(",\n")}\n      ]`;
  };
  const patients = result.outcomes.map(
    (outcome) => `    {\n${Object.entries(outcome).map(property).join(",\n")}\n    }`,
  );
  const { note, seed } = result;
  return `{\n  "note": ${JSON.stringify(note)},\n  "seed": ${seed},\n  "outcomes": [\n${patients.join(",\n")}\n  ]\n}\n`;
}
