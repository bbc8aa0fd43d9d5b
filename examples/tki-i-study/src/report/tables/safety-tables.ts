import type { EventRateRow } from "@hcc/safety";
import { incidenceAt } from "@hcc/survival";
import { formatInterval, formatNumber, formatP, formatRatio, incidenceTable, type Table } from "@hcc/tables";
import { ARMS } from "../../analysis/characteristics.js";
import type { Study } from "../../study.js";
import { ordered } from "./outcome-tables.js";

/** Terms with fewer patients than this in both arms together are left out of the rates. */
const LEAST_PATIENTS = 10;

/** First events per 100 person-years. */
export function eventRateTable({ safetyRates: { any, severe } }: Study): Table {
  const line = (label: string, { groups, firstRatio }: EventRateRow, level: number): Table["rows"][number] => ({
    cells: [
      label,
      ...groups.flatMap(({ first }) => [
        `${first.events} / ${formatNumber(first.personYears, 1)}`,
        formatInterval(first.rate, { missing: "—" }),
      ]),
      firstRatio === null
        ? "—"
        : formatRatio({ ratio: firstRatio.estimate, lower: firstRatio.lower, upper: firstRatio.upper }),
      formatP(firstRatio?.pValue),
    ],
    level,
  });
  const patients = ({ groups }: EventRateRow): number => groups.reduce((sum, { first }) => sum + first.events, 0);
  const shown = any.rows.filter((row) => patients(row) >= LEAST_PATIENTS);
  const left = any.rows.length - shown.length;
  return {
    kind: "table",
    version: 1,
    title: "Treatment-related adverse events by time at risk, total cohort",
    columns: [
      { key: "event", label: "First event", align: "left" },
      ...ARMS.flatMap((arm): Table["columns"][number][] => [
        { key: `${arm}.events`, label: "Patients /\nperson-years", align: "right", group: arm },
        { key: `${arm}.rate`, label: "per 100 person-\nyears (95% CI)", align: "right", group: arm },
      ]),
      { key: "ratio", label: "Rate ratio\n(95% CI)", align: "right" },
      { key: "p", label: "P", align: "right" },
    ],
    rows: [
      { ...line("Any event", any.overall, 0), header: true },
      { ...line("Any event of grade ≥ 3", severe.overall, 0), header: true },
      ...shown.map((row) => line(row.term!, row, 1)),
    ],
    notes: [
      `Time from the start of treatment to the first event of the kind, else to ${any.windowDays} days after the end of treatment, last contact or death. CI: exact Poisson confidence interval; P: exact test given the sum of the events.`,
      ...(left > 0 ? [`Left out: ${left} terms that fewer than ${LEAST_PATIENTS} patients had.`] : []),
    ],
  };
}

/** Months at which the incidence of severe events is given. */
const MONTHS = [3, 6, 12] as const;

/** Incidence of the first event of grade 3 or more. */
export function firstSevereTable({ safetyRates: { firstSevere } }: Study): Table {
  const curves = ordered(firstSevere.incidence.curves);
  const at = curves.map((curve) => incidenceAt(curve, MONTHS));
  const endpoint = { label: "First event of grade ≥ 3, death competing", curves, at, grayTest: firstSevere.test };
  return incidenceTable([endpoint], {
    title: "Time to the first treatment-related adverse event of grade 3 or more, total cohort",
    times: MONTHS,
    notes: [
      "Months since the start of treatment; patients without either are censored 90 days after its end or at their last contact.",
    ],
  });
}
