import type { Warning } from "@hcc/data";
import type { MatchedPair, Matching } from "../match-pairs.js";
import type { MatchProblem, PairList } from "./match-problem.js";
import type { ReadMatchProblem } from "./read-match-problem.js";
import { unmatchedRows } from "./unmatched-rows.js";

/** What the algorithm was asked. */
type Asked = Pick<Matching, "method" | "order" | "ratio" | "replace">;

/**
 * Checks the pairs found and makes the result of them.
 *
 * @param wanted controls that each place wants; null: the ratio, a number.
 */
export function assembleMatching(
  read: ReadMatchProblem,
  asked: Asked,
  found: PairList,
  wanted: Int32Array | null,
): Matching {
  const { frame, problem, caliper, scale, width, treatedCount, controlCount } = read;
  const { rows, n } = frame;
  const { metric, place, sorted } = problem;
  const { ratio, replace } = asked;
  const matched = verify(found, problem, replace);
  const { first, next, share, control, distance, matchedControl } = linkPairs(found, problem, rows);

  const pairs: MatchedPair[] = [];
  const weights = new Float64Array(frame.size);
  const subclass = new Int32Array(frame.size).fill(-1);
  let matchedTreated = 0;
  let full = 0;
  let maxDistance = 0;
  let totalDistance = 0;
  for (let t = 0; t < n; t++) {
    if (first[t]! < 0) continue;
    const own = rows[t]!;
    weights[own] = 1;
    subclass[own] = matchedTreated;
    let count = 0;
    for (let i = first[t]!; i >= 0; i = next[i]!) {
      const other = control[i]!;
      const gap = distance[i]!;
      if (gap > maxDistance) maxDistance = gap;
      totalDistance += gap;
      pairs.push(
        metric === null
          ? { treated: own, control: other, distance: gap }
          : { treated: own, control: other, distance: gap, mahalanobis: metric(t, sorted.row[found.control[i]!]!) },
      );
      subclass[other] = matchedTreated;
      count++;
    }
    if (count === (wanted === null ? ratio : wanted[place[t]!])) full++;
    matchedTreated++;
  }
  const m = control.length;
  for (let i = 0; i < m; i++) {
    // Shares of controls sum to the number of matched treated rows.
    weights[control[i]!] = (share[found.control[i]!]! * matchedControl) / matchedTreated;
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
    unmatched: unmatchedRows(read, matched, found),
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

interface LinkedPairs {
  /** First pair of each treated row, or -1, and the next of the same row after each pair. */
  readonly first: Int32Array;
  readonly next: Int32Array;
  /** Of the control at each place the sum of 1 / (controls of that treated row). */
  readonly share: Float64Array;
  /** Input row of each pair. */
  readonly control: Int32Array;
  readonly distance: Float64Array;
  readonly matchedControl: number;
}

function linkPairs(found: PairList, { sorted }: MatchProblem, rows: Int32Array): LinkedPairs {
  const { row, value } = sorted;
  const m = found.treated.length;
  const n = row.length;
  const first = new Int32Array(n).fill(-1);
  const next = new Int32Array(m);
  const held = new Int32Array(n);
  for (let i = m - 1; i >= 0; i--) {
    const t = found.treated[i]!;
    next[i] = first[row[t]!]!;
    first[row[t]!] = i;
    held[t]!++;
  }
  const share = new Float64Array(n);
  const control = new Int32Array(m);
  const distance = new Float64Array(m);
  let matchedControl = 0;
  for (let i = 0; i < m; i++) {
    const t = found.treated[i]!;
    const c = found.control[i]!;
    if (share[c] === 0) matchedControl++;
    share[c]! += 1 / held[t]!;
    control[i] = rows[row[c]!]!;
    distance[i] = Math.abs(value[t]! - value[c]!);
  }
  return { first, next, share, control, distance, matchedControl };
}

/** Marks the places of pairs; a result that breaks its own rules is a defect of this package, not of the input. */
function verify(pairs: PairList, { sorted, width, allowed }: MatchProblem, replace: boolean): Uint8Array {
  const { row, value, arm, stratum } = sorted;
  const used = new Uint8Array(row.length);
  for (let i = 0; i < pairs.treated.length; i++) {
    const t = pairs.treated[i]!;
    const c = pairs.control[i]!;
    const broken =
      arm[t] !== 1 ||
      arm[c] !== 0 ||
      stratum[t] !== stratum[c] ||
      Math.abs(value[t]! - value[c]!) > width ||
      (allowed !== null && !allowed(row[t]!, row[c]!)) ||
      (!replace && used[c] === 1);
    if (broken) throw new Error("defect: a pair breaks a caliper, the exact values or the single use of controls");
    used[t] = 1;
    used[c] = 1;
  }
  return used;
}
