import { type CoxModel, coxph } from "@hcc/cox";
import type { BestResponse } from "@hcc/mrecist";
import { type Matching, pairedValues } from "@hcc/psm";
import { type McNemar, mcNemar, type SignedRank, signedRank } from "@hcc/stats";
import { type LogRank, logRank } from "@hcc/survival";
import { channelsOf, PRIMARY_ENDPOINTS } from "./endpoints.js";
import { COMPONENTS, type Component, type StudyPatient } from "./patients.js";
import { TREATMENT_EFFECT } from "./regression.js";

/** A rate of response within the pairs whose members both have the component. */
interface PairedRate {
  readonly component: Component;
  readonly rate: "orr" | "dcr";
  /** Pairs by the answer of TKI-I (rows) and of TKI (columns), yes first. */
  readonly table: readonly (readonly number[])[];
  readonly test: McNemar;
}

/** A time to event in the matched cohort; hazard ratios are TKI-I over TKI, without other covariates. */
interface PairedSurvival {
  readonly endpoint: (typeof PRIMARY_ENDPOINTS)[number];
  /** Pairs are strata. */
  readonly stratifiedLogRank: LogRank;
  /** Arms as independent samples. */
  readonly cox: CoxModel;
  /** The same estimate with a standard error that allows for likeness within pairs. */
  readonly clusteredCox: CoxModel;
  /** Hazards compared within pairs only. */
  readonly stratifiedCox: CoxModel;
}

/** Analyses that keep the pairs together; those that take the arms for independent samples are in the matched cohort. */
export interface PairedResult {
  readonly rates: readonly PairedRate[];
  readonly tkiMonths: SignedRank;
  readonly survival: readonly PairedSurvival[];
}

const COUNTED: Readonly<Record<PairedRate["rate"], readonly BestResponse[]>> = {
  orr: ["CR", "PR"],
  dcr: ["CR", "PR", "SD", "NON-CR/NON-PD"],
};

/** Paired analyses of a matching of `patients`. */
export function analysePaired(patients: readonly StudyPatient[], matching: Matching): PairedResult {
  const pair = matching.subclass!;
  const rate = (component: Component, name: PairedRate["rate"]): PairedRate => {
    const { treated, control } = pairedValues(
      patients,
      matching,
      ({ response: { best } }) => (best[component] === null ? null : Number(COUNTED[name].includes(best[component]))),
      { missing: "omit" },
    );
    const pairs = (a: number, b: number): number =>
      treated.reduce((sum, own, i) => sum + (own === a && control[i] === b ? 1 : 0), 0);
    const table = [1, 0].map((a) => [pairs(a, 1), pairs(a, 0)]);
    return { component, rate: name, table, test: mcNemar(table, { conventions: "spss" }) };
  };
  const bothHave = (component: Component): boolean =>
    matching.pairs.some(({ treated, control }) =>
      [treated, control].every((row) => patients[row]!.response.best[component] !== null),
    );
  const months = pairedValues(patients, matching, "tkiMonths");
  return {
    rates: COMPONENTS.filter(bothHave).flatMap((component) => [rate(component, "orr"), rate(component, "dcr")]),
    tkiMonths: signedRank(months.treated, months.control, { conventions: "spss" }),
    survival: PRIMARY_ENDPOINTS.map((endpoint) => {
      const channels = { ...channelsOf(endpoint), where: (_: StudyPatient, row: number) => pair[row]! >= 0 };
      const model = { ...channels, covariates: [TREATMENT_EFFECT], conventions: "spss" } as const;
      return {
        endpoint,
        stratifiedLogRank: logRank(patients, { ...channels, by: ({ arm }) => arm, strata: pair }),
        cox: coxph(patients, model),
        clusteredCox: coxph(patients, { ...model, cluster: pair }),
        stratifiedCox: coxph(patients, { ...model, strata: pair }),
      };
    }),
  };
}
