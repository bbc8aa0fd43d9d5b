import { log, log1p } from "@hcc/numerics";

/** log(x!) for x = 0 ... n. */
export function logFactorials(n: number): Float64Array {
  const table = new Float64Array(n + 1);
  for (let i = 1; i <= n; i++) table[i] = table[i - 1]! + log(i);
  return table;
}

const KEPT = 1e6;
const HALF_LOG_TWO_PI = 0.9189385332046728;

/** A function of x and y up to n: log(x! / y!), whose error shrinks with their distance however large they are. */
export function logFactorialRatios(n: number): (x: number, y: number) => number {
  const table = logFactorials(Math.min(n, KEPT));
  const beyond = (x: number): number => 1 / (12 * x) - 1 / (360 * x * x * x);
  const whole = (x: number): number =>
    x < table.length ? table[x]! : x * (log(x) - 1) + log(x) / 2 + HALF_LOG_TWO_PI + beyond(x);
  return (x, y) => {
    if (x < table.length || y < table.length) return whole(x) - whole(y);
    const distance = x - y;
    return distance * (log(y) - 1) + (x + 0.5) * log1p(distance / y) + beyond(x) - beyond(y);
  };
}
