import { type CoxModel, coxph, type WeightedSurvival, weightedSurvival } from "@hcc/cox";
import { type Balance, type BalancingWeights, balance, balancingWeights } from "@hcc/psm";
import { type KaplanMeier, kaplanMeier, type LogRank, logRank } from "@hcc/survival";
import { channelsOf, PRIMARY_ENDPOINTS } from "./endpoints.js";
import { type MatchingResult, PROPENSITY_TERMS } from "./matching.js";
import { MONTHS } from "./milestones.js";
import type { StudyPatient } from "./patients.js";
import { TREATMENT_EFFECT } from "./regression.js";

/** A time to event of all patients; hazard ratios are TKI-I over TKI, without other covariates. */
interface WeightedEndpoint {
  readonly endpoint: (typeof PRIMARY_ENDPOINTS)[number];
  /** Every patient counts alike. */
  readonly unadjusted: CoxModel;
  /** With overlap weights, as what follows; standard errors are robust and take the weights as known. */
  readonly cox: CoxModel;
  readonly curves: KaplanMeier;
  readonly logRank: LogRank;
  /** Survival at fixed times; standard errors allow for the estimation of the score. */
  readonly effect: WeightedSurvival;
}

/** All patients by overlap weights, beside the matched cohort. */
export interface WeightingResult {
  readonly weights: BalancingWeights;
  /** Before matching, after it, and with overlap weights, the sample of that name. */
  readonly balance: Balance;
  readonly endpoints: readonly WeightedEndpoint[];
}

/** Name of the weighted sample. */
export const OVERLAP = "Overlap weights";

/** Overlap weights of all patients from the score of the matching, and what they say of the primary end points. */
export function analyseWeighting(
  patients: readonly StudyPatient[],
  { propensity, matching }: MatchingResult,
): WeightingResult {
  const overlap = balancingWeights(patients, { treatment: "treated", score: propensity.score, estimand: "overlap" });
  const { weights } = overlap;
  return {
    weights: overlap,
    balance: balance(patients, {
      treatment: "treated",
      covariates: PROPENSITY_TERMS,
      matching,
      samples: { [OVERLAP]: { weights } },
      denominator: "pooled",
    }),
    endpoints: PRIMARY_ENDPOINTS.map((endpoint) => {
      const channels = channelsOf(endpoint);
      const model = { ...channels, covariates: [TREATMENT_EFFECT], conventions: "spss" } as const;
      const weighted = { weights, weightType: "sampling" } as const;
      const by = ({ arm }: StudyPatient): string => arm;
      return {
        endpoint,
        unadjusted: coxph(patients, model),
        cox: coxph(patients, { ...model, ...weighted }),
        curves: kaplanMeier(patients, { ...channels, ...weighted, by }),
        logRank: logRank(patients, { ...channels, ...weighted, by }),
        effect: weightedSurvival(patients, {
          ...channels,
          treatment: by,
          control: "TKI",
          propensity: propensity.score,
          propensityCovariates: PROPENSITY_TERMS,
          population: "overlap",
          times: MONTHS,
        }),
      };
    }),
  };
}
