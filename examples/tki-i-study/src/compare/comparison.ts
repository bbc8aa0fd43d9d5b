import { formatNumber, formatP } from "@hcc/tables";

/** A published number or text beside ours. */
export interface ComparedValue {
  readonly published: number | string;
  readonly ours: number | null;
  /** As printed: with the decimals of the paper. */
  readonly publishedText: string;
  readonly oursText: string;
  /** Whether ours, rounded as the paper rounds, is what the paper prints. */
  readonly agrees: boolean;
}

/** One line of "published beside ours". */
export interface Comparison {
  readonly section: string;
  readonly item: string;
  /** Where the published values are in published.json. */
  readonly path: string;
  /** One value per group, or three: an estimate with its limits, a median with its range. */
  readonly groups: readonly { readonly label: string; readonly values: readonly ComparedValue[] }[];
}

/** How a line prints its values: decimals, or "p". */
export type Format = number | "p";

/** Our side of a line, before the published side is looked up. */
export interface Line {
  readonly item: string;
  readonly path: string;
  /** Names of the groups. */
  readonly labels: readonly string[];
  readonly ours: readonly (number | null | undefined)[];
  readonly format: Format;
}

/** Lines of one part of the report. */
export interface LineSection {
  readonly section: string;
  readonly lines: readonly Line[];
}

/** Looks up the published side of a line. */
export function compareLine(
  section: string,
  { item, path, labels, ours, format }: Line,
  published: unknown,
): Comparison {
  const found = flatten(at(published, path));
  const size = found.length / labels.length;
  if (ours.length !== found.length || !Number.isInteger(size)) {
    throw new Error(`${path}: ${found.length} published, ${ours.length} of ours, ${labels.length} labels`);
  }
  const values = found.map((value, i) => compareValue(value, ours[i] ?? null, format));
  const groups = labels.map((label, i) => ({ label, values: values.slice(i * size, (i + 1) * size) }));
  return { section, item, path, groups };
}

/** How many of the published figures are met as printed. */
export function countAgreement(comparisons: readonly Comparison[]): { readonly met: number; readonly all: number } {
  const values = comparisons.flatMap(({ groups }) => groups.flatMap((group) => group.values));
  return { met: values.filter(({ agrees }) => agrees).length, all: values.length };
}

function compareValue(published: unknown, ours: number | null, format: Format): ComparedValue {
  const value = published as number | string;
  if (format === "p") {
    const publishedText = typeof value === "number" ? formatP(value) : value;
    const oursText = formatP(ours);
    return { published: value, ours, publishedText, oursText, agrees: publishedText === oursText };
  }
  const publishedText = formatNumber(value as number, format);
  const oursText = formatNumber(ours, format);
  return { published: value, ours, publishedText, oursText, agrees: publishedText === oursText };
}

/** The value at a path such as "baseline.categorical.0.p". */
function at(root: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => {
    const next = (value as Record<string, unknown> | undefined)?.[key];
    if (next === undefined) throw new Error(`published.json has no ${path}`);
    return next;
  }, root);
}

function flatten(value: unknown): unknown[] {
  return Array.isArray(value) ? value.flatMap(flatten) : [value];
}
