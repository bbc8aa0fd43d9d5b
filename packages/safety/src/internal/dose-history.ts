import { InputError } from "@hcc/data";
import type { DoseRecord } from "./read-treatments.js";

/** What one patient received of one drug. */
export interface DoseHistory {
  readonly cumulative: number;
  /** Received of planned over the days from the first record to the last day; null without planned dose or days. */
  readonly intensity: number | null;
  /** Days without the drug between its first and last day. */
  readonly interrupted: boolean;
  /** A dose lower than the one before it. */
  readonly reduced: boolean;
}

/**
 * Doses of one drug by day. A record without end holds to the next one, the last to the end of treatment.
 *
 * @param last first day after treatment.
 * @param added 1 where the last day of a record is a day of its dose.
 */
export function doseHistory(patient: string, records: readonly DoseRecord[], last: number, added: 0 | 1): DoseHistory {
  const fail = (column: string, row: number, message: string): never => {
    throw new InputError("date", `patient "${patient}": ${message}`, { column, row });
  };
  // A dose of 0 from the end of treatment on only says that treatment ended.
  const used = records.filter(({ dose, start }) => dose > 0 || start < last);
  if (used.length === 0) return { cumulative: 0, intensity: null, interrupted: false, reduced: false };
  const { start: first, planned: plan } = used[0]!;
  let cumulative = 0;
  let interrupted = false;
  let reduced = false;
  let before: number | null = null;
  let reached = first;
  used.forEach(({ row, start, end, dose, planned }, i) => {
    const until = end === null ? Math.min(used[i + 1]?.start ?? last, last) : end + added;
    if (i > 0 && (start < reached || start === used[i - 1]!.start)) {
      fail(
        "startDay",
        row,
        `the record at row ${row} begins on day ${start}, within another one of the drug: correct the days`,
      );
    }
    if (dose > 0 && (start >= last || until > last)) {
      const [column, found] = start >= last ? ["startDay", `begins on day ${start}`] : ["endDay", `ends on day ${end}`];
      fail(column!, row, `the dose at row ${row} ${found}, after the end of treatment: correct the days`);
    }
    if (planned !== plan) {
      throw new InputError(
        "option",
        `patient "${patient}": the planned dose is ${planned} at row ${row} and ${plan} before: give a drug one planned dose`,
        { column: "plannedDose", row },
      );
    }
    if (start > reached || (dose === 0 && start < last - added)) interrupted = true;
    if (dose > 0) {
      if (before !== null && dose < before) reduced = true;
      before = dose;
    }
    cumulative += dose * (until - start);
    reached = until;
  });
  const days = reached - first;
  const intensity = plan === null || days <= 0 ? null : cumulative / (plan * days);
  return { cumulative, intensity, interrupted, reduced };
}
