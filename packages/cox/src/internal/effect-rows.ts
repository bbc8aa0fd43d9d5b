import { type AnyTerm, column, type Design, encodeTerms, type Frame, InputError, readFrame } from "@hcc/data";
import { timeRanks } from "@hcc/survival";

/** The channels of a spec, untyped because they were typed where the spec was. */
interface EffectSpec {
  readonly time: unknown;
  readonly event: unknown;
  readonly treatment: unknown;
  readonly propensity: unknown;
  readonly control?: unknown;
  readonly where?: unknown;
  readonly missing?: "error" | "omit";
  readonly weights?: unknown;
  readonly weightType?: "frequency" | "sampling";
}

/** Rows of two arms with their probability of treatment. */
export interface EffectRows {
  readonly frame: Frame<unknown>;
  readonly n: number;
  readonly time: Float64Array;
  readonly event: Uint8Array;
  readonly rank: Int32Array;
  /** Time of each rank. */
  readonly distinct: Float64Array;
  /** 0 for control, 1 for the other arm. */
  readonly arm: Uint8Array;
  /** Control first. */
  readonly names: readonly [string, string];
  readonly propensity: Float64Array;
  /** Case weight; 1 without weights. */
  readonly weight: Float64Array;
  /** Case weights that are frequencies, else null. */
  readonly frequency: Float64Array | null;
  /** One per list of terms. */
  readonly designs: readonly Design[];
}

/** Reads the rows of two arms and checks that each row could be in its arm. */
export function readEffectRows(
  call: string,
  data: unknown,
  spec: EffectSpec,
  lists: readonly (readonly unknown[])[],
): EffectRows {
  const { where, missing, weights, weightType } = spec;
  const frame = readFrame(
    data,
    {
      time: column("time", spec.time),
      event: column("event", spec.event),
      treatment: column("group", spec.treatment),
      propensity: column("number", spec.propensity),
    },
    {
      terms: lists.flat() as AnyTerm[],
      ...(where !== undefined && { where }),
      ...(missing !== undefined && { missing }),
      ...(weights !== undefined && { weights }),
      ...(weightType !== undefined && { weightType }),
    },
  );
  const { time, event, treatment, propensity } = frame.columns;
  const used = new Set(treatment.codes);
  const levels = treatment.levels.filter((_, code) => used.has(code));
  const place = { column: typeof spec.treatment === "string" ? spec.treatment : "treatment" };
  if (levels.length !== 2) {
    throw new InputError(
      levels.length < 2 ? "too-few-groups" : "option",
      `${call}: the treatment has the levels ${levels.join(", ")}: leave two arms with where`,
      place,
    );
  }
  const control = spec.control === undefined ? levels[0]! : String(spec.control);
  if (!levels.includes(control)) {
    throw new InputError("unknown-level", `control is "${control}", but the arms are ${levels.join(" and ")}`, {
      column: "control",
    });
  }
  const treated = levels.find((level) => level !== control)!;
  const arm = Uint8Array.from(treatment.codes, (code) => (treatment.levels[code] === treated ? 1 : 0));
  const name = typeof spec.propensity === "string" ? spec.propensity : "propensity";
  for (let i = 0; i < frame.n; i++) {
    const p = propensity[i]!;
    const row = frame.rows[i]!;
    if (p < 0 || p > 1) {
      throw new InputError("option", `the propensity is ${p} at row ${row}: give probabilities, not log odds`, {
        column: name,
        row,
      });
    }
    if (p === 1 - arm[i]!) {
      throw new InputError(
        "option",
        `the propensity is ${p} at row ${row}, which is in the arm ${arm[i] === 1 ? treated : control}: it has no weight, leave out the rows that could be in one arm only`,
        { column: name, row },
      );
    }
  }
  const { ranks, time: distinct } = timeRanks(time);
  let position = 0;
  const designs = (lists as readonly (readonly AnyTerm[])[]).map((terms) => {
    const from = position;
    position += terms.reduce((sum, term) => sum + termCount(term), 0);
    return encodeTerms(
      frame.terms.filter((term) => term.position >= from && term.position < position),
      frame.n,
    );
  });
  const weight = frame.weights ?? new Float64Array(frame.n).fill(1);
  return {
    frame,
    n: frame.n,
    time,
    event,
    rank: ranks,
    distinct,
    arm,
    names: [control, treated],
    propensity,
    weight,
    frequency: frame.weightType === "frequency" ? weight : null,
    designs,
  };
}

/** Number of terms that an entry of a list stands for. */
function termCount(term: AnyTerm): number {
  if (typeof term === "string") return 1;
  if (term.type === "matrix") return term.names.length;
  return term.type === undefined ? Object.keys(term).length : 1;
}

/** Rows and events of each arm, control first. */
export function armCounts({ n, arm, event, frequency }: EffectRows): { n: number; events: number }[] {
  const counts = [0, 1].map(() => ({ n: 0, events: 0 }));
  for (let i = 0; i < n; i++) {
    const own = counts[arm[i]!]!;
    const times = frequency?.[i] ?? 1;
    own.n += times;
    own.events += times * event[i]!;
  }
  return counts;
}
