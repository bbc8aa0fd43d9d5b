import type { Warning } from "@hcc/data";
import type { MatchedPair, Matching } from "../match-pairs.js";
import type { MatchProblem, PairList } from "./match-problem.js";
import type { ReadMatchProblem } from "./read-match-problem.js";
import { unmatchedRows } from "./unmatched-rows.js";

/** What the algorithm was asked. */
type Asked = Pick<Matching, "method" | "order" | "ratio" | "replace">;

/** Checks the pairs found and makes the result of them. */
export function assembleMatching(read: ReadMatchProblem, asked: Asked, found: PairList): Matching {
  const { frame, problem, caliper, scale, width, discarded, treatedCount, controlCount } = read;
  const { rows, n } = frame;
  const { value, treated, metric } = problem;
  const { ratio, replace } = asked;
  const list = byTreatedRow(found, n);
  verify(list, read, replace);

  const m = list.treated.length;
  const pairs: MatchedPair[] = [];
  const perTreated = new Int32Array(n);
  let maxDistance = 0;
  let totalDistance = 0;
  for (let i = 0; i < m; i++) {
    const t = list.treated[i]!;
    const c = list.control[i]!;
    const distance = Math.abs(value[t]! - value[c]!);
    if (distance > maxDistance) maxDistance = distance;
    totalDistance += distance;
    perTreated[t]!++;
    pairs.push(
      metric === null
        ? { treated: rows[t]!, control: rows[c]!, distance }
        : { treated: rows[t]!, control: rows[c]!, distance, mahalanobis: metric(t, c) },
    );
  }
  const share = new Float64Array(n);
  const subclass = new Int32Array(frame.size).fill(-1);
  let matchedTreated = 0;
  let full = 0;
  for (let i = 0; i < n; i++) {
    if (perTreated[i]! === 0) continue;
    share[i] = 1;
    subclass[rows[i]!] = matchedTreated++;
    if (perTreated[i] === ratio) full++;
  }
  let matchedControl = 0;
  for (let i = 0; i < m; i++) {
    const t = list.treated[i]!;
    const c = list.control[i]!;
    if (share[c] === 0) matchedControl++;
    share[c]! += 1 / perTreated[t]!;
    subclass[rows[c]!] = subclass[rows[t]!]!;
  }
  const weights = new Float64Array(frame.size);
  for (let i = 0; i < n; i++) {
    // Shares of controls sum to the number of matched treated rows.
    weights[rows[i]!] = treated[i] === 1 ? share[i]! : (share[i]! * matchedControl) / Math.max(1, matchedTreated);
  }

  const warnings: Warning[] = [];
  if (width === null && !replace && Math.min(treatedCount, controlCount) > 0.9 * Math.max(treatedCount, controlCount)) {
    warnings.push({
      code: "no-caliper",
      message: `no caliper with ${treatedCount} treated rows and ${controlCount} controls: nearly every row is matched and little is adjusted`,
    });
  }
  if (m === 0) warnings.push({ code: "no-pairs", message: "no treated row has a control it may be matched to" });
  return {
    kind: "matching",
    version: 1,
    ...asked,
    scale,
    pairs,
    weights,
    subclass: replace ? null : subclass,
    unmatched: unmatchedRows({ frame, problem, discarded }, share, list),
    caliper,
    caliperWidth: width,
    maxDistance: m === 0 ? null : maxDistance,
    totalDistance,
    counts: { treated: treatedCount, control: controlCount, matchedTreated, matchedControl },
    status: m === 0 ? "none" : full === treatedCount ? "complete" : "partial",
    warnings,
    omitted: frame.omitted,
    excluded: frame.excluded,
  };
}

/** In the order of treated rows, those of one row as they were found. */
function byTreatedRow({ treated, control }: PairList, n: number): PairList {
  const next = new Int32Array(n + 1);
  for (let i = 0; i < treated.length; i++) next[treated[i]! + 1]!++;
  for (let row = 0; row < n; row++) next[row + 1]! += next[row]!;
  const sorted = { treated: new Int32Array(treated.length), control: new Int32Array(treated.length) };
  for (let i = 0; i < treated.length; i++) {
    const to = next[treated[i]!]!++;
    sorted.treated[to] = treated[i]!;
    sorted.control[to] = control[i]!;
  }
  return sorted;
}

/** A result that breaks its own rules is a defect of this package, not of the input. */
function verify(
  pairs: PairList,
  { problem, discarded }: { readonly problem: MatchProblem; readonly discarded: Uint8Array | null },
  replace: boolean,
): void {
  const { value, stratum, treated, width, allowed } = problem;
  const used = new Uint8Array(value.length);
  for (let i = 0; i < pairs.treated.length; i++) {
    const t = pairs.treated[i]!;
    const c = pairs.control[i]!;
    const broken =
      treated[t] !== 1 ||
      treated[c] !== 0 ||
      stratum[t] !== stratum[c] ||
      Math.abs(value[t]! - value[c]!) > width ||
      (discarded !== null && (discarded[t] === 1 || discarded[c] === 1)) ||
      (allowed !== null && !allowed(t, c)) ||
      (!replace && used[c] === 1);
    if (broken) throw new Error("defect: a pair breaks a caliper, the exact values or the single use of controls");
    used[c] = 1;
  }
}
