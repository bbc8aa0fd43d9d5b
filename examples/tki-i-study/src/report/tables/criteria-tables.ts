import type { Interval } from "@hcc/data";
import type { RateComparison, ResponseRates } from "@hcc/mrecist";
import { formatInterval, formatNumber, formatP, survivalTable, type Table } from "@hcc/tables";
import { ARMS } from "../../analysis/characteristics.js";
import type { CRITERIA, CriteriaResult } from "../../analysis/criteria.js";
import type { DurationResult } from "../../analysis/durations.js";
import { MARGINS } from "../../analysis/measurement.js";
import type { Study } from "../../study.js";
import { ordered } from "./outcome-tables.js";

/** Names of the sets of criteria. */
const CRITERIA_LABELS: Readonly<Record<(typeof CRITERIA)[number], string>> = {
  "tki-i": "Study (thrombus by its own criteria)",
  mrecist: "mRECIST (thrombus as non-target)",
  "recist-1.1": "RECIST 1.1 (total diameters)",
};

const RATES = [
  { rate: "orr", label: "Objective response" },
  { rate: "dcr", label: "Disease control" },
] as const;

const percent = (interval: Pick<Interval, "estimate" | "lower" | "upper">): string =>
  formatInterval(interval, { scale: 100, missing: "—" });
const share = (value: number | null, digits: number = 1): string =>
  formatNumber(value === null ? null : 100 * value, digits);

/** Response rates of the matched cohort by three sets of criteria, and stratified. */
export function criteriaTable({ criteria }: Study): Table {
  const row = (label: string, rates: ResponseRates, rate: "orr" | "dcr", stratified: boolean = false): string[] => {
    const comparison: RateComparison | undefined = rates.comparison?.[rate];
    const within = comparison?.stratified ?? null;
    const difference = stratified ? (within?.difference ?? null) : (comparison?.difference ?? null);
    const pValue = stratified ? within?.test.pValue : comparison?.test.pValue;
    return [
      label,
      ...rates.groups.map((group) => (stratified ? "" : percent(group[rate]))),
      difference === null ? "—" : percent(difference),
      formatP(pValue),
    ];
  };
  return {
    kind: "table",
    version: 1,
    title: "Best overall response of the matched cohort by three sets of criteria",
    columns: [
      { key: "criteria", label: "Criteria", align: "left" },
      ...ARMS.map((arm) => ({ key: arm, label: `${arm}, %\n(95% CI)`, align: "center" as const })),
      { key: "difference", label: "Difference, % points\n(95% CI)", align: "center" },
      { key: "p", label: "P", align: "right" },
    ],
    rows: RATES.flatMap(({ rate, label }) => [
      { cells: [label, "", "", "", ""], level: 0, header: true },
      ...criteria.rates.map(({ criteria: name, rates }) => ({
        cells: row(CRITERIA_LABELS[name], rates, rate),
        level: 1,
      })),
      {
        cells: row("Study, stratified by macrovascular invasion", criteria.stratified, rate, true),
        level: 1,
      },
    ]),
    notes: [
      "The same readings, judged three times. CI: confidence interval, exact of the rates, Newcombe's of the differences; P: χ² or Fisher's exact test.",
      "Stratified: Mantel and Haenszel's difference with Sato's interval, P of the Cochran-Mantel-Haenszel test.",
    ],
  };
}

/** Patients by best response: mRECIST in rows, RECIST 1.1 in columns. */
export function agreementTable({ criteria: { agreement } }: Study): Table {
  const { categories, table, kappa, objectiveResponse, agreed, n } = agreement;
  const { mcNemar } = objectiveResponse;
  const of = (value: typeof kappa): string => (value === null ? "—" : formatInterval(value, { digits: 2 }));
  return {
    kind: "table",
    version: 1,
    title: "Best response of the same patients, matched cohort: mRECIST against RECIST 1.1",
    columns: [
      { key: "mrecist", label: "mRECIST", align: "left" },
      ...categories.map((response) => ({
        key: response,
        label: response,
        align: "right" as const,
        group: "RECIST 1.1",
      })),
      { key: "all", label: "All", align: "right" },
    ],
    rows: table.map((counts, i) => ({
      cells: [categories[i]!, ...counts.map(String), String(counts.reduce((sum, count) => sum + count, 0))],
      level: 0,
    })),
    notes: [
      `Same best response in ${agreed} of ${n} patients, kappa ${of(kappa)}; objective response or not, kappa ${of(objectiveResponse.kappa)}.`,
      `Objective response by mRECIST alone in ${mcNemar.discordant[0]}, by RECIST 1.1 alone in ${mcNemar.discordant[1]}; McNemar's test, continuity-corrected, P ${formatP(mcNemar.pValue).replace(/^(?![<>])/, "= ")}. Kappa with its 95% confidence interval.`,
    ],
  };
}

/** Progression-free survival and duration of response. */
export function durationTable({ durations }: Study): Table {
  const blocks = (name: string, { pfs, response }: DurationResult) => [
    { label: `Progression-free survival, ${name}`, curves: ordered(pfs.curves.curves), logRank: pfs.logRank },
    ...(response === null ? [] : [{ label: `Duration of response, ${name}`, curves: ordered(response.curves.curves) }]),
  ];
  const range = ({ median, minimum, maximum }: DurationResult["monthsToResponse"][number]): string =>
    `${formatNumber(median, 1)} (${formatNumber(minimum, 1)} to ${formatNumber(maximum, 1)})`;
  return survivalTable([...blocks("matched cohort", durations.matched), ...blocks("total cohort", durations.total)], {
    title: "Progression-free survival and duration of response, overall tumor",
    notes: [
      "Progression-free survival: from refractoriness to progression or death, else censored at the last evaluable assessment. Duration of response: of responders, from the first CR or PR to progression or death; the arms are not tested, because who responded is an outcome. Medians by the conventions of R.",
      `Median months (range) from the baseline scan to the first response, matched cohort: ${ARMS.map(
        (arm, i) => `${arm} ${range(durations.matched.monthsToResponse[i]!)}`,
      ).join(", ")}.`,
    ],
  });
}

/** What errors of measurement would change. */
export function measurementTable({ measurement }: Study): Table {
  const { groups, patients, distances, simulations, error, seed } = measurement;
  const header = (label: string): Table["rows"][number] => ({ cells: [label, "", ""], level: 0, header: true });
  const row = (label: string, cells: readonly string[]): Table["rows"][number] => ({
    cells: [label, ...cells],
    level: 1,
  });
  const kept = (least: number): string[] =>
    ARMS.map((arm) => {
      const own = patients.filter((patient) => patient.arm === arm);
      return `${own.filter((patient) => patient.kept >= least).length} of ${own.length}`;
    });
  return {
    kind: "table",
    version: 1,
    title: "Response of the matched cohort and errors of measurement",
    columns: [
      { key: "item", label: "", align: "left" },
      ...ARMS.map((arm) => ({ key: arm, label: arm, align: "center" as const })),
    ],
    rows: [
      ...RATES.flatMap(({ rate, label }) => [
        header(`${label}, %`),
        row(
          "As measured",
          groups.map((group) => share(group[rate].observed)),
        ),
        row(
          "With errors: mean (95% of the simulations)",
          groups.map((group) => {
            const { mean, lower, upper } = group[rate];
            return `${share(mean)} (${share(lower)}–${share(upper)})`;
          }),
        ),
      ]),
      header("Patients who keep their best response in at least"),
      ...[0.95, 0.8, 0.5].map((least) => row(`${100 * least} % of the simulations`, kept(least))),
      header("Visits whose target sum is near a threshold"),
      ...MARGINS.map((margin, i) =>
        row(
          `Within ${margin} mm of partial response or progression`,
          distances.map(({ within, visits }) => `${within[i]} of ${visits}`),
        ),
      ),
    ],
    notes: [
      `Errors: every diameter times a log-normal factor, independent between lesions and visits, with standard deviations of the logarithm of ${error.baselineLogSd} at baseline and ${error.followUpLogSd} later, as between three readers of another cohort (see the documentation of responseSensitivity); ${simulations} simulations, seed ${seed}. A reader who has the earlier scans at hand errs less from visit to visit, so these figures are on the pessimistic side. What is gone stays gone.`,
      "Visits up to the first progression, without those from a complete response on.",
    ],
  };
}

/** What the section says, in sentences. */
export function criteriaSentences({ criteria, measurement }: Study): readonly string[] {
  const rates = (name: (typeof CRITERIA)[number]): string => {
    const { groups } = criteria.rates.find((own) => own.criteria === name)!.rates;
    return groups.map(({ orr }) => share(orr.estimate)).join(" and ");
  };
  const { agreement } = criteria;
  const [alone] = agreement.objectiveResponse.mcNemar.discordant;
  const mean = measurement.groups.map(({ orr }) => share(orr.mean)).join(" and ");
  const [first, second] = measurement.groups.map(({ orr }) => orr);
  const difference = first!.mean! - second!.mean!;
  const observed = first!.observed! - second!.observed!;
  return [
    `Objective response rates (TKI-I and TKI) are ${rates("tki-i")} % by the criteria of the study, ${rates("mrecist")} % by mRECIST and ${rates("recist-1.1")} % by RECIST 1.1. ${alone} patients respond by mRECIST, which measures viable tumor, and not by RECIST 1.1, which measures all of it.`,
    `If every diameter were read with the errors found between readers of another cohort, the objective response rates would be ${mean} % on average, a difference of ${share(difference)} percentage points instead of ${share(observed)}: errors make false progressions, which end the time in which a response counts.`,
  ];
}

/** Patients of each set of criteria for the figure of transitions. */
export const transitionColumns = ({ patients }: CriteriaResult) =>
  (["recist-1.1", "mrecist", "tki-i"] as const).map((name) => ({
    name: { "recist-1.1": "RECIST 1.1", mrecist: "mRECIST", "tki-i": "Study" }[name],
    responses: patients.map(({ patient, best }) => ({ patient, response: best[name] })),
  }));
