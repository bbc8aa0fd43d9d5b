import { formatP } from "@hcc/tables";

/** "P = 0.030", "P < 0.001" or "P not estimable". */
export function pText(p: number | null): string {
  const text = formatP(p, "not estimable");
  if (p === null || Number.isNaN(p)) return `P ${text}`;
  return /^[<>]/.test(text) ? `P ${text[0]} ${text.slice(1)}` : `P = ${text}`;
}
