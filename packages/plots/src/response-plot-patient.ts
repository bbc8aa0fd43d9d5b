/** A response as the figures of response color it; "MISSING" = no visit after baseline. */
export type ResponsePlotResponse = "CR" | "PR" | "SD" | "NON-CR/NON-PD" | "PD" | "NE" | "MISSING";

/** What a visit must have to be drawn; the visits of `assessResponses` have it. */
export interface ResponsePlotVisit {
  readonly day: number;
  readonly overall: ResponsePlotResponse;
  /** Change of the sum of the target lesions from baseline in percent; null = not measured. */
  readonly percentFromBaseline: number | null;
}

/** What a patient must have to be drawn by `waterfallPlot` and `spiderPlot`; the results of `assessResponses` have it. */
export interface ResponsePlotPatient {
  readonly patient: string;
  readonly baseline: { readonly day: number };
  /** Visits after baseline in order of time. */
  readonly visits: readonly ResponsePlotVisit[];
  readonly best: { readonly overall: ResponsePlotResponse };
  /** Day of the first progression; null = none. */
  readonly firstProgressionDay: { readonly overall: number | null };
  /** Thresholds of the criteria in percent. */
  readonly options: { readonly prDecreasePercent: number; readonly pdIncreasePercent: number };
}
