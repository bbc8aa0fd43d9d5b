import { checkLevel, checkOptions, InputError, oneOf } from "@hcc/data";
import type { CoxOptions, CoxSpec, CoxTies } from "../types.js";

const COMMON = [
  "time",
  "event",
  "entry",
  "id",
  "offset",
  "cluster",
  "strata",
  "where",
  "missing",
  "weights",
  "weightType",
  "ties",
  "exactLimit",
  "conventions",
  "level",
] as const;
/** Operations of an evaluation beyond which exact ties would take minutes. */
const EXACT_LIMIT = 1e10;
const REMEDIES = { robust: 'it follows from cluster, or from weights with weightType "sampling"' };

/** Options of the specification of a model beside the common ones. */
export const FIT_OPTIONS = ["covariates", "tests", "interval", "penalty"] as const;

/** Options with their defaults; unknown ones, and those that a later version will understand, are errors. */
export function resolveOptions(
  call: string,
  spec: CoxOptions & RobustChannels,
  own: readonly string[],
): { ties: CoxTies; level: number; exactLimit: number } {
  checkOptions(call, spec, [...COMMON, ...own], REMEDIES);
  const conventions = oneOf("conventions", spec.conventions, ["r", "spss"], "r");
  const ties = oneOf("ties", spec.ties, ["efron", "breslow", "exact"], conventions === "spss" ? "breslow" : "efron");
  if (ties === "exact") refuseRobust(spec);
  const exactLimit = spec.exactLimit ?? EXACT_LIMIT;
  if (!(typeof exactLimit === "number" && exactLimit > 0)) {
    throw new InputError("option", `exactLimit is ${String(exactLimit)}: give a positive number of operations`, {
      column: "exactLimit",
    });
  }
  return { ties, level: checkLevel(spec.level ?? 0.95), exactLimit };
}

interface RobustChannels {
  readonly cluster?: unknown;
  readonly weightType?: unknown;
}

function refuseRobust({ cluster, weightType }: RobustChannels): void {
  if (cluster === undefined && weightType !== "sampling") return;
  throw new InputError(
    "option",
    `ties is "exact", for which no robust variance is defined (${cluster === undefined ? "sampling weights" : "cluster"}): use ties "efron"`,
    { column: "ties" },
  );
}

/** The penalty of a model; it has no score test, and none for exact ties. */
export function readPenalty(
  { penalty, tests }: Pick<CoxSpec<never>, "penalty" | "tests">,
  ties: CoxTies,
): "firth" | null {
  if (penalty === undefined) return null;
  const name = oneOf("penalty", penalty, ["firth"], "firth");
  if (ties === "exact") {
    throw new InputError("option", `penalty is "${name}", but ties is "exact": use ties "efron" or "breslow"`, {
      column: "ties",
    });
  }
  if (tests?.includes("score")) {
    throw new InputError(
      "option",
      `penalty is "${name}", but tests holds "score": leave it out and read the penalized likelihood-ratio test`,
      { column: "tests" },
    );
  }
  return name;
}

/** Penalty and intervals of a function that fits several models. */
export function readInference(
  spec: Pick<CoxSpec<never>, "penalty" | "interval">,
  ties: CoxTies,
): { readonly penalty: "firth" | null; readonly interval: "wald" | "profile-likelihood" } {
  const penalty = readPenalty(spec, ties);
  const usual = penalty === null ? "wald" : "profile-likelihood";
  return { penalty, interval: oneOf("interval", spec.interval, ["wald", "profile-likelihood"], usual) };
}

/** Refuses what is no list of terms; a text would be read as a list of letters. */
export function checkTerms(name: string, terms: unknown): void {
  if (Array.isArray(terms)) return;
  throw new InputError("option", `${name} is not a list: give an array of terms`, { column: name });
}
