import { InputError } from "@hcc/data";
import type { CoxScreen } from "./cox-screen.js";
import type { FineGrayModel } from "./fine-gray.js";
import type { SubgroupHazardRatios, SubgroupRow } from "./subgroup-hazard-ratios.js";
import type { CoxCoefficient, CoxModel } from "./types.js";

/** One hazard ratio with what a table or a plot says about it. */
export interface HazardRatioRow
  extends Pick<
    CoxCoefficient,
    "estimate" | "standardError" | "hazardRatio" | "lower" | "upper" | "pValue" | "pValueMethod"
  > {
  /** The model of a screen; null where there is one only. */
  readonly model: "univariable" | "multivariable" | null;
  /** Unique among the rows of a model: of the coefficient, for example "childPugh=B"; of a subgroup; "overall". */
  readonly name: string;
  /** Name of the term or of the subgroup's term; null for all rows of a subgroup analysis together. */
  readonly term: string | null;
  /** Level of a factor or subgroup; null for a number. */
  readonly level: string | null;
  /** What the hazard ratio compares with: the reference level of a factor, in subgroups the control arm; else null. */
  readonly reference: string | null;
  /** Rows of the model, or of the subgroup. */
  readonly n: number;
  /** Events of the model, or of the subgroup. */
  readonly events: number;
  /** P of the interaction of treatment and subgroup; null elsewhere. */
  readonly pInteraction: number | null;
  readonly status: CoxCoefficient["status"] | SubgroupRow["status"];
  /** Level of the confidence limits. */
  readonly confidenceLevel: number;
}

/**
 * The hazard ratios of a result as flat rows, as R's `broom::tidy(fit, exponentiate = TRUE, conf.int = TRUE)`.
 *
 * A model gives a row per coefficient; a screen those of its univariable models, then those of the multivariable one; subgroups
 * first all rows together, then a row per level. The columns of a spline have a row each, whose ratio means nothing alone: see
 * `hazardRatioCurve`.
 *
 * @param result what `coxph`, `fineGray`, `coxScreen` or `subgroupHazardRatios` returns.
 * @throws InputError for anything else.
 *
 * @example
 * ```ts
 * import { coxph, hazardRatioRows } from "@hcc/cox";
 * const rows = Array.from({ length: 60 }, (_, i) => ({
 *   t: 1 + ((i * 37) % 61) / (1 + (i % 2)), d: i % 5 > 0, arm: i % 2 ? "B" : "A", age: 40 + ((i * 7) % 30),
 * }));
 * const flat = hazardRatioRows(coxph(rows, { time: "t", event: "d", covariates: ["arm", "age"] }));
 * flat.map((d) => [d.term, d.level, d.reference]); // => [["arm", "B", "A"], ["age", null, null]]
 * flat[0].hazardRatio > flat[0].lower; // => true
 * flat[0].events; // => 48
 * ```
 */
export function hazardRatioRows(result: CoxModel | FineGrayModel | CoxScreen | SubgroupHazardRatios): HazardRatioRow[] {
  switch ((result as typeof result | null | undefined)?.kind) {
    case "cox-model":
    case "fine-gray-model":
      return ofModel(result as CoxModel, null);
    case "cox-screen": {
      const { univariable, multivariable } = result as CoxScreen;
      const alone = univariable.flatMap(({ model }) => ofModel(model, "univariable"));
      return multivariable === null ? alone : [...alone, ...ofModel(multivariable, "multivariable")];
    }
    case "subgroup-hazard-ratios":
      return ofSubgroups(result as SubgroupHazardRatios);
    default:
      throw new InputError(
        "option",
        "hazardRatioRows: the result has no hazard ratios: give that of coxph, fineGray, coxScreen or subgroupHazardRatios",
      );
  }
}

function ofModel(
  {
    coefficients,
    terms,
    n,
    events,
    level: confidenceLevel,
  }: Pick<CoxModel, "coefficients" | "terms" | "n" | "events" | "level">,
  model: HazardRatioRow["model"],
): HazardRatioRow[] {
  return coefficients.map((c) => {
    const parts = terms.find(({ name }) => name === c.term)!.parts;
    const [part] = parts;
    const reference = parts.length === 1 && part!.type === "factor" ? part!.reference : null;
    const { name, term, level, estimate, standardError, hazardRatio, lower, upper, pValue, pValueMethod, status } = c;
    const numbers = { estimate, standardError, hazardRatio, lower, upper, pValue, pValueMethod };
    return { model, name, term, level, reference, ...numbers, n, events, pInteraction: null, status, confidenceLevel };
  });
}

function ofSubgroups(result: SubgroupHazardRatios): HazardRatioRow[] {
  const { overall, rows, interactions, arms, level: confidenceLevel } = result;
  return [overall, ...rows].map((row) => {
    const { subgroup: term, level, n, events, status } = row;
    const { estimate, standardError, hazardRatio, lower, upper, pValue, pValueMethod } = row;
    const numbers = { estimate, standardError, hazardRatio, lower, upper, pValue, pValueMethod };
    const name = term === null ? "overall" : `${term}=${level}`;
    const pInteraction = interactions.find(({ subgroup }) => subgroup === term)?.test?.pValue ?? null;
    const reference = arms[0];
    return {
      model: null,
      name,
      term,
      level,
      reference,
      ...numbers,
      n,
      events,
      pInteraction,
      status,
      confidenceLevel,
    };
  });
}
