import type { BalanceTableFigure, BalanceTableInput } from "../balance-table.js";

const DIVISORS: Readonly<Record<string, string>> = {
  "treated-sd": "the standard deviation of the treated",
  "control-sd": "the standard deviation of the controls",
  "pooled-sd": "the pooled standard deviation of the groups",
  "all-sd": "the standard deviation of all rows",
  "hedges-sd": "the standard deviation pooled by degrees of freedom, corrected for small samples",
  "weighted-sd": "the standard deviation of all rows under the weights of the adjusted sample",
};

/** What the figures of a balance table are, and by what its differences were divided. */
export function balanceNotes(
  balance: BalanceTableInput,
  figures: readonly BalanceTableFigure[],
  [treated, control]: readonly [string, string],
): string[] {
  const used = new Set(
    balance.rows.flatMap(({ before, after, samples }) =>
      [before, ...(after === null ? [] : [after]), ...Object.values(samples)].map(({ formula }) => formula),
    ),
  );
  const notes: string[] = [];
  if (figures.includes("smd")) {
    const own = [...used].some((formula) => formula.startsWith("adjusted-"));
    const when = own ? ", in each sample" : used.has("weighted-sd") ? "" : " before adjustment";
    const divisors = new Set([...used].map((formula) => DIVISORS[formula.replace(/^adjusted-/, "")]));
    const by = [...divisors]
      .filter((divisor) => divisor !== undefined)
      .map((divisor) => `, divided by ${divisor}${when}`);
    notes.push(`SMD: standardized mean difference, ${treated} minus ${control}${by.join("; ")}.`);
    if (used.has("raw")) notes.push("Differences of proportions are not divided.");
    const [factor] = balance.factors;
    if (factor !== undefined) {
      const covariance = factor.covarianceOf === "each" ? "of each sample" : "before adjustment";
      notes.push(`Factors: distance over all levels (Yang and Dalton), with the covariance ${covariance}.`);
    }
  }
  if (figures.includes("varianceRatio")) notes.push(`Variance ratio: ${treated} over ${control}.`);
  if (figures.includes("ks")) notes.push("KS: largest distance between the distribution functions.");
  return notes;
}
