import type { Group } from "../frame.js";

/** Whole numbers below this need no map. */
const FEW = 256;

/** The group of a typed array of whole numbers from 0 to 255; null for anything else. */
export function smallNumbers(values: ArrayLike<unknown>, rows: ArrayLike<number>): Group | null {
  if (!ArrayBuffer.isView(values) || rows.length === 0 || typeof values[rows[0]!] !== "number") return null;
  const numbers = values as unknown as ArrayLike<number>;
  const codeOf = new Int32Array(FEW).fill(-1);
  for (let i = 0; i < rows.length; i++) {
    const value = numbers[rows[i]!]!;
    if (!(value >= 0 && value < FEW) || Math.floor(value) !== value) return null;
    codeOf[value] = 0;
  }
  const levels: string[] = [];
  for (let value = 0; value < FEW; value++) {
    if (codeOf[value]! < 0) continue;
    codeOf[value] = levels.length;
    levels.push(String(value));
  }
  const codes = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) codes[i] = codeOf[numbers[rows[i]!]!]!;
  return { codes, levels };
}
