/** Number of codes, which are whole numbers from 0 on. */
export function codeCount(codes: Int32Array): number {
  let most = -1;
  for (let i = 0; i < codes.length; i++) most = Math.max(most, codes[i]!);
  return most + 1;
}
