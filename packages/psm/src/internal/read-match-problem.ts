import { checkOptions, column, type Frame, type Group, InputError, optionalColumn } from "@hcc/data";
import { log, meanAndSquares } from "@hcc/numerics";
import { ascending, type MatchProblem } from "./match-problem.js";
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

/** The channels and the caliper of a matching. */
export interface MatchProblemSpec extends ArmsSpec {
  readonly score: unknown;
  readonly exact?: unknown;
  readonly caliper?: Caliper;
}

/** What was read for a matching. */
export interface ReadMatchProblem {
  readonly frame: Frame<unknown>;
  readonly problem: MatchProblem;
  readonly caliper: Caliper | null;
  readonly scale: "probability" | "logit";
  /** Absolute caliper width on `scale`. */
  readonly width: number | null;
  readonly treatedCount: number;
  readonly controlCount: number;
}

export function readMatchProblem(data: unknown, spec: MatchProblemSpec): ReadMatchProblem {
  const caliper = readCaliper(spec.caliper);
  const scale = caliper?.scale ?? "probability";
  const channels: Record<string, unknown> = isNamed(spec.exact) ? spec.exact : { exact: spec.exact };
  const requests = Object.fromEntries(
    Object.entries(channels).map(([name, channel]) => [`exact:${name}`, optionalColumn("group", channel)]),
  );
  const arms = readArms(data, spec, { ...requests, score: column("number", spec.score) });
  const { frame, treated, treatedCount, controlCount } = arms;
  const columns: Record<string, unknown> = frame.columns;
  const value = distanceScale(arms, scale, typeof spec.score === "string" ? spec.score : "score");
  const deviation = caliper?.unit === "sd" ? Math.sqrt(meanAndSquares(value).squares / (value.length - 1)) : null;
  if (deviation === 0) {
    throw new InputError("option", "the score is the same in all rows: a caliper in standard deviations has no width", {
      column: "caliper",
    });
  }
  const width = caliper === null ? null : caliper.width * (deviation ?? 1);
  const { stratum, strata } = exactStrata(
    Object.keys(requests).flatMap((name) => (columns[name] as Group | null) ?? []),
    frame.n,
  );
  const problem: MatchProblem = {
    value,
    treated,
    stratum,
    strata,
    width: width ?? Number.POSITIVE_INFINITY,
    order: ascending(value),
  };
  return { frame, problem, caliper, scale, width, treatedCount, controlCount };
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
  if (unit !== "absolute" && unit !== "sd") {
    throw new InputError("option", 'the caliper has no unit: say "absolute" or "sd"', place);
  }
  if (!(typeof width === "number" && width > 0 && Number.isFinite(width))) {
    throw new InputError("option", `the caliper width is ${String(width)}: give a positive number`, place);
  }
  return { width, scale, unit };
}

function isNamed(exact: unknown): exact is Record<string, unknown> {
  return typeof exact === "object" && exact !== null && !Array.isArray(exact) && !ArrayBuffer.isView(exact);
}

function distanceScale(arms: Arms<{ score: unknown }>, scale: "probability" | "logit", name: string): Float64Array {
  const { frame } = arms;
  const score = frame.columns.score as Float64Array;
  for (let i = 0; i < score.length; i++) {
    const p = score[i]!;
    const row = frame.rows[i]!;
    if (p < 0 || p > 1) {
      throw new InputError("option", `score "${name}" is ${p} at row ${row}: give a probability`, {
        column: name,
        row,
      });
    }
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

function exactStrata(groups: readonly Group[], n: number): { stratum: Int32Array; strata: number } {
  const stratum = new Int32Array(n);
  const numbers = new Map<string, number>();
  for (let i = 0; i < n; i++) {
    const key = groups.map(({ codes }) => codes[i]).join(",");
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    stratum[i] = numbers.get(key)!;
  }
  return { stratum, strata: numbers.size };
}
