import { randomGenerator } from "@hcc/numerics";
import { logFactorialRatios } from "./log-factorials.js";
import { randomHypergeometric } from "./random-hypergeometric.js";

/** Tables whose log probabilities differ by less than this count as equally likely. */
const TOLERANCE = 1e-7;

/** How many of the random tables with the margins of the observed one are less likely than it, and as likely. */
export function fisherMonteCarlo(
  table: readonly (readonly number[])[],
  rows: readonly number[],
  columns: readonly number[],
  resamples: number,
  seed: number,
): { readonly less: number; readonly equal: number } {
  const random = randomGenerator(seed);
  const n = rows.reduce((sum, count) => sum + count, 0);
  const ratio = logFactorialRatios(n);
  const height = rows.length;
  const width = columns.length;
  const left = new Float64Array(width);
  let less = 0;
  let equal = 0;
  for (let draw = 0; draw < resamples; draw++) {
    left.set(columns);
    let room = n;
    // Log of the probability of the observed table relative to the random one's.
    let observed = 0;
    for (let i = 0; i < height; i++) {
      const cells = table[i]!;
      let row = rows[i]!;
      let after = room;
      for (let j = 0; j < width; j++) {
        const available = left[j]!;
        after -= available;
        // Cells one after the other, each given those before: successes are the subjects of the column.
        const x = i === height - 1 ? available : randomHypergeometric(available, after, row, ratio, random);
        left[j] = available - x;
        row -= x;
        observed += ratio(x, cells[j]!);
      }
      room -= rows[i]!;
    }
    if (observed > TOLERANCE) less++;
    else if (observed >= -TOLERANCE) equal++;
  }
  return { less, equal };
}
