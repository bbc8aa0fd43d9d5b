import type { Study } from "../study.js";
import { baselineLines } from "./baseline-lines.js";
import { type Comparison, compareLine } from "./comparison.js";
import { exposureLines, patientLines, safetyLines } from "./patient-lines.js";
import { responseLines } from "./response-lines.js";
import { survivalLines } from "./survival-lines.js";

/** Sets our figures beside the published ones, every number of published.json once. */
export function compareWithPublished(study: Study, published: unknown): readonly Comparison[] {
  const sections = [
    patientLines(study),
    ...baselineLines(study),
    exposureLines(study),
    ...survivalLines(study),
    ...responseLines(study),
    safetyLines(study),
  ];
  return sections.flatMap(({ section, lines }) => lines.map((line) => compareLine(section, line, published)));
}

/** The printed number of matched pairs; null without published figures. */
export function publishedPairs(published: unknown): number | null {
  const { cohort } = (published ?? {}) as { readonly cohort?: { readonly matchedPairs?: number } };
  return cohort?.matchedPairs ?? null;
}
