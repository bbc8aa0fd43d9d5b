import type { ResolvedOptions, ResponseComponent, TraceEntry, TumorResponse } from "../types.js";
import { isProduct } from "./lesion.js";

export const CITATION = {
  mrecist: "Lencioni & Llovet, Semin Liver Dis 2010;30:52-60, doi:10.1055/s-0030-1247132",
  recist: "Eisenhauer et al., RECIST 1.1, Eur J Cancer 2009;45:228-247, doi:10.1016/j.ejca.2008.10.026",
  easl: "Bruix et al., EASL panel, J Hepatol 2001;35:421-430, doi:10.1016/S0168-8278(01)00130-1",
  irecist: "Seymour et al., iRECIST, Lancet Oncol 2017;18:e143-e152, doi:10.1016/S1470-2045(17)30074-8",
  who: "Miller et al., WHO criteria, Cancer 1981;47:207-214, doi:10.1002/1097-0142(19810101)47:1<207::AID-CNCR2820470134>3.0.CO;2-6",
  study: "TKI-I study (TKI plus iodine-125 seeds in TACE-refractory hepatocellular carcinoma), Methods",
  here: "not stated by the source; rule of this package, see its README",
} as const;

/** Tenths of mm as text in mm. */
export const mm = (value: number): string => String(value / 10);

/** How sums are written: in mm, products in mm2. */
export function unitOf({ measure }: Pick<ResolvedOptions, "measure">): {
  readonly scale: number;
  readonly text: (value: number) => string;
} {
  if (isProduct(measure)) return { scale: 100, text: (value) => `${value / 100} mm2` };
  return { scale: 10, text: (value) => `${mm(value)} mm` };
}

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
