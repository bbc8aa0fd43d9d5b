import type { PatientResponse, ResponseComponent, TraceEntry } from "@hcc/mrecist";
import { superscript } from "./superscript.js";

/** Footnotes of the decisions of one patient, and where they stand. */
export interface DecisionNotes {
  /** Numbers of the footnotes of a component at a visit, in superscript; "" = none. */
  readonly mark: (visit: number, component: ResponseComponent) => string;
  readonly notes: readonly string[];
}

/** The decisions about some components at all visits, or those that are not the decision of the visit before, numbered visit by visit. */
export function decisionNotes(
  visits: PatientResponse["visits"],
  components: readonly ResponseComponent[],
  which: "changes" | "all" | "none",
): DecisionNotes {
  const marks = new Map<string, string>();
  const notes: string[] = [];
  const sources: string[] = [];
  let before = new Set<string>();
  const place = (visit: number, component: ResponseComponent): string => `${visit} ${component}`;
  const source = (citation: string): string => {
    if (!sources.includes(citation)) sources.push(citation);
    return `[${sources.indexOf(citation) + 1}]`;
  };
  visits.forEach(({ day, trace }, visit) => {
    const now = new Set<string>();
    for (const component of which === "none" ? [] : components) {
      for (const entry of trace) {
        if (entry.component !== component) continue;
        const key = `${component} ${component === "new-lesion" ? entry.text : `${entry.rule} ${entry.response}`}`;
        now.add(key);
        if (which === "changes" && before.has(key)) continue;
        const mark = superscript(notes.length + 1);
        const at = place(visit, component);
        marks.set(at, marks.has(at) ? `${marks.get(at)} ${mark}` : mark);
        notes.push(`${mark} Day ${day}, ${entry.rule}. ${sentenceOf(entry)} ${source(entry.citation)}.`);
      }
    }
    before = now;
  });
  if (sources.length > 0) {
    notes.push(`Sources: ${sources.map((citation, i) => `[${i + 1}] ${citation}`).join("; ")}.`);
  }
  return { mark: (visit, component) => marks.get(place(visit, component)) ?? "", notes };
}

function sentenceOf({ text, alternatives }: TraceEntry): string {
  return alternatives.length === 0 ? text : `${text}; otherwise ${alternatives.join(", ")}`;
}
