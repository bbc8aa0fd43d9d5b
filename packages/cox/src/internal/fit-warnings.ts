import type { Warning } from "@hcc/data";
import type { CoxCoefficient, CoxModel } from "../types.js";
import type { CoxRows } from "./read-rows.js";

/** What a reader of the model should know. */
export function fitWarnings(
  coefficients: readonly CoxCoefficient[],
  status: CoxModel["status"],
  rank: number,
  events: number,
): Warning[] {
  const warnings: Warning[] = [];
  if (status === "no-events") {
    return [{ code: "no-events", message: "no event among the rows in use: there is nothing to estimate" }];
  }
  if (status === "no-information") {
    warnings.push({
      code: "no-information",
      message: "at no event is anybody with other covariates at risk: there is nothing to estimate",
    });
  }
  if (status === "not-converged") {
    warnings.push({
      code: "not-converged",
      message: "the likelihood was still rising after the last step: the estimates are not the maximum",
    });
  }
  for (const { name, term, reason, combination, estimate, status: state } of coefficients) {
    if (reason === "monotone-likelihood") {
      const extreme = estimate! > 0 ? "largest" : "smallest";
      warnings.push({
        code: "monotone-likelihood",
        term,
        message: `the likelihood is monotone in "${name}": its hazard ratio is ${estimate! > 0 ? "infinite" : "0"}, because events happen at the ${extreme} value at risk only; read the likelihood-ratio test and the finite limit, or fit with penalty "firth"`,
      });
    } else if (reason === "combination") {
      const sum = combination.map((part) => `${Number(part.multiplier.toPrecision(6))} x "${part.name}"`).join(" + ");
      warnings.push({ code: "aliased", term, message: `"${name}" is left out: it equals ${sum} plus a constant` });
    } else if (state === "aliased") {
      const where = reason === "constant" ? "all rows" : "every risk set";
      warnings.push({ code: "aliased", term, message: `"${name}" is left out: it has one value in ${where}` });
    } else if (reason === "limit") {
      warnings.push({
        code: "undetermined",
        term,
        message: coefficients.some((other) => other.status === "infinite")
          ? `"${name}" has no estimate: the limit of the infinite coefficients does not depend on it`
          : `"${name}" has no estimate: where the likelihood is largest it does not depend on it`,
      });
    }
  }
  if (rank > 0 && events <= rank) {
    warnings.push({
      code: "few-events",
      message: `${events} events for ${rank} coefficients: the model is as large as the data`,
    });
  } else if (rank > 0 && events < 10 * rank) {
    warnings.push({
      code: "few-events-per-coefficient",
      message: `${events} events for ${rank} coefficients are fewer than 10 per coefficient: estimates may be far off`,
    });
  }
  return warnings;
}

/** Several events of a subject are not independent, which the information takes them to be. */
export function repeatedEvents({ subject, event, frame }: CoxRows): Warning[] {
  if (subject === null || frame.weightType === "sampling" || frame.columns.cluster !== null) return [];
  const seen = new Uint8Array(frame.columns.id!.levels.length);
  let repeated = 0;
  for (let i = 0; i < event.length; i++) {
    if (event[i] === 0) continue;
    if (seen[subject[i]!] === 1) repeated++;
    seen[subject[i]!] = 1;
  }
  if (repeated === 0) return [];
  return [
    {
      code: "repeated-events",
      message: `${repeated} events are not the first of their subject: give the subject as cluster too, for a robust variance`,
    },
  ];
}
