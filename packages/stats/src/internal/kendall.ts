import { ascendingOrder, type DiscreteDistribution } from "@hcc/numerics";

/** What Kendall's tau-b and its variance are made of. */
export interface KendallCounts {
  /** Concordant minus discordant pairs. */
  readonly score: number;
  /** Pairs that are not tied in x, and in y. */
  readonly untied: { readonly x: number; readonly y: number };
  readonly ties: boolean;
  /** Variance of the score when x and y are independent, given the ties; 0 when one of them is constant. */
  readonly variance: number;
}

/** Counts pairs in O(n log n): sorted by x, and y within ties, discordant pairs are the exchanges that sort y by merging. */
export function kendallCounts(x: Float64Array, y: Float64Array): KendallCounts {
  const n = x.length;
  const byY = ascendingOrder(y);
  const { order, sorted } = ascendingOrder(x.map((_, i) => x[byY.order[i]!]!));
  const second = y.map((_, i) => y[byY.order[order[i]!]!]!);
  const inX = tiesOf(n, (i, j) => sorted[i] === sorted[j]);
  const inY = tiesOf(n, (i, j) => byY.sorted[i] === byY.sorted[j]);
  const inBoth = tiesOf(n, (i, j) => sorted[i] === sorted[j] && second[i] === second[j]);
  const all = (n * (n - 1)) / 2;
  const untied = { x: all - inX.pairs, y: all - inY.pairs };
  const score = untied.x - inY.pairs + inBoth.pairs - 2 * inversions(second);
  let variance = 0;
  if (untied.x > 0 && untied.y > 0) {
    variance = (n * (n - 1) * (2 * n + 5) - inX.fives - inY.fives) / 18 + (2 * inX.pairs * inY.pairs) / (n * (n - 1));
    if (n > 2) variance += (inX.triples / (n * (n - 1))) * (inY.triples / (9 * (n - 2)));
  }
  return { score, untied, ties: inX.pairs > 0 || inY.pairs > 0, variance };
}

/** Sums over runs of t equal neighbors: of t (t - 1) / 2, t (t - 1) (t - 2) and t (t - 1) (2t + 5). */
function tiesOf(
  n: number,
  equal: (i: number, j: number) => boolean,
): { pairs: number; triples: number; fives: number } {
  let pairs = 0;
  let triples = 0;
  let fives = 0;
  for (let start = 0, end = 1; start < n; start = end++) {
    while (end < n && equal(start, end)) end++;
    const t = end - start;
    pairs += (t * (t - 1)) / 2;
    triples += t * (t - 1) * (t - 2);
    fives += t * (t - 1) * (2 * t + 5);
  }
  return { pairs, triples, fives };
}

/** Pairs i < j with values[i] > values[j]; sorts the values. */
function inversions(values: Float64Array): number {
  const n = values.length;
  let from: Float64Array = values;
  let to: Float64Array = new Float64Array(n);
  let count = 0;
  for (let width = 1; width < n; width *= 2) {
    for (let start = 0; start < n; start += 2 * width) {
      const middle = Math.min(start + width, n);
      const end = Math.min(start + 2 * width, n);
      let i = start;
      let j = middle;
      for (let k = start; k < end; k++) {
        if (j === end || (i < middle && from[i]! <= from[j]!)) to[k] = from[i++]!;
        else {
          count += middle - i;
          to[k] = from[j++]!;
        }
      }
    }
    [from, to] = [to, from];
  }
  return count;
}

/** Additions up to which the distribution under ties is built: about a second. */
const WORK = 1e8;

/** Sizes of the ties of a column, by ascending value. */
function tieSizes(values: Float64Array): number[] {
  const sizes: number[] = [];
  const sorted = values.slice().sort();
  for (let i = 0; i < sorted.length; i++) {
    if (i > 0 && sorted[i] === sorted[i - 1]) sizes[sizes.length - 1]!++;
    else sizes.push(1);
  }
  return sizes;
}

/**
 * Distribution of the score, concordant minus discordant pairs, over all orders of y, ties kept; null where it takes too
 * long. The values of x are gone through by size: those of one size draw from the sizes of y that are left, and what was
 * drawn is compared with what is left. The scores of each state left, a count for each size of y, are kept together.
 */
export function kendallTiedDistribution(x: Float64Array, y: Float64Array): DiscreteDistribution | null {
  const states = (sizes: readonly number[]): number => sizes.reduce((product, size) => product * (size + 1), 1);
  const ofX = tieSizes(x);
  const ofY = tieSizes(y);
  const [draws, classes] = states(ofY) <= states(ofX) ? [ofX, ofY] : [ofY, ofX];
  const most = (x.length * (x.length - 1)) / 2;
  if (states(classes) > WORK || most > WORK / 200) return null;
  let work = 0;
  let layer = new Map<number, Float64Array>([[keyOf(classes, classes), pointAt(most)]]);
  let room = x.length;
  for (const draw of draws) {
    const next = new Map<number, Float64Array>();
    for (const [key, scores] of layer) {
      const left = countsOf(key, classes);
      const walk = (j: number, rest: number, share: number, score: number, drawn: number, kept: number): void => {
        if (work > WORK) return;
        if (j === classes.length) {
          if (rest > 0) return;
          const target = keyOf(left, classes);
          let sums = next.get(target);
          if (sums === undefined) next.set(target, (sums = new Float64Array(2 * most + 1)));
          for (let k = 0; k < scores.length; k++) if (scores[k]! > 0) sums[k + score]! += scores[k]! * share;
          work += scores.length;
          return;
        }
        const own = left[j]!;
        let ways = share;
        for (let d = 0; d <= Math.min(own, rest); d++) {
          left[j] = own - d;
          walk(j + 1, rest - d, ways, score + drawn * (own - d) - d * kept, drawn + d, kept + own - d);
          ways *= (own - d) / (d + 1);
        }
        left[j] = own;
      };
      let subsets = 1;
      for (let i = 1; i <= draw; i++) subsets *= (room - draw + i) / i;
      walk(0, draw, 1 / subsets, 0, 0, 0);
      if (work > WORK) return null;
    }
    layer = next;
    room -= draw;
  }
  return { first: -most, step: 1, probability: layer.get(0)! };
}

function pointAt(index: number): Float64Array {
  const scores = new Float64Array(2 * index + 1);
  scores[index] = 1;
  return scores;
}

/** The counts left of each size as one number, and back. */
function keyOf(left: readonly number[], sizes: readonly number[]): number {
  return left.reduce((key, count, j) => key * (sizes[j]! + 1) + count, 0);
}

function countsOf(key: number, sizes: readonly number[]): number[] {
  const left = [...sizes];
  for (let j = sizes.length - 1, rest = key; j >= 0; j--) {
    left[j] = rest % (sizes[j]! + 1);
    rest = Math.floor(rest / (sizes[j]! + 1));
  }
  return left;
}

/** Distribution of the number of concordant pairs of n independent pairs without ties, in n^4 / 8 additions. */
export function kendallDistribution(n: number): DiscreteDistribution {
  let probability = Float64Array.of(1);
  for (let i = 2; i <= n; i++) {
    // The i-th value is concordant with 0 to i - 1 of those before it, each with the same probability.
    const next = new Float64Array(probability.length + i - 1);
    for (let concordant = 0; concordant < i; concordant++) {
      for (let k = 0; k < probability.length; k++) next[k + concordant]! += probability[k]! / i;
    }
    probability = next;
  }
  return { first: 0, step: 1, probability };
}
