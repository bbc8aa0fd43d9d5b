import { regressionTable, responseTable, safetyTable, survivalTable, type Table } from "@hcc/tables";
import { ARMS, CHARACTERISTICS, levelLabel } from "../../analysis/characteristics.js";
import { ENDPOINT_LABELS, type EndpointResult } from "../../analysis/endpoints.js";
import type { CohortResult, Study } from "../../study.js";

/** Medians with both conventions for one cohort. */
export function endpointTable(name: string, endpoints: readonly EndpointResult[], conventions: "spss" | "r"): Table {
  return survivalTable(
    endpoints.map((result) => ({
      label: ENDPOINT_LABELS[result.endpoint],
      curves: ordered(result[conventions].curves),
      logRank: result.logRank,
    })),
    {
      title: `${name}: medians by the conventions of ${conventions === "spss" ? "SPSS (as the paper)" : "R"}`,
      notes: [
        conventions === "spss"
          ? "Median: first time with S(t) ≤ 0.5; interval: estimate ± 1.96 SE of SPSS."
          : "Median: midpoint where the curve is flat at 0.5; interval: inversion of the log-transformed band (Brookmeyer-Crowley).",
      ],
    },
  );
}

/** Curves in the order TKI-I, TKI. */
export function ordered<Curve extends { readonly group: string | null }>(curves: readonly Curve[]): Curve[] {
  const place = ({ group }: Curve): number => ARMS.indexOf(group as (typeof ARMS)[number]);
  return [...curves].sort((a, b) => place(a) - place(b));
}

/** Table S1: univariable and multivariable Cox regression. */
export function regressionOf(study: Study, endpoint: "os" | "overall"): Table {
  const screen = study.matched.regression[endpoint];
  return regressionTable(
    { univariable: screen.univariable.map(({ model }) => model), multivariable: screen.multivariable },
    {
      title: `Table S1${endpoint === "os" ? "a" : "b"}. Cox regression, matched cohort: ${endpoint === "os" ? "overall survival" : "time to progression of the overall tumor"}`,
      labels: { arm: "Treatment", ...Object.fromEntries(CHARACTERISTICS.map(({ key, label }) => [key, label])) },
      levelLabels: Object.fromEntries(
        CHARACTERISTICS.map((characteristic) => [
          characteristic.key,
          Object.fromEntries(characteristic.levels.map((level) => [level, levelLabel(characteristic, level)])),
        ]),
      ),
      digits: 3,
      notes: [
        "Ties by Breslow. Variables with P < 0.10 in the univariable analysis (Wald test) entered the multivariable analysis.",
      ],
    },
  );
}

/** Table 2 or S2: best response by component. */
export function responseOf(title: string, cohort: CohortResult): Table {
  return responseTable(cohort.response, { title });
}

/** Table S3: adverse events by term. */
export function safetyOf(study: Study): Table {
  return safetyTable(study.safety.events, { title: "Table S3. Treatment-related adverse events, total cohort" });
}
