import type { Design, Warning } from "@hcc/data";
import type { PropensityMethod } from "../score-types.js";
import { describeSeparation } from "./describe-separation.js";
import type { ScoreFit } from "./score-fit.js";
import type { Standardized } from "./standardise.js";

/** What a reader must know of columns without coefficient, of separation, and of a maximum that was not reached. */
export function scoreWarnings(
  design: Design,
  { kept, aliased, constant, rows: { y } }: Standardized,
  fit: ScoreFit,
  likelihood: Pick<ScoreFit, "status" | "directions">,
  method: PropensityMethod,
): Warning[] {
  const warnings: Warning[] = aliased.map((j) => {
    const { name } = design.columns[j]!;
    const why = constant.has(j) ? "is constant" : "depends on columns listed before it";
    return { code: "aliased", term: name, message: `"${name}" ${why} and has no coefficient` };
  });
  if (likelihood.directions.length > 0) {
    const complete = likelihood.status === "complete-separation";
    const involved = kept.filter((_, c) => likelihood.directions.some((d) => Math.abs(d[c + 1]!) > 1e-7));
    const remedy =
      fit !== likelihood
        ? `${complete ? "every score is" : "its coefficient is"} finite only by the penalty of "${method}"`
        : complete
          ? 'no score exists; leave the variable out, merge its levels, or use method: "firth"'
          : 'its coefficient is infinite; merge its levels, leave it out, or use method: "firth"';
    for (const { term, message } of describeSeparation(design, y, involved)) {
      const code = complete ? "complete-separation" : "quasi-separation";
      warnings.push({ code, term, message: `${message}: ${remedy}` });
    }
  }
  if (fit.status === "not-converged") {
    warnings.push({ code: "not-converged", message: "the likelihood was still rising after the last iteration" });
  }
  return warnings;
}
