/** What the flags of an event need. */
export interface Occurrence {
  readonly patient: string;
  readonly term: string;
  readonly class: string | null;
  readonly grade: number | null;
  readonly onset: number | null;
  readonly emergent: boolean;
}

type Flag = "Y" | null;

/** ADaM's flags of first occurrences by place of the event: chronological, and at the worst grade. */
export interface OccurrenceFlags {
  readonly AOCCFL: (place: number) => Flag;
  readonly AOCCPFL: (place: number) => Flag;
  readonly AOCCSFL: (place: number) => Flag;
  readonly AOCCIFL: (place: number) => Flag;
  readonly AOCCPIFL: (place: number) => Flag;
  readonly AOCCSIFL: (place: number) => Flag;
}

/** Flags of treatment-emergent events, per patient, term and class; what is missing comes last, ties in the order of the input. */
export function occurrenceFlags(events: readonly Occurrence[]): OccurrenceFlags {
  const onsets = Float64Array.from(events, ({ onset }) => onset ?? Number.MAX_VALUE);
  const grades = Int8Array.from(events, ({ grade }) => grade ?? 0);
  const emergent: number[] = [];
  for (let place = 0; place < events.length; place++) if (events[place]!.emergent) emergent.push(place);
  const byDate = Int32Array.from(emergent).sort((a, b) => onsets[a]! - onsets[b]! || a - b);
  const byGrade = byDate.slice().sort((a, b) => grades[b]! - grades[a]! || onsets[a]! - onsets[b]! || a - b);

  const patients = numbered(events.map(({ patient }) => patient));
  const keys = {
    patient: patients.codes,
    term: within(patients.codes, numbered(events.map(({ term }) => term))),
    class: within(patients.codes, numbered(events.map((event) => event.class))),
  };
  const first = (order: Int32Array, key: Float64Array): ((place: number) => Flag) => {
    const seen = new Set<number>();
    const flags = new Uint8Array(events.length);
    for (const place of order) {
      if (key[place]! < 0 || seen.has(key[place]!)) continue;
      seen.add(key[place]!);
      flags[place] = 1;
    }
    return (place) => (flags[place] === 1 ? "Y" : null);
  };
  return {
    AOCCFL: first(byDate, keys.patient),
    AOCCPFL: first(byDate, keys.term),
    AOCCSFL: first(byDate, keys.class),
    AOCCIFL: first(byGrade, keys.patient),
    AOCCPIFL: first(byGrade, keys.term),
    AOCCSIFL: first(byGrade, keys.class),
  };
}

interface Numbered {
  /** -1 where the name is null. */
  readonly codes: Float64Array;
  readonly size: number;
}

function numbered(names: readonly (string | null)[]): Numbered {
  const known = new Map<string, number>();
  const codes = Float64Array.from(names, (name) => {
    if (name === null) return -1;
    let code = known.get(name);
    if (code === undefined) known.set(name, (code = known.size));
    return code;
  });
  return { codes, size: known.size };
}

/** One number for each pair of patient and name. */
function within(patients: Float64Array, { codes, size }: Numbered): Float64Array {
  return codes.map((code, place) => (code < 0 ? -1 : patients[place]! * size + code));
}
