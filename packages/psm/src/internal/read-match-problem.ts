import {
  type AnyTerm,
  type ColumnRequest,
  checkOptions,
  column,
  encodeTerms,
  type Frame,
  type Group,
  InputError,
  oneOf,
  optionalColumn,
} from "@hcc/data";
import { log, meanAndSquares } from "@hcc/numerics";
import { checkScore } from "./check-score.js";
import { exactStrata } from "./exact-strata.js";
import { mahalanobisMetric } from "./mahalanobis-metric.js";
import { type MatchProblem, sortRows } from "./match-problem.js";
import { type Arms, type ArmsSpec, readArms } from "./read-arms.js";

/** Largest distance allowed between the rows of a pair; every part is said, none is guessed. */
export interface Caliper {
  /** Positive; a distance equal to it is allowed. */
  readonly width: number;
  /** One of "probability" and "logit"; also the scale on which distances are measured. */
  readonly scale: "probability" | "logit";
  /** One of "absolute" and "sd": standard deviations (n - 1) of the score of all rows in use, on that scale. */
  readonly unit: "absolute" | "sd";
}

/** The channels and the calipers of a matching. */
export interface MatchProblemSpec extends ArmsSpec {
  readonly score: unknown;
  readonly exact?: unknown;
  readonly antiExact?: unknown;
  readonly caliper?: Caliper;
  readonly calipers?: unknown;
  readonly discard?: "none" | "treated" | "control" | "both";
  readonly distance?: unknown;
}

type KeyedChannel = readonly [key: string, channel: unknown];

/** The columns of a matching before they are read. */
export interface MatchRequests {
  readonly caliper: Caliper | null;
  readonly exact: readonly KeyedChannel[];
  readonly antiExact: readonly KeyedChannel[];
  readonly calipers: readonly NamedCaliper[];
  readonly terms: readonly AnyTerm[] | null;
  readonly requests: Readonly<Record<string, ColumnRequest<unknown>>>;
}

/** What was read for a matching. */
export interface ReadMatchProblem {
  readonly frame: Frame<unknown>;
  readonly problem: MatchProblem;
  readonly caliper: Caliper | null;
  readonly scale: "probability" | "logit";
  /** Absolute caliper width on `scale`. */
  readonly width: number | null;
  /** 1 for rows outside the common support; null when nothing was to be discarded. */
  readonly discarded: Uint8Array | null;
  readonly treatedCount: number;
  readonly controlCount: number;
}

/** What a matching reads beside the treatment; what is wrong without a look at the data is an error. */
export function matchRequests(spec: MatchProblemSpec): MatchRequests {
  const caliper = readCaliper(spec.caliper);
  const exact = named("exact", spec.exact);
  const antiExact = named("antiExact", spec.antiExact);
  const calipers = readCalipers(spec.calipers);
  const terms = readDistance(spec.distance);
  if (terms !== null && caliper === null) {
    throw new InputError("option", "a Mahalanobis distance decides within the caliper of the score: give a caliper", {
      column: "caliper",
    });
  }
  const requests = {
    ...Object.fromEntries([...exact, ...antiExact].map(([key, channel]) => [key, optionalColumn("group", channel)])),
    ...Object.fromEntries(calipers.map(({ name, channel }) => [`caliper:${name}`, column("number", channel)])),
    score: column("number", spec.score),
  };
  return { caliper, exact, antiExact, calipers, terms, requests };
}

export function readMatchProblem(data: unknown, spec: MatchProblemSpec): ReadMatchProblem {
  const { caliper, exact, antiExact, calipers, terms, requests } = matchRequests(spec);
  const scale = caliper?.scale ?? "probability";
  const arms = readArms(data, spec, requests, terms ?? []);
  const { frame, treated, treatedCount, controlCount } = arms;
  const columns: Record<string, unknown> = frame.columns;
  const value = distanceScale(arms, scale, typeof spec.score === "string" ? spec.score : "score");
  const discarded = discardedRows(value, treated, spec.discard);
  const inSupport = (values: Float64Array): Float64Array =>
    discarded === null ? values : values.filter((_, i) => discarded[i] === 0);
  const absolute = ({ width, unit }: Pick<Caliper, "width" | "unit">, values: Float64Array, name: string): number => {
    if (unit === "absolute") return width;
    const used = inSupport(values);
    const deviation = Math.sqrt(meanAndSquares(used).squares / (used.length - 1));
    if (!(deviation > 0)) {
      throw new InputError("option", `${name} is the same in all rows: a caliper in standard deviations has no width`, {
        column: "caliper",
      });
    }
    return width * deviation;
  };
  const width = caliper === null ? null : absolute(caliper, value, "the score");
  const groups = (entries: readonly KeyedChannel[]): Group[] =>
    entries.flatMap(([key]) => (columns[key] as Group | null) ?? []);
  const { stratum, strata } = exactStrata(groups(exact), frame.n);
  const problem: MatchProblem = {
    value,
    treated,
    stratum,
    strata,
    width: width ?? Number.POSITIVE_INFINITY,
    ...sortRows({ value, treated, stratum }, strata, discarded),
    allowed: allowedPairs(
      groups(antiExact),
      calipers.map(({ name, width, unit }) => {
        const values = columns[`caliper:${name}`] as Float64Array;
        return { values, width: absolute({ width, unit }, values, `"${name}"`) };
      }),
    ),
    metric: terms === null ? null : mahalanobisMetric(encodeTerms(frame.terms, frame.n), treated, discarded),
  };
  return { frame, problem, caliper, scale, width, discarded, treatedCount, controlCount };
}

function readCaliper(caliper: Caliper | undefined): Caliper | null {
  if (caliper === undefined) return null;
  const place = { column: "caliper" };
  if (typeof caliper !== "object" || caliper === null) {
    throw new InputError("option", `the caliper is ${String(caliper)}: give { width, scale, unit }`, place);
  }
  checkOptions("caliper", caliper, ["width", "scale", "unit"]);
  const { width, scale, unit } = caliper;
  if (scale !== "probability" && scale !== "logit") {
    throw new InputError("option", 'the caliper has no scale: say "probability" or "logit"', place);
  }
  checkWidth("the caliper", width, unit);
  return { width, scale, unit };
}

function checkWidth(what: string, width: unknown, unit: unknown): void {
  const place = { column: "caliper" };
  if (unit !== "absolute" && unit !== "sd") {
    throw new InputError("option", `${what} has no unit: say "absolute" or "sd"`, place);
  }
  if (!(typeof width === "number" && width > 0 && Number.isFinite(width))) {
    throw new InputError("option", `${what} width is ${String(width)}: give a positive number`, place);
  }
}

interface NamedCaliper extends Pick<Caliper, "width" | "unit"> {
  readonly name: string;
  readonly channel: unknown;
}

function readCalipers(calipers: unknown): NamedCaliper[] {
  if (calipers === undefined) return [];
  if (!isNamed(calipers)) {
    throw new InputError("option", "calipers names covariates: give { name: { channel, width, unit } }", {
      column: "calipers",
    });
  }
  return Object.entries(calipers).map(([name, given]) => {
    checkOptions(`the caliper of "${name}"`, given, ["channel", "width", "unit"]);
    const { channel, width, unit } = given as NamedCaliper;
    checkWidth(`the caliper of "${name}"`, width, unit);
    return { name, channel, width, unit };
  });
}

function readDistance(distance: unknown): readonly AnyTerm[] | null {
  if (distance === undefined) return null;
  checkOptions("distance", distance, ["mahalanobis"]);
  const { mahalanobis } = distance as { readonly mahalanobis?: unknown };
  if (!Array.isArray(mahalanobis) || mahalanobis.length === 0) {
    throw new InputError("option", "distance is by covariates: give { mahalanobis: [names] }", { column: "distance" });
  }
  return mahalanobis as readonly AnyTerm[];
}

/** Keys and channels of what pairs share, or differ in. */
function named(option: string, given: unknown): KeyedChannel[] {
  const channels: Record<string, unknown> = isNamed(given) ? given : { [option]: given };
  return Object.entries(channels).map(([name, channel]) => [`${option}:${name}`, channel]);
}

/** Whether channels are given by name, not one alone. */
export function isNamed(given: unknown): given is Record<string, unknown> {
  return typeof given === "object" && given !== null && !Array.isArray(given) && !ArrayBuffer.isView(given);
}

/** Rows beyond the range of the other group's scores. */
function discardedRows(
  value: Float64Array,
  treated: Uint8Array,
  discard: MatchProblemSpec["discard"],
): Uint8Array | null {
  const which = oneOf("discard", discard, ["none", "treated", "control", "both"], "none");
  if (which === "none") return null;
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < value.length; i++) {
    const arm = treated[i]!;
    if (value[i]! < low[arm]!) low[arm] = value[i]!;
    if (value[i]! > high[arm]!) high[arm] = value[i]!;
  }
  const reached = which === "both" ? [true, true] : [which === "control", which === "treated"];
  return treated.map((arm, i) =>
    reached[arm] === true && (value[i]! < low[1 - arm]! || value[i]! > high[1 - arm]!) ? 1 : 0,
  );
}

function allowedPairs(
  different: readonly Group[],
  calipers: readonly { readonly values: Float64Array; readonly width: number }[],
): ((t: number, c: number) => boolean) | null {
  if (different.length === 0 && calipers.length === 0) return null;
  return (t, c) => {
    for (const { codes } of different) if (codes[t] === codes[c]) return false;
    for (const { values, width } of calipers) if (Math.abs(values[t]! - values[c]!) > width) return false;
    return true;
  };
}

function distanceScale(
  arms: Arms<Record<string, unknown>>,
  scale: "probability" | "logit",
  name: string,
): Float64Array {
  const { frame } = arms;
  const score = frame.columns["score"] as Float64Array;
  for (let i = 0; i < score.length; i++) {
    const p = score[i]!;
    const row = frame.rows[i]!;
    checkScore(p, name, row);
    if (scale === "logit" && (p === 0 || p === 1)) {
      throw new InputError(
        "not-finite",
        `score "${name}" is ${p} at row ${row}: it has no logit; leave such rows out, or match on the probability scale`,
        { column: name, row },
      );
    }
  }
  return scale === "probability" ? score : score.map((p) => log(p / (1 - p)));
}
