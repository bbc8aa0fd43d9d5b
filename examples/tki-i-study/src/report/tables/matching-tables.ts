import type { MatchingSummary } from "@hcc/psm";
import { formatNumber, formatP, type Table } from "@hcc/tables";
import { OVERLAP } from "../../analysis/weighting.js";
import type { Study } from "../../study.js";

/** Balance of the covariates of the propensity model in the three samples. */
export function balanceOf(study: Study): Table {
  const { before, after, adjusted } = study.weighting.balance.samples;
  const effective = ({ effectiveTreated, effectiveControl }: typeof before): string =>
    `${formatNumber(effectiveTreated, 1)} / ${formatNumber(effectiveControl, 1)}`;
  const smd = (figures: { readonly smd: number } | null | undefined): string => formatNumber(figures?.smd, 3);
  return {
    kind: "table",
    version: 1,
    title: "Balance of the matching covariates: standardized mean differences",
    columns: [
      { key: "covariate", label: "Covariate", align: "left" },
      { key: "before", label: "Before", align: "right" },
      { key: "matched", label: "Matched", align: "right" },
      { key: "weighted", label: "Overlap-weighted", align: "right" },
    ],
    rows: [
      ...shownBalance(study).map((row) => ({
        cells: [COVARIATE_LABELS[row.name] ?? row.name, smd(row.before), smd(row.after), smd(row.samples[OVERLAP])],
        level: 0,
      })),
      {
        cells: [
          "Effective sample size, TKI-I / TKI",
          effective(before),
          effective(after!),
          effective(adjusted[OVERLAP]!),
        ],
        level: 0,
      },
    ],
    notes: [
      "Standardized mean difference: TKI-I minus TKI, over the pooled standard deviation of the total cohort, in all three samples.",
    ],
  };
}

/** The rows of the balance without the reference level of each two-level factor, which mirrors the other. */
export function shownBalance(study: Study): Study["weighting"]["balance"]["rows"] {
  return study.weighting.balance.rows.filter(({ name }) => name in COVARIATE_LABELS);
}

/** Names of the terms of the propensity model as a reader sees them. */
export const COVARIATE_LABELS: Readonly<Record<string, string>> = {
  "(Intercept)": "Intercept",
  ageYears: "Age (years)",
  ecogPs: "ECOG PS 1",
  "childPugh=B": "Child-Pugh class B",
  afpLog10: "log10 AFP",
  tumorNumberCounted: "Number of tumors",
  largestTumorSizeCm: "Largest tumor size (cm)",
  "tumorDistribution=bilobar": "Bilobar distribution",
  "macrovascularInvasion=yes": "Macrovascular invasion",
};

/** Name of a term, a level or the other level of a factor as a reader sees it. */
export function covariateLabel(name: string): string {
  const own = COVARIATE_LABELS[name];
  if (own !== undefined) return own;
  const [term] = name.split("=");
  return Object.entries(COVARIATE_LABELS).find(([key]) => key.startsWith(`${term}=`))?.[1] ?? name;
}

/** Coefficients of the propensity model. */
export function propensityTable(study: Study): Table {
  const { propensity } = study.matching;
  return {
    kind: "table",
    version: 1,
    title: "Propensity model: odds of TKI-I",
    columns: [
      { key: "covariate", label: "Covariate", align: "left" },
      { key: "coefficient", label: "Coefficient", align: "right" },
      { key: "se", label: "SE", align: "right" },
      { key: "p", label: "P", align: "right" },
    ],
    rows: propensity.coefficients.map(({ name, estimate, standardError, pValue }) => ({
      cells: [
        COVARIATE_LABELS[name] ?? name,
        formatNumber(estimate, 3),
        formatNumber(standardError, 3),
        formatP(pValue),
      ],
      level: 0,
    })),
    notes: [
      `Logistic regression, n = ${propensity.n}; c-statistic ${formatNumber(propensity.cStatistic, 3)}.`,
      ...propensity.warnings.map(({ message }) => `Note: ${message}.`),
    ],
  };
}

/** What the algorithms of the comparison do. */
export const ALGORITHM_LABELS: Readonly<Record<MatchingSummary["algorithm"], string>> = {
  largest: "Nearest, largest score first (used)",
  smallest: "Nearest, smallest score first",
  data: "Nearest, order of the file",
  closest: "Nearest, closest pair first",
  optimal: "Optimal: most pairs, then least distance",
};

/** Pairs that each algorithm finds within the caliper. */
export function algorithmTable(study: Study): Table {
  const { comparison } = study.matching;
  const { fileOrder, published } = comparison;
  return {
    kind: "table",
    version: 1,
    title: "Pairs by matching algorithm, same score and caliper",
    columns: [
      { key: "algorithm", label: "Algorithm", align: "left" },
      { key: "pairs", label: "Pairs", align: "right" },
      { key: "total", label: "Total distance", align: "right" },
      { key: "max", label: "Largest distance", align: "right" },
      { key: "smd", label: "Largest |SMD|", align: "right" },
      { key: "covariate", label: "of", align: "left" },
    ],
    rows: [
      ...comparison.rows.map((row) => ({
        cells: [
          `${ALGORITHM_LABELS[row.algorithm]}${row.pairs === published?.pairs ? " *" : ""}`,
          formatNumber(row.pairs, 0),
          formatNumber(row.totalDistance, 4),
          formatNumber(row.maxDistance, 4),
          formatNumber(row.worstSmd === null ? null : Math.abs(row.worstSmd), 3),
          row.worstCovariate === null ? "" : covariateLabel(row.worstCovariate),
        ],
        level: 0,
      })),
      ...(fileOrder === null
        ? []
        : [
            {
              cells: [
                `First eligible, ${fileOrder.fileOrders} orders of the file`,
                `${fileOrder.min}–${fileOrder.max}`,
                "—",
                "—",
                "—",
                "",
              ],
              level: 0,
            },
          ]),
    ],
    notes: [
      ...(published === null ? [] : [`* As many pairs as published: ${published.pairs}.`]),
      "Distances are absolute differences of the propensity score. SMD: standardized mean difference, here over the standard deviation of TKI-I before matching.",
      ...(fileOrder === null
        ? []
        : [
            `SPSS's matching takes an eligible control, not the nearest one: over random orders of the file the first eligible one gives ${formatNumber(fileOrder.mean, 1)} pairs on average.`,
          ]),
    ],
  };
}

/** Where the published number of pairs stands among the algorithms; null when none was published. */
export function publishedPairsSentence({ matching: { comparison } }: Study): string | null {
  const { published } = comparison;
  if (published === null) return null;
  const { pairs, possible, maximal, algorithms, fileOrders } = published;
  if (!possible) {
    return `The published ${pairs} pairs are more than the ${comparison.maximumPairs} that the caliper allows here.`;
  }
  const found =
    algorithms.length === 0
      ? "none of the algorithms gives it"
      : `it is what ${algorithms.length} of the ${comparison.rows.length} algorithms give`;
  const orders =
    fileOrders === null
      ? ""
      : ` Of the random orders of the file ${fileOrders.fewer} gave fewer pairs, ${fileOrders.equal} as many and ${fileOrders.more} more.`;
  return `At most ${comparison.maximumPairs} pairs fit within the caliper, and any matching that leaves no eligible pair has at least ${Math.ceil(comparison.maximumPairs / 2)}: the published ${pairs} ${maximal ? "lies in that range" : "lies below it, so eligible pairs were left"}, and ${found}.${orders} The number of pairs alone does not tell how they were made.`;
}

/** Why patients were not matched. */
export function unmatchedTable(study: Study): Table {
  const { unmatched, weights } = study.matching.matching;
  const texts = {
    "no-candidate-in-caliper": "No patient of the other arm within the caliper",
    outcompeted: "Candidates within the caliper matched to others",
    "exact-stratum-empty": "No patient of the other arm with the same exact values",
    "discarded-support": "Score outside the range of the other arm",
    "missing-value": "A value of the propensity model is missing",
  } as const;
  const reasons = [...new Set(unmatched.map(({ reason }) => reason))];
  return {
    kind: "table",
    version: 1,
    title: `Patients left unmatched: ${unmatched.length} of ${weights.length}`,
    columns: [
      { key: "reason", label: "Reason", align: "left" },
      { key: "n", label: "Patients", align: "right" },
    ],
    rows: reasons.map((reason) => ({
      cells: [texts[reason], String(unmatched.filter((row) => row.reason === reason).length)],
      level: 0,
    })),
    notes: [],
  };
}
