import {
  type AuditedPairs,
  againstClosest,
  againstEveryOrder,
  againstTurns,
  type Contradiction,
} from "./audit-algorithms.js";
import { type FuzzyRule, fileOf, matchFuzzy } from "./match-fuzzy.js";
import type { RowPairs } from "./match-problem.js";

/** An algorithm that may have made a list of pairs; see `auditPairs`. */
export type AuditAlgorithm =
  | "largest"
  | "smallest"
  | "data"
  | "some-order"
  | "closest"
  | "optimal"
  | "fuzzy-first-control"
  | "fuzzy-first-case"
  | "fuzzy-random"
  | "maximal";

/** Whether an algorithm could have made a list of pairs. */
export interface AlgorithmVerdict {
  readonly algorithm: AuditAlgorithm;
  readonly possible: boolean;
  /** In a sentence. */
  readonly text: string;
  /** Input rows of a treated row and a control that contradict it; null where none do, or not two rows alone. */
  readonly contradiction: { readonly treated: number; readonly control: number } | null;
}

/** Judges every algorithm; `optimal` is an optimal matching, `unused` a pair that could be added, `rows` are input rows. */
export function algorithmVerdicts(
  audited: AuditedPairs,
  optimal: RowPairs,
  unused: Contradiction | null,
  rows: Int32Array,
  valid: boolean,
): AlgorithmVerdict[] {
  const { value } = audited.problem;
  const verdict = (algorithm: AuditAlgorithm, against: () => Contradiction | string | null): AlgorithmVerdict => {
    const found = valid ? against() : "a row is in several pairs, or a pair breaks the caliper or an exact value";
    if (found === null) return { algorithm, possible: true, text: "nothing contradicts it", contradiction: null };
    if (typeof found === "string") return { algorithm, possible: false, text: found, contradiction: null };
    const contradiction = { treated: rows[found.treated]!, control: rows[found.control]! };
    return { algorithm, possible: false, text: textOf(algorithm, audited, found, contradiction), contradiction };
  };
  const file = Float64Array.from({ length: value.length }, (_, row) => row);
  return [
    verdict("largest", () =>
      againstTurns(
        audited,
        value.map((score) => -score),
      ),
    ),
    verdict("smallest", () => againstTurns(audited, value)),
    verdict("data", () => againstTurns(audited, file)),
    verdict("some-order", () => againstEveryOrder(audited)),
    verdict("closest", () => againstClosest(audited)),
    verdict("optimal", () => againstOptimal(audited, optimal)),
    verdict("fuzzy-first-control", () => againstFuzzy(audited, "first-control")),
    verdict("fuzzy-first-case", () => againstFuzzy(audited, "first-case")),
    verdict("fuzzy-random", () => againstTurns(audited, file, true)),
    verdict("maximal", () => unused),
  ];
}

function textOf(
  algorithm: AuditAlgorithm,
  { own, holder }: AuditedPairs,
  { treated, control }: Contradiction,
  shown: { readonly treated: number; readonly control: number },
): string {
  const whose = holder[control]! < 0 ? "which nobody has" : "which went to another";
  const than = own[treated] === Number.POSITIVE_INFINITY ? "has no pair, but could have had" : "could have had";
  if (algorithm.startsWith("fuzzy-first")) return `that rule gives row ${shown.treated} another pair or none`;
  const nearer = own[treated] === Number.POSITIVE_INFINITY ? "" : ", nearer than its own";
  return `row ${shown.treated} ${than} row ${shown.control}${nearer}, ${whose}`;
}

function againstOptimal({ problem: { value }, list }: AuditedPairs, optimal: RowPairs): string | null {
  const total = ({ treated, control }: RowPairs): number =>
    treated.reduce((sum, t, i) => sum + Math.abs(value[t]! - value[control[i]!]!), 0);
  const [pairs, most] = [list.treated.length, optimal.treated.length];
  if (pairs < most) return `${most} pairs are possible, the list has ${pairs}`;
  const [own, least] = [total(list), total(optimal)];
  return own - least > 1e-9 * Math.max(least, 1e-3)
    ? `a total distance of ${least} is possible, the list has ${own}`
    : null;
}

function againstFuzzy({ problem, holder, list }: AuditedPairs, rule: FuzzyRule): Contradiction | null {
  const { treated, control } = matchFuzzy(problem, fileOf(problem), rule);
  for (let i = 0; i < treated.length; i++) {
    if (holder[control[i]!] !== treated[i]) return { treated: treated[i]!, control: control[i]! };
  }
  if (treated.length === list.treated.length) return null;
  const paired = new Set(treated);
  const extra = list.treated.findIndex((t) => !paired.has(t));
  return { treated: list.treated[extra]!, control: list.control[extra]! };
}
