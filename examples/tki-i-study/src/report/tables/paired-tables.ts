import type { CoxModel } from "@hcc/cox";
import { formatCountPercent, formatNumber, formatP, formatRatio, type Table } from "@hcc/tables";
import { ARMS } from "../../analysis/characteristics.js";
import { ENDPOINT_LABELS } from "../../analysis/endpoints.js";
import type { Study } from "../../study.js";

const COMPONENT_LABELS = { overall: "overall", intrahepatic: "intrahepatic", thrombus: "tumor thrombus" } as const;
const RATE_LABELS = { orr: "Objective response", dcr: "Disease control" } as const;

/** Response and TKI duration of the matched cohort: P of independent arms beside P within pairs. */
export function pairedOutcomeTable({ matched, paired }: Study): Table {
  const rates = paired.rates.map(({ component, rate, test }) => {
    const { groups, comparison } = matched.response.find((own) => own.component === component)!;
    const counts = ARMS.map((arm) => {
      const { n, responders, controlled } = groups.find(({ group }) => group === arm)!;
      return formatCountPercent(rate === "orr" ? responders : controlled, n);
    });
    return [
      `${RATE_LABELS[rate]}, ${COMPONENT_LABELS[component]}`,
      ...counts,
      formatP(comparison?.[rate].test.pValue),
      ...[test.n, ...test.discordant].map(String),
      formatP(test.pValue),
    ];
  });
  const { tkiMonths, tkiMonthsTest } = matched.exposure;
  const { n, pValue } = paired.tkiMonths;
  const months = [
    "TKI duration (months), median",
    ...tkiMonths.map(({ median }) => formatNumber(median, 1)),
    formatP(tkiMonthsTest.pValue),
    ...[n.pairs, n.positive, n.negative].map(String),
    formatP(pValue),
  ];
  const column = (key: string, label: string, group?: string): Table["columns"][number] => ({
    key,
    label,
    align: "right",
    ...(group !== undefined && { group }),
  });
  return {
    kind: "table",
    version: 1,
    title: "Response and duration of TKI, matched cohort: independent arms and pairs",
    columns: [
      { key: "outcome", label: "Outcome", align: "left" },
      ...ARMS.map((arm, i) => column(arm, `${arm}\n(n = ${matched.n[i]})`, "Independent arms, as the paper")),
      column("independent", "P", "Independent arms, as the paper"),
      column("pairs", "Pairs", "Within pairs"),
      column("first", "TKI-I\nbetter", "Within pairs"),
      column("second", "TKI\nbetter", "Within pairs"),
      column("paired", "P", "Within pairs"),
    ],
    rows: [...rates, months].map((cells) => ({ cells, level: 0 })),
    notes: [
      "Independent arms: χ² tests and the Mann-Whitney test, as in the paper. Within pairs: exact McNemar test and Wilcoxon signed-rank test (normal approximation), as SPSS prints them. Better: only that member of the pair had the response; the longer duration.",
      "Tumor thrombus: pairs of which both members had one; percentages are of all matched patients with one.",
    ],
  };
}

/** Times to event of the matched cohort in five analyses. */
export function pairedSurvivalTable({ matched, paired, sensitivity }: Study): Table {
  const cox = (label: string, model: CoxModel): string[] => {
    const { hazardRatio, lower, upper, standardError, pValue } = model.coefficients[0]!;
    const ratio = formatRatio({ ratio: hazardRatio, lower, upper });
    return [label, ratio, formatNumber(standardError, 3), formatP(pValue)];
  };
  return {
    kind: "table",
    version: 1,
    title: "Survival and progression, matched cohort: independent arms and pairs",
    columns: [
      { key: "analysis", label: "Analysis", align: "left" },
      { key: "hr", label: "HR\n(95% CI)", align: "right" },
      { key: "se", label: "SE of\nlog HR", align: "right" },
      { key: "p", label: "P", align: "right" },
    ],
    rows: paired.survival.flatMap(({ endpoint, stratifiedLogRank, ...models }) => {
      const independent = matched.endpoints.find((own) => own.endpoint === endpoint)!.logRank;
      return [
        { cells: [ENDPOINT_LABELS[endpoint], "", "", ""], level: 0, header: true },
        ...[
          ["Log-rank test, independent arms", "—", "—", formatP(independent.pValue)],
          ["Log-rank test, each pair a stratum", "—", "—", formatP(stratifiedLogRank.pValue)],
          cox("Cox model, independent arms", models.cox),
          cox("Cox model, errors clustered by pair", models.clusteredCox),
          cox("Cox model, each pair a stratum", models.stratifiedCox),
        ].map((cells) => ({ cells, level: 1 })),
      ];
    }),
    notes: [
      "HR: hazard ratio of TKI-I over TKI without other covariates, ties by Breslow; SE: standard error.",
      `Strata use the pairs that show which member had the event first: ${sensitivity.endpoints
        .map(
          ({ endpoint, signs: { pairs } }) =>
            `${pairs.informative} of ${pairs.pairs} for ${endpoint === "os" ? "survival" : "progression"}`,
        )
        .join(", ")}.`,
    ],
  };
}

/** Which of the analyses is which, and when each is right. */
export const PAIRED_SENTENCES: readonly string[] = [
  "The paper compares the matched arms as independent samples, as most papers do. That is right for the difference of the two arms as groups; but matched patients are alike, so where the covariates predict the outcome well its standard errors and P values tend to be too large.",
  "McNemar's test, the signed-rank test and the log-rank test with each pair a stratum compare the members of a pair with each other. They are right when the pair is the unit of the design, need no assumption about how pairs differ, and lose the pairs that do not tell the members apart.",
  "A Cox model with errors clustered by pair keeps the hazard ratio of the arms as groups and corrects its standard error for the likeness within pairs: the one to prefer after matching. With each pair a stratum the model estimates another quantity, the hazard ratio between the two patients of a pair, from fewer patients.",
];
