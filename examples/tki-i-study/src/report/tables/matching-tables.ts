import { formatNumber, formatP, type Table } from "@hcc/tables";
import type { Study } from "../../study.js";

/** Balance of the covariates of the propensity model. */
export function balanceOf(study: Study): Table {
  return {
    kind: "table",
    version: 1,
    title: "Balance of the matching covariates",
    columns: [
      { key: "covariate", label: "Covariate", align: "left" },
      { key: "before", label: "SMD before", align: "right" },
      { key: "after", label: "SMD after", align: "right" },
    ],
    rows: shownBalance(study).map(({ name, before, after }) => ({
      cells: [COVARIATE_LABELS[name] ?? name, formatNumber(before.smd, 3), formatNumber(after?.smd, 3)],
      level: 0,
    })),
    notes: [
      "SMD: standardized mean difference, TKI-I minus TKI, over the pooled standard deviation of the total cohort, before and after.",
    ],
  };
}

/** The rows of the balance without the reference level of each two-level factor, which mirrors the other. */
export function shownBalance(study: Study): Study["matching"]["balance"]["rows"] {
  return study.matching.balance.rows.filter(({ name }) => name in COVARIATE_LABELS);
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

/** Pairs that each algorithm finds within the caliper. */
export function algorithmTable(study: Study): Table {
  const { comparison } = study.matching;
  const names = {
    largest: "Nearest, largest score first (used)",
    smallest: "Nearest, smallest score first",
    data: "Nearest, order of the file",
    closest: "Nearest, closest pair first",
    optimal: "Optimal: most pairs, then least distance",
  };
  const { fileOrder } = comparison;
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
    rows: comparison.rows.map((row) => ({
      cells: [
        names[row.algorithm],
        formatNumber(row.pairs, 0),
        formatNumber(row.totalDistance, 4),
        formatNumber(row.maxDistance, 4),
        formatNumber(row.worstSmd === null ? null : Math.abs(row.worstSmd), 3),
        row.worstCovariate === null ? "" : (COVARIATE_LABELS[row.worstCovariate] ?? row.worstCovariate),
      ],
      level: 0,
    })),
    notes: [
      "Distances are absolute differences of the propensity score.",
      ...(fileOrder
        ? [
            `First eligible control in the file, as SPSS's matching takes it: ${fileOrder.min} to ${fileOrder.max} pairs over ${fileOrder.fileOrders} random orders of the file (mean ${formatNumber(fileOrder.mean, 1)}).`,
          ]
        : []),
    ],
  };
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
