import { dayNumber, type InputError, readColumn, readDates } from "@hcc/data";

/** Which parts of a date are missing: of ADaM's flags "D" the day, "M" month and day. */
type DateFlag = "D" | "M";

/** Days of a channel, which may lack day or month. */
export interface PartialDates {
  /** First and last day that it can be; NaN where the date is missing. */
  readonly first: Float64Array;
  readonly last: Float64Array;
  readonly flag: (row: number) => DateFlag | null;
  readonly scale: "calendar" | "number" | null;
}

const PARTIAL = /^(\d{4})(?:-(\d{2}))?$/;

/** Reads dates, of which "2021-03" and "2021" are the days of that month and year. */
export function readPartialDates(rows: unknown, channel: unknown, role: string): PartialDates {
  try {
    const { days, scale } = readDates(rows, channel, role);
    return { first: days, last: days, flag: () => null, scale };
  } catch (error) {
    const texts = textsOf(rows, channel, role);
    if ((error as InputError).code !== "date" || texts === null || !texts.some((text) => PARTIAL.test(text ?? ""))) {
      throw error;
    }
    const full = texts.map((text) => (text !== null && PARTIAL.test(text) ? null : text));
    const first = readDates(rows, full, role).days;
    const last = first.slice();
    const flags = new Map<number, DateFlag>();
    texts.forEach((text, row) => {
      const parts = PARTIAL.exec(text ?? "");
      if (parts === null) return;
      const [, year, month] = parts as unknown as [string, string, string | undefined];
      try {
        first[row] = dayNumber(`${year}-${month ?? "01"}-01`);
      } catch {
        throw error;
      }
      last[row] = lastDay(Number(year), Number(month ?? 12));
      flags.set(row, month === undefined ? "M" : "D");
    });
    return { first, last, flag: (row) => flags.get(row) ?? null, scale: "calendar" };
  }
}

function lastDay(year: number, month: number): number {
  const next = month === 12 ? [year + 1, 1] : [year, month + 1];
  return dayNumber(`${String(next[0]).padStart(4, "0")}-${String(next[1]).padStart(2, "0")}-01`) - 1;
}

/** The texts of a channel, null where it holds anything else. */
function textsOf(rows: unknown, channel: unknown, role: string): (string | null)[] | null {
  try {
    const { codes, levels } = readColumn(rows, "group", channel, role);
    return Array.from(codes, (code) => (code < 0 ? null : levels[code]!));
  } catch {
    return null;
  }
}
