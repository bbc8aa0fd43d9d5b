import { writeFile } from "node:fs/promises";
import { assignCovariates } from "./assignment.js";
import { checkBaseline } from "./check.js";
import { completePatients } from "./complete.js";
import { drawExcluded } from "./excluded.js";
import type { Baseline } from "./patient.js";
import { random } from "./random.js";
import { drawValues } from "./values.js";

/** Seed of the committed `cohort/baseline.json`. */
export const SEED = 2;

/** Moves tried before the search gives up. */
export const STEPS = 2_000_000;

/**
 * Finds a baseline of the synthetic cohort that meets the published aggregates.
 *
 * 48 + 48 patients are designated as matched in advance, so that every count of Table 1 is exact in both cohorts by
 * construction. First the quantitative values are drawn until medians, ranges and Mann-Whitney P are the printed ones
 * ({@link drawValues}); then covariates are exchanged among the patients of a cell until the matching on the propensity score
 * selects the designated patients ({@link assignCovariates}); then the characteristics outside the model are added.
 * The same seed gives the same cohort in every engine.
 */
export function searchBaseline(options: {
  readonly seed: number;
  readonly steps: number;
  readonly progress?: (line: string) => void;
}): Baseline {
  const source = random(options.seed);
  const values = drawValues(source);
  const covariates = assignCovariates(values, source, options);
  return {
    note: "Synthetic cohort, calibrated to published aggregates; no patient data.",
    seed: options.seed,
    patients: completePatients(covariates, values[4]!, source),
    excluded: drawExcluded(source),
  };
}

/** Runs the search with the committed seed (or the one given), writes `cohort/baseline.json` and reports what it reached. */
export async function run(args: readonly string[]): Promise<void> {
  const baseline = searchBaseline({
    seed: Number(args[0] ?? SEED),
    steps: Number(args[1] ?? STEPS),
    progress: (line) => console.log(line),
  });
  const { differences, pValues } = checkBaseline(baseline);
  for (const p of pValues) console.log(`${p.name}, ${p.cohort}: P ${p.ours.toFixed(4)}, printed ${p.printed}`);
  console.log(differences.length === 0 ? "no difference from the published baseline" : differences.join("\n"));
  await writeFile(new URL("../baseline.json", import.meta.url), `${JSON.stringify(baseline, null, 2)}\n`);
}
