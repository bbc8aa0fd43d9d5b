/**
 * Exponents of n and p in time ~ n^b p^c, by least squares of the logarithms over points { n, p, seconds }: the slope
 * between them where there are two. Null for what does not vary; null altogether where the points do not tell.
 */
export function exponents(points) {
  const n = centered(points.map((point) => Math.log(point.n)));
  const p = centered(points.map((point) => Math.log(point.p)));
  const y = centered(points.map((point) => Math.log(point.seconds)));
  const [nn, pp, np, ny, py] = [dot(n, n), dot(p, p), dot(n, p), dot(n, y), dot(p, y)];
  if (nn === 0 && pp === 0) return null;
  if (pp === 0) return { n: ny / nn, p: null };
  if (nn === 0) return { n: null, p: py / pp };
  const determinant = nn * pp - np * np;
  if (points.length < 3 || determinant < 1e-9 * nn * pp) return null;
  return { n: (pp * ny - np * py) / determinant, p: (nn * py - np * ny) / determinant };
}

function centered(values) {
  if (values.every((value) => value === values[0])) return values.map(() => 0);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
