import type { CoxModel } from "@hcc/cox";
import type { Interval } from "@hcc/data";
import type { LogRank, SurvivalCurve } from "@hcc/survival";
import { formatInterval, formatNumber, formatP, formatRatio, type Table } from "@hcc/tables";
import { ARMS } from "../../analysis/characteristics.js";
import { ENDPOINT_LABELS, type Endpoint } from "../../analysis/endpoints.js";
import { MONTHS } from "../../analysis/milestones.js";
import { OVERLAP } from "../../analysis/weighting.js";
import type { Study } from "../../study.js";
import { ordered } from "./outcome-tables.js";

const YEAR = MONTHS.indexOf(12);

/** What one sample says of one end point. */
interface Column {
  readonly curves: readonly Pick<SurvivalCurve, "group" | "median">[];
  readonly logRank: LogRank;
  readonly cox: CoxModel;
  readonly difference: Pick<Interval, "estimate" | "lower" | "upper">;
}

/** The primary end points before matching, after matching, and in all patients by overlap weights. */
export function weightingTable(study: Study): Table {
  const { total, matched, weighting, paired } = study;
  const { rows, samples } = weighting.balance;
  const { treated, control } = weighting.weights.groups;
  const both = (first: number, second: number, digits: number): string =>
    `${formatNumber(first, digits)} / ${formatNumber(second, digits)}`;
  const largest = (smd: readonly number[]): string => formatNumber(Math.max(...smd.map(Math.abs)), 3);
  return {
    kind: "table",
    version: 1,
    title: "Unadjusted, matched and overlap-weighted",
    columns: [
      { key: "item", label: "", align: "left" },
      { key: "total", label: "All patients,\nunadjusted", align: "right" },
      { key: "matched", label: "Matched\npairs", align: "right" },
      { key: "weighted", label: "All patients,\noverlap weights", align: "right" },
    ],
    rows: [
      row(0, `Patients, ${ARMS.join(" / ")}`, [
        both(total.n[0]!, total.n[1]!, 0),
        both(matched.n[0]!, matched.n[1]!, 0),
        both(treated.rows, control.rows, 0),
      ]),
      row(0, "Effective sample size", [
        both(samples.before.effectiveTreated, samples.before.effectiveControl, 1),
        both(samples.after!.effectiveTreated, samples.after!.effectiveControl, 1),
        both(treated.effectiveSampleSize, control.effectiveSampleSize, 1),
      ]),
      row(0, "Largest |SMD| of the covariates", [
        largest(rows.map(({ before }) => before.smd)),
        largest(rows.map(({ after }) => after!.smd)),
        largest(rows.map((own) => own.samples[OVERLAP]!.smd)),
      ]),
      ...weighting.endpoints.flatMap(({ endpoint, unadjusted, cox, curves, logRank, effect }, i) => {
        const columns: readonly Column[] = [
          { ...crude(total, endpoint), cox: unadjusted },
          { ...crude(matched, endpoint), cox: paired.survival[i]!.cox },
          { curves: ordered(curves.curves), logRank, cox, difference: effect.differences[0]!.survival[YEAR]! },
        ];
        const ratio = (model: CoxModel): string => {
          const { hazardRatio, lower, upper } = model.coefficients[0]!;
          return formatRatio({ ratio: hazardRatio, lower, upper });
        };
        return [
          { cells: [ENDPOINT_LABELS[endpoint], "", "", ""], level: 0, header: true },
          ...ARMS.map((arm, a) =>
            row(
              1,
              `Median, ${arm} (months)`,
              columns.map((own) => formatInterval(own.curves[a]!.median)),
            ),
          ),
          row(
            1,
            `${endpoint === "os" ? "Alive" : "Free of progression"} at 12 months, difference (% points)`,
            columns.map(({ difference }) => formatInterval(difference, { scale: 100, digits: 1 })),
          ),
          row(
            1,
            "Log-rank test, P",
            columns.map((own) => formatP(own.logRank.pValue)),
          ),
          row(
            1,
            "Hazard ratio, TKI-I over TKI",
            columns.map((own) => ratio(own.cox)),
          ),
          row(
            1,
            "Hazard ratio, P",
            columns.map((own) => formatP(own.cox.coefficients[0]!.pValue)),
          ),
        ];
      }),
    ],
    notes: [
      "In brackets 95% confidence intervals. Effective sample size: (Σw)² / Σw². SMD: standardized mean difference over the pooled standard deviation of all patients.",
      "Overlap weights: 1 minus the score with TKI-I, the score with TKI. Curves, log-rank test and Cox model (ties by Breslow) with robust variances that take the weights as known; the difference at 12 months allows for the estimation of the score. The arms of the matched pairs are compared as independent.",
    ],
  };
}

function crude({ endpoints, milestones }: Study["total"], endpoint: Endpoint): Omit<Column, "cox"> {
  const { r, logRank } = endpoints.find((own) => own.endpoint === endpoint)!;
  const { comparison } = milestones.find((own) => own.endpoint === endpoint)!;
  return { curves: ordered(r.curves), logRank, difference: comparison.differences[0]!.survival[YEAR]! };
}

const row = (level: number, label: string, cells: readonly string[]): Table["rows"][number] => ({
  cells: [label, ...cells],
  level,
});
