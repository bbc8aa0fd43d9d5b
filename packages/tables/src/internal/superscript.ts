const DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A whole number in superscript digits, for the number of a footnote. */
export const superscript = (n: number): string => [...String(n)].map((digit) => DIGITS[Number(digit)]).join("");
