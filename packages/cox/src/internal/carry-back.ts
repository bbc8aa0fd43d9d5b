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
  // Most often diagonal.
  const scaled = new Float64Array(q * q);
  for (let r = 0; r < q; r++) for (let k = 0; k < q; k++) scaled[r * q + k] = back[r * q + k]! / unit[kept[r]!]!;
  const half = new Float64Array(q * q);
  for (let r = 0; r < q; r++) {
    for (let l = 0; l < q; l++) {
      const factor = scaled[r * q + l]!;
      if (factor === 0) continue;
      for (let k = 0; k < q; k++) half[r * q + k]! += factor * inner[l * q + k]!;
    }
  }
  for (let c = 0; c < q; c++) {
    if (state[kept[c]!] !== "ok") continue;
    for (let r = c; r < q; r++) {
      if (state[kept[r]!] !== "ok") continue;
      let sum = 0;
      for (let k = 0; k < q; k++) if (scaled[c * q + k] !== 0) sum += half[r * q + k]! * scaled[c * q + k]!;
      covariance[kept[r]! * p + kept[c]!] = sum;
      covariance[kept[c]! * p + kept[r]!] = sum;
    }
  }
}
