/** What the flags of an event need. */
export interface Occurrence {
  readonly patient: string;
  readonly term: string;
  readonly class: string | null;
  readonly grade: number | null;
  readonly onset: number | null;
  readonly emergent: boolean;
}

export type Flag = "Y" | null;

/** ADaM's flags of first occurrences; chronological, and at the worst grade. */
export interface OccurrenceFlags {
  readonly AOCCFL: Flag;
  readonly AOCCPFL: Flag;
  readonly AOCCSFL: Flag;
  readonly AOCCIFL: Flag;
  readonly AOCCPIFL: Flag;
  readonly AOCCSIFL: Flag;
}

/** Flags of treatment-emergent events, per patient, term and class; what is missing comes last, ties in the order of the input. */
export function occurrenceFlags(events: readonly Occurrence[]): OccurrenceFlags[] {
  const emergent = events.flatMap(({ emergent }, place) => (emergent ? [place] : []));
  const onset = (place: number): number => events[place]!.onset ?? Number.MAX_VALUE;
  const grade = (place: number): number => events[place]!.grade ?? 0;
  const byDate = emergent.sort((a, b) => onset(a) - onset(b) || a - b);
  const byGrade = [...byDate].sort((a, b) => grade(b) - grade(a));
  const within = {
    patient: ({ patient }: Occurrence) => patient,
    term: ({ patient, term }: Occurrence) => JSON.stringify([patient, term]),
    class: ({ patient, class: name }: Occurrence) => (name === null ? null : JSON.stringify([patient, name])),
  };
  const first = (order: readonly number[], key: (event: Occurrence) => string | null): ReadonlySet<number> => {
    const places = new Map<string, number>();
    for (const place of order) {
      const name = key(events[place]!);
      if (name !== null && !places.has(name)) places.set(name, place);
    }
    return new Set(places.values());
  };
  const flags = {
    AOCCFL: first(byDate, within.patient),
    AOCCPFL: first(byDate, within.term),
    AOCCSFL: first(byDate, within.class),
    AOCCIFL: first(byGrade, within.patient),
    AOCCPIFL: first(byGrade, within.term),
    AOCCSIFL: first(byGrade, within.class),
  };
  return events.map((_, place) => {
    const flag = (name: keyof OccurrenceFlags): Flag => (flags[name].has(place) ? "Y" : null);
    return {
      AOCCFL: flag("AOCCFL"),
      AOCCPFL: flag("AOCCPFL"),
      AOCCSFL: flag("AOCCSFL"),
      AOCCIFL: flag("AOCCIFL"),
      AOCCPIFL: flag("AOCCPIFL"),
      AOCCSIFL: flag("AOCCSIFL"),
    };
  });
}
