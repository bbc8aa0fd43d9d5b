import type { CriteriaProfile, Measurement } from "../src/index.js";

/**
 * The oracle: the rules of the README written a second time, slowly and without a line of the engine. Lengths are whole
 * tenths of mm, products of two of them hundredths of mm2, all of them BigInt.
 */
export const tenths = (mm: number): bigint => BigInt(Math.round(mm * 10));

/** Whether `now` is smaller than `from` by at least so many percent. */
export function hasShrunk(now: bigint, from: bigint, percent: number): boolean {
  return (from - now) * 1000n >= from * tenths(percent);
}

/** Whether `now` exceeds `from` by at least (or by more than) so many percent. */
export function hasGrown(now: bigint, from: bigint, percent: number, inclusive: boolean): boolean {
  const [growth, least] = [(now - from) * 1000n, from * tenths(percent)];
  return inclusive ? growth >= least : growth > least;
}

export const smallest = (values: readonly bigint[]): bigint => [...values].sort((a, b) => Number(a - b))[0]!;

export interface Lesion {
  readonly id: string;
  readonly role: Measurement["role"];
  readonly site: NonNullable<Measurement["site"]>;
  readonly byDay: ReadonlyMap<number, readonly Measurement[]>;
}

export const isNode = ({ site }: Lesion): boolean => site === "lymph-node" || site === "porta-hepatis-node";
/** In the liver or its vessels. */
export const isInLiver = (lesion: Lesion): boolean => lesion.site === "liver" || isVessel(lesion);
export const isVessel = ({ site, role }: Lesion): boolean =>
  role === "thrombus" || site === "portal-vein" || site === "hepatic-vein";

export function lesionsOf(rows: readonly Measurement[]): Lesion[] {
  const ids = [...new Set(rows.map((row) => String(row.lesion)))].sort();
  return ids.map((id) => {
    const own = rows.filter((row) => String(row.lesion) === id);
    const days = [...new Set(own.map((row) => row.day))];
    const sites = own.map((row) => row.site).filter((site) => site != null);
    const extrahepatic = own.some((row) => row.finding === "new-extrahepatic");
    const role = own[0]!.role;
    return {
      id,
      role,
      site: sites[0] ?? (extrahepatic ? "other" : role === "thrombus" ? "portal-vein" : "liver"),
      byDay: new Map(days.map((day) => [day, own.filter((row) => row.day === day)])),
    };
  });
}

/** Whether the total diameter of a lesion of the liver counts, as it did not enhance at baseline, its first day. */
function isBySize({ role, site, byDay }: Lesion, rules: CriteriaProfile): boolean {
  if (rules.nonEnhancing === "viable" || site !== "liver" || !["target", "non-target"].includes(role)) return false;
  return byDay.get(Math.min(...byDay.keys()))!.every((row) => {
    const hidden = row.lipiodol === true && row.modality !== "MRI";
    if (row.arterialPhase === false || (hidden && rules.lipiodol !== "necrosis")) return false;
    return row.enhancing === false || (row.viable === 0 && !hidden);
  });
}

/** Length in tenths of one row; null = not evaluable. */
function lengthOf(lesion: Lesion, row: Measurement, rules: CriteriaProfile): bigint | null {
  if (row.mergedInto != null) return 0n;
  if (row.notEvaluable === true || row.finding === "not-assessable") return null;
  const mm = (value: number | null | undefined) => (value == null ? null : tenths(value));
  if (isNode(lesion) && rules.measure !== "total-product")
    return row.tooSmall ? 50n : mm(row.shortAxis ?? row.totalPerpendicular ?? row.total);
  if (!isInLiver(lesion) || rules.measure.startsWith("total") || isBySize(lesion, rules))
    return row.tooSmall ? 50n : mm(row.total);
  if (row.arterialPhase === false) return null;
  if (row.enhancing === false) return 0n;
  if (row.lipiodol === true && row.modality !== "MRI") {
    if (rules.lipiodol === "NE") return null;
    return rules.lipiodol === "viable" ? mm(row.total) : mm(row.viable ?? 0);
  }
  return row.tooSmall ? 50n : mm(row.viable);
}

/** What a lesion adds to the sum (length, or product of two lengths); null = not evaluable. */
export function contribution(lesion: Lesion, day: number, rules: CriteriaProfile): bigint | null {
  let sum = 0n;
  for (const row of lesion.byDay.get(day) ?? []) {
    const length = lengthOf(lesion, row, rules);
    if (length === null) return null;
    if (rules.measure === "viable-product" && length > 0n) {
      const lipiodol = row.lipiodol === true && row.modality !== "MRI" && rules.lipiodol === "viable";
      if (lipiodol || (!row.tooSmall && row.perpendicular == null)) return null;
      sum += length * (row.tooSmall ? 50n : tenths(row.perpendicular!));
    } else if (rules.measure === "total-product" && length > 0n) {
      const across = row.tooSmall ? 5 : (row.totalPerpendicular ?? row.shortAxis);
      if (across == null) return null;
      sum += length * tenths(across);
    } else sum += length;
  }
  return lesion.byDay.has(day) ? sum : null;
}

/** Longest diameter (fragments added); null = not evaluable or no row. */
export function lengthAt(lesion: Lesion, day: number, rules: CriteriaProfile): bigint | null {
  return contribution(lesion, day, { ...rules, measure: rules.measure.startsWith("total") ? "total" : "viable" });
}

/** Least size that is there, in tenths: a lymph node below 10 mm is normal, but not by WHO. */
export const leastPresent = (lesion: Lesion, { measure }: CriteriaProfile): bigint =>
  isNode(lesion) && measure !== "total-product" ? 100n : 1n;

/** Whether tumor is seen in a lesion; a lymph node below 10 mm is normal. null = not evaluable. */
export function isPresent(lesion: Lesion, day: number, rules: CriteriaProfile): boolean | null {
  const length = lengthAt(lesion, day, rules);
  if (length !== null) return length >= leastPresent(lesion, rules);
  const rows = lesion.byDay.get(day) ?? [];
  const seen = rows.some(
    (row) =>
      (row.enhancing === true || (row.viable != null && row.viable > 0 && row.enhancing !== false)) &&
      !row.notEvaluable &&
      row.finding !== "not-assessable" &&
      row.arterialPhase !== false &&
      !(row.lipiodol === true && row.modality !== "MRI"),
  );
  return seen ? true : null;
}

export const states = (lesion: Lesion, day: number, finding: Measurement["finding"]): boolean =>
  (lesion.byDay.get(day) ?? []).some((row) => row.finding === finding);

export const cytologyAt = (lesion: Lesion, day: number): boolean =>
  (lesion.byDay.get(day) ?? []).some((row) => row.cytology === "malignant");
