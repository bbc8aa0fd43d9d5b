import { logarithm } from "./elementary";
import { at, param, put } from "./memory";

/** Rows whose risk sets are multiplied before a logarithm is taken: 16 factors a lane, of at most 1e15. */
const GROUP: i32 = 32;
const LARGEST: f64 = 1e15;

// What the last call of `distinctTimes` found.
/** Sum over the risk set with the rows in it. */
export let distinctTotal: f64 = 0;
/** Part of the log-likelihood. */
export let distinctPart: f64 = 0;
export let distinctDeaths: i32 = 0;

/** Whether no two rows have one time, with that before them too, and all weigh 1. */
export function areDistinct(from: i32, to: i32, start: i32): bool {
  const rank = param(11);
  const weight = param(9);
  let before = from > start ? load<i32>(rank + (from << 2) - 4) : -1;
  let same: i32 = 0;
  for (let i = from; i < to; i++) {
    const time = load<i32>(rank + (i << 2));
    same |= i32(time === before) | i32(at(weight, i) !== 1);
    before = time;
  }
  return same === 0;
}

/**
 * Takes rows of distinct times and weight 1 into the risk set, whose sum is `total` without them, in the scale exp(-m).
 * Without branches: no processor foresees which row is an event.
 *
 * @returns whether all sums are of a size that may be multiplied; if not the call has had no effect.
 */
export function distinctTimes(from: i32, to: i32, scale: f64, total: f64): bool {
  const risk = param(8);
  const gain = param(14);
  for (let i = to - 1; i >= from; i--) {
    total += at(risk, i);
    put(gain, i, total);
  }
  if (!(at(gain, to - 1) > 1 / LARGEST && total < LARGEST)) return false;
  const eta = param(7);
  const event = param(12);
  const deathGain = param(15);
  const survivor = param(24);
  const inverses = param(25);
  const kind = param(29);
  const m = f64x2.splat(scale);
  const one = f64x2.splat(1);
  const none = f64x2.splat(0);
  let parts = none;
  let logs: f64 = 0;
  let deaths: i32 = 0;
  for (let begin = from; begin < to; begin += GROUP) {
    const end = min(begin + GROUP, to);
    let product = one;
    for (let i = begin; i < end; i += 2) {
      const place = i << 3;
      const k = (i - from) << 3;
      const both = i + 1 < end;
      const alive = both ? v128.load(gain + place) : v128.load64_splat(gain + place);
      const log = both ? v128.load(eta + place) : v128.load64_splat(eta + place);
      const e0 = <i32>load<u8>(event + i);
      const e1 = both ? <i32>load<u8>(event + i, 1) : 0;
      const dead = f64x2(e0, e1);
      const inverse = f64x2.div(one, alive);
      const hazard = f64x2.mul(dead, inverse);
      product = f64x2.mul(product, v128.bitselect(alive, one, f64x2.ne(dead, none)));
      parts = f64x2.add(parts, f64x2.mul(dead, f64x2.sub(log, m)));
      deaths += e0 + e1;
      store<i32>(kind + (k >> 1), e0);
      if (both) {
        v128.store(gain + place, hazard);
        v128.store(deathGain + place, hazard);
        v128.store(eta + place, m);
        v128.store(inverses + k, inverse);
        v128.store(survivor + k, v128.load(risk + place));
        store<i32>(kind + (k >> 1), e1, 4);
      } else {
        v128.store64_lane(gain + place, hazard, 0);
        v128.store64_lane(deathGain + place, hazard, 0);
        v128.store64_lane(eta + place, m, 0);
        v128.store64_lane(inverses + k, inverse, 0);
        put(survivor, i - from, at(risk, i));
      }
    }
    logs += logarithm(f64x2.extract_lane(product, 0)) + logarithm(f64x2.extract_lane(product, 1));
  }
  distinctTotal = total;
  distinctDeaths = deaths;
  distinctPart = f64x2.extract_lane(parts, 0) + f64x2.extract_lane(parts, 1) - logs;
  return true;
}
