import { exponential } from "./elementary";
import { at, param, put } from "./memory";
import { addRowProduct } from "./rows";

/** First product: the risk of every row times the cumulative hazard over the event times that it was at risk at. */
export function forward(): void {
  const strata = param(2);
  const eta = param(7);
  const risk = param(8);
  const rank = param(11);
  const event = param(12);
  const strataEnd = param(13);
  const gain = param(14);
  const deathGain = param(15);
  let i = 0;
  for (let s = 0; s < strata; s++) {
    const stop = load<i32>(strataEnd + (s << 2));
    let hazard: f64 = 0;
    let scale: f64 = Infinity;
    while (i < stop) {
      const begin = i;
      const time = load<i32>(rank + (begin << 2));
      do i++;
      while (i < stop && load<i32>(rank + (i << 2)) === time);
      const top = at(eta, begin);
      if (top !== scale) {
        hazard = hazard === 0 ? 0 : hazard * exponential(top - scale);
        scale = top;
      }
      const dying = hazard + at(deathGain, begin);
      hazard += at(gain, begin);
      for (let k = begin; k < i; k++) {
        put(risk, k, at(risk, k) * select<f64>(dying, hazard, load<u8>(event + k) === 1));
      }
    }
  }
  addRowProduct();
}
