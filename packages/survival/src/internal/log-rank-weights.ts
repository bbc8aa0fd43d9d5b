import { checkOptions, InputError } from "@hcc/data";
import { pow } from "@hcc/numerics";
import type { LogRankWeighting } from "../log-rank.js";

const NAMES = ["logrank", "gehan", "tarone-ware", "peto", "modified-peto"] as const;

/** A weighting as it was given, checked. */
export function checkWeighting(weighting: LogRankWeighting = "logrank"): LogRankWeighting {
  if (typeof weighting === "object" && weighting !== null) {
    checkOptions("weighting", weighting, ["rho", "gamma"]);
    const { rho, gamma } = weighting;
    if (rho >= 0 && gamma >= 0 && Number.isFinite(rho + gamma)) return { rho, gamma };
    throw new InputError("option", `weighting has rho ${rho} and gamma ${gamma}: give two numbers of 0 or more`, {
      column: "weighting",
    });
  }
  if (NAMES.includes(weighting)) return weighting;
  throw new InputError(
    "option",
    `weighting is ${JSON.stringify(weighting)}: give one of ${NAMES.join(", ")}, { rho, gamma }`,
    { column: "weighting" },
  );
}

/** Whether the weight of a time depends on the times before it. */
export function needsCurve(weighting: LogRankWeighting): boolean {
  if (typeof weighting === "object") return weighting.rho !== 0 || weighting.gamma !== 0;
  return weighting === "peto" || weighting === "modified-peto";
}

/** The weights of successive event times of a stratum, from the numbers at risk and of events. */
export function timeWeight(weighting: LogRankWeighting): (n: number, d: number) => number {
  if (weighting === "logrank") return () => 1;
  if (weighting === "gehan") return (n) => n;
  if (weighting === "tarone-ware") return (n) => Math.sqrt(n);
  if (weighting === "peto" || weighting === "modified-peto") {
    let peto = 1;
    const modified = weighting === "modified-peto";
    return (n, d) => {
      peto *= (n + 1 - d) / (n + 1);
      return modified ? (peto * n) / (n + 1) : peto;
    };
  }
  const { rho, gamma } = weighting;
  let survival = 1;
  return (n, d) => {
    const weight = pow(survival, rho) * pow(1 - survival, gamma);
    survival *= (n - d) / n;
    return weight;
  };
}
