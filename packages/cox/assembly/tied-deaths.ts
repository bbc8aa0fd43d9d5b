import { logarithm } from "./elementary";
import { param, put } from "./memory";

/**
 * Part of the log-likelihood of `deaths` at the time whose first row is `first`, row k of the block, by Efron's rule; their
 * hazards, what the block's row says of their means, and the weight of the second mean at place `filled`.
 */
export function tiedDeaths(
  first: i32,
  k: i32,
  filled: i32,
  deaths: i32,
  others: f64,
  dying: f64,
  deadWeight: f64,
): f64 {
  const d = <f64>deaths;
  const share = deadWeight / d;
  let survive: f64 = 0;
  let die: f64 = 0;
  let g1: f64 = 0;
  let g2: f64 = 0;
  let parts: f64 = 1;
  let logs: f64 = 0;
  for (let l = 0; l < deaths; l++) {
    const gone = <f64>l / d;
    const left = 1 - gone;
    const part = others + left * dying;
    const inverse = 1 / part;
    if (part > 1e100 || part < 1e-100) logs += logarithm(part);
    else parts *= part;
    if (parts > 1e150 || parts < 1e-150) {
      logs += logarithm(parts);
      parts = 1;
    }
    survive += inverse;
    die += left * inverse;
    const g = gone * dying * inverse;
    g1 += g;
    g2 += g * g;
  }
  put(param(14), first, share * survive);
  put(param(15), first, share * die);
  put(param(25), k, 1 / (others + dying));
  put(param(27), k, 1 / dying);
  put(param(28), k, g1 / d);
  store<i32>(param(29) + (k << 2), 3);
  put(param(23), filled, share * max(g2 - (g1 * g1) / d, 0));
  return -share * (logs + logarithm(parts));
}
