/** A number with at most four significant digits, as a text of a figure. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4))).replace("-", "−");
}
