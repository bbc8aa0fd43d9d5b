import type { ResponseComponent, TraceEntry, TumorResponse } from "../types.js";

export const CITATION = {
  mrecist: "Lencioni & Llovet, Semin Liver Dis 2010;30:52-60, doi:10.1055/s-0030-1247132",
  recist: "Eisenhauer et al., RECIST 1.1, Eur J Cancer 2009;45:228-247, doi:10.1016/j.ejca.2008.10.026",
  study: "TKI-I study (TKI plus iodine-125 seeds in TACE-refractory hepatocellular carcinoma), Methods",
  here: "not stated by the source; rule of this package, see its README",
} as const;

/** Tenths of mm as text in mm. */
export const mm = (value: number): string => String(value / 10);

/** A percentage for texts: signed, one decimal, cut off so that it never shows a threshold that was not reached. */
export const percent = (value: number): string => `${value >= 0 ? "+" : ""}${Math.trunc(value * 10) / 10} %`;

export const plusMinus = (current: number, reference: number): number => (100 * (current - reference)) / reference;

/** A trace entry with what is usual left out. */
export function entry(
  component: ResponseComponent,
  rule: string,
  response: TumorResponse | null,
  text: string,
  citation: string,
  more: Partial<Pick<TraceEntry, "values" | "referenceDay" | "alternatives">> = {},
): TraceEntry {
  return { component, rule, response, text, citation, values: {}, referenceDay: null, alternatives: [], ...more };
}
