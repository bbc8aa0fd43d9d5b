import { exp, log } from "@hcc/numerics";

/** Above this variance a draw by rejection is quicker than a walk from the mode. */
const WIDE = 400;

/**
 * A random number of successes among `k` draws without replacement from `m` successes and `n` failures.
 *
 * Inversion outward from the mode; for a wide distribution the ratio of uniforms with Stadlober's hat.
 * Stadlober E. J Comput Appl Math 1990;31:181-189. https://doi.org/10.1016/0377-0427(90)90349-5
 *
 * @param ratio log(x! / y!).
 */
export function randomHypergeometric(
  m: number,
  n: number,
  k: number,
  ratio: (x: number, y: number) => number,
  random: () => number,
): number {
  const lowest = Math.max(0, k - n);
  const highest = Math.min(k, m);
  if (lowest === highest) return lowest;
  const size = m + n;
  const mode = Math.min(highest, Math.max(lowest, Math.floor(((k + 1) / (size + 2)) * (m + 1))));
  const mean = k * (m / size);
  const variance = mean * (n / size) * ((size - k) / (size - 1));
  if (variance > WIDE) {
    const width = 1.7155277699214135 * Math.sqrt(variance + 0.5) + 0.8989161620588988;
    for (;;) {
      const u = 1 - random();
      const x = Math.floor(mean + 0.5 + (width * (random() - 0.5)) / u);
      if (x < lowest || x > highest) continue;
      const logShare =
        ratio(mode, x) + ratio(m - mode, m - x) + ratio(k - mode, k - x) + ratio(n - k + mode, n - k + x);
      if (2 * log(u) <= logShare) return x;
    }
  }
  // C(m, mode) C(n, k - mode) / C(m + n, k)
  const most = exp(
    ratio(m, mode) -
      ratio(m - mode, 0) +
      ratio(n, k - mode) -
      ratio(n - k + mode, 0) +
      ratio(k, size) +
      ratio(size - k, 0),
  );
  let rest = random() - most;
  let low = mode;
  let high = mode;
  let below = most;
  let above = most;
  while (rest >= 0 && (low > lowest || high < highest)) {
    if (high < highest) {
      above *= ((m - high) / (high + 1)) * ((k - high) / (n - k + high + 1));
      high++;
      rest -= above;
      if (rest < 0) return high;
    }
    if (low > lowest) {
      below *= (low / (m - low + 1)) * ((n - k + low) / (k - low + 1));
      low--;
      rest -= below;
      if (rest < 0) return low;
    }
  }
  return mode;
}
