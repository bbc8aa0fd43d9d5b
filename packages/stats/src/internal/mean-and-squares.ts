/** Mean and sum of squared deviations from it, in two passes, each corrected for its own rounding. */
export function meanAndSquares(values: Float64Array): { mean: number; squares: number } {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  const rough = sum / n;
  let correction = 0;
  for (let i = 0; i < n; i++) correction += values[i]! - rough;
  const mean = rough + correction / n;
  let squares = 0;
  let rest = 0;
  for (let i = 0; i < n; i++) {
    const deviation = values[i]! - mean;
    squares += deviation * deviation;
    rest += deviation;
  }
  return { mean, squares: Math.max(0, squares - (rest * rest) / n) };
}
