import { powerOfTwo } from "@hcc/numerics";
import type { DesignBasis } from "./design-basis.js";
import type { ColumnState } from "./maximise.js";

/** Coefficients of the basis carried back to the columns that are estimated. */
export function fillEstimates(
  { kept, back }: DesignBasis,
  parameters: Float64Array,
  state: readonly ColumnState[],
  beta: Float64Array,
): void {
  const q = kept.length;
  for (let r = 0; r < q; r++) {
    if (state[kept[r]!] !== "ok") continue;
    for (let k = 0; k < q; k++) beta[kept[r]!]! += back[r * q + k]! * parameters[k]!;
  }
}

/** Size of the coefficient of each kept column: the power of two by which its covariance is divided. */
export function fillUnits({ kept, back }: DesignBasis, unit: Float64Array): void {
  const q = kept.length;
  for (let r = 0; r < q; r++) {
    let most = 0;
    for (let k = 0; k < q; k++) most = Math.max(most, Math.abs(back[r * q + k]!));
    unit[kept[r]!] = powerOfTwo(most);
  }
}

/** Covariance of the basis carried back to the columns that are estimated. */
export function fillCovariance(
  { kept, back }: DesignBasis,
  inner: Float64Array,
  state: readonly ColumnState[],
  unit: Float64Array,
  covariance: Float64Array,
): void {
  const q = kept.length;
  const p = unit.length;
  const half = new Float64Array(q * q);
  for (let r = 0; r < q; r++) {
    for (let k = 0; k < q; k++) {
      for (let l = 0; l < q; l++) half[r * q + k]! += (back[r * q + l]! / unit[kept[r]!]!) * inner[l * q + k]!;
    }
  }
  for (let r = 0; r < q; r++) {
    for (let c = 0; c <= r; c++) {
      if (state[kept[r]!] !== "ok" || state[kept[c]!] !== "ok") continue;
      let sum = 0;
      for (let k = 0; k < q; k++) sum += half[r * q + k]! * (back[c * q + k]! / unit[kept[c]!]!);
      covariance[kept[r]! * p + kept[c]!] = sum;
      covariance[kept[c]! * p + kept[r]!] = sum;
    }
  }
}
