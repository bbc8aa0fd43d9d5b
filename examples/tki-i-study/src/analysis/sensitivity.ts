import { type CoxCoefficient, coxph } from "@hcc/cox";
import {
  type EValue,
  eValue,
  type LeaveOneCovariateOut,
  leaveOneCovariateOut,
  type RosenbaumBounds,
  rosenbaumBounds,
  type TippingPoint,
  tippingPoint,
} from "@hcc/psm";
import { channelsOf, PRIMARY_ENDPOINTS } from "./endpoints.js";
import { CALIPER, type MatchingResult, PROPENSITY_TERMS } from "./matching.js";
import type { PairedResult } from "./paired.js";
import type { StudyPatient } from "./patients.js";
import { TREATMENT_EFFECT } from "./regression.js";
import type { WeightingResult } from "./weighting.js";

/** How strong something that was not measured must be to explain the effect on one end point. */
export interface EndpointSensitivity {
  readonly endpoint: (typeof PRIMARY_ENDPOINTS)[number];
  readonly eValue: { readonly matched: EValue; readonly weighted: EValue };
  /** Paired Prentice-Wilcoxon test. */
  readonly bounds: RosenbaumBounds;
  /** By which member of the pair had the event first. */
  readonly signs: RosenbaumBounds;
  /** Log hazard ratios, TKI-I over TKI, in the matched cohort. */
  readonly leaveOneOut: LeaveOneCovariateOut;
  /** Hazard ratios of a hidden factor that would explain the effect away, one per `hidden` of the result. */
  readonly tipping: readonly TippingPoint[];
}

/** Shares of the arms that have a hidden factor. */
export interface HiddenFactor {
  readonly prevalenceTreated: number;
  readonly prevalenceControl: number;
  /** The measured covariate that is as unequal before matching; null where the shares are assumed. */
  readonly like: string | null;
}

/** Sensitivity of the primary end points to what was not measured. */
export interface SensitivityResult {
  readonly hidden: readonly HiddenFactor[];
  readonly endpoints: readonly EndpointSensitivity[];
}

/** E-values, Rosenbaum bounds, the effect without each covariate, and tipping points. */
export function analyseSensitivity(
  patients: readonly StudyPatient[],
  { matching, balance }: MatchingResult,
  paired: PairedResult,
  weighting: WeightingResult,
): SensitivityResult {
  const twoLevels = balance.rows.filter(({ type }) => type === "binary");
  const unequal = twoLevels.reduce((a, b) => (Math.abs(b.before.smd) > Math.abs(a.before.smd) ? b : a));
  const hidden: readonly HiddenFactor[] = [
    {
      prevalenceTreated: unequal.before.meanTreated,
      prevalenceControl: unequal.before.meanControl,
      like: unequal.name,
    },
    { prevalenceTreated: 0.1, prevalenceControl: 0.6, like: null },
  ];
  return {
    hidden,
    endpoints: PRIMARY_ENDPOINTS.map((endpoint, i) => {
      const channels = channelsOf(endpoint);
      const pairs = { pairs: matching.pairs, time: channels.time, event: channels.event };
      const matched = ratioOf(paired.survival[i]!.cox.coefficients[0]!);
      const common = { measure: "hazard-ratio", outcome: "common" } as const;
      return {
        endpoint,
        eValue: {
          matched: eValue(matched, common),
          weighted: eValue(ratioOf(weighting.endpoints[i]!.cox.coefficients[0]!), common),
        },
        bounds: rosenbaumBounds(patients, pairs),
        signs: rosenbaumBounds(patients, { ...pairs, scores: "sign" }),
        leaveOneOut: leaveOneCovariateOut(patients, {
          treatment: "treated",
          covariates: PROPENSITY_TERMS,
          matching: { caliper: CALIPER },
          denominator: "pooled",
          estimate: (rows) =>
            coxph(rows, { ...channels, covariates: [TREATMENT_EFFECT], conventions: "spss" }).coefficients[0]!.estimate,
        }),
        tipping: hidden.map(({ prevalenceTreated, prevalenceControl }) =>
          tippingPoint(matched, { prevalenceTreated, prevalenceControl }),
        ),
      };
    }),
  };
}

function ratioOf({ hazardRatio, lower, upper }: CoxCoefficient): {
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
} {
  return { estimate: hazardRatio, lower, upper };
}
