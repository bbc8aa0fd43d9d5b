import {
  type AnyTerm,
  type ColumnRequest,
  column,
  type Frame,
  type Group,
  type GroupValue,
  InputError,
  readFrame,
} from "@hcc/data";

/** The part of a spec that says who was treated and which rows count. */
export interface ArmsSpec {
  readonly treatment: unknown;
  readonly treated?: GroupValue;
  readonly where?: unknown;
  readonly missing?: "error" | "omit";
}

/** A frame with the treatment of its rows in use. */
export interface Arms<Columns> {
  readonly frame: Frame<Columns>;
  /** 1 treated, 0 control; one per row in use. */
  readonly treated: Uint8Array;
  readonly treatedCount: number;
  readonly controlCount: number;
}

/** Reads treatment, the requested columns and the terms; both groups must be there. */
export function readArms<Requests extends Record<string, ColumnRequest<unknown>>>(
  data: unknown,
  spec: ArmsSpec,
  requests: Requests,
  terms: readonly AnyTerm[] = [],
): Arms<Record<keyof Requests, unknown>> {
  const options = { where: spec.where, missing: spec.missing ?? "error", terms };
  const name = typeof spec.treatment === "string" ? spec.treatment : "treatment";
  const place = { column: name };
  const read = (kind: "event" | "group"): Frame<Record<string, unknown>> =>
    readFrame(data, { ...requests, treatment: column(kind, spec.treatment) }, options);
  let frame: Frame<Record<string, unknown>>;
  let treated: Uint8Array;
  if (spec.treated === undefined) {
    try {
      frame = read("event");
    } catch (error) {
      if (!(error instanceof InputError) || error.code !== "event-code" || error.column !== name) throw error;
      const row = error.row === undefined ? "" : ` at row ${error.row}`;
      throw new InputError(
        "event-code",
        `treatment "${name}" is neither boolean nor 0 or 1${row}: recode it, or name the treated group with treated`,
        { column: name, ...(error.row !== undefined && { row: error.row }) },
      );
    }
    treated = frame.columns["treatment"] as Uint8Array;
  } else {
    frame = read("group");
    const { codes, levels } = frame.columns["treatment"] as Group;
    const wanted = levels.indexOf(String(spec.treated));
    if (wanted < 0) {
      throw new InputError(
        "unknown-level",
        `treated is "${spec.treated}" but column "${name}" holds ${levels.join(", ")}: name one of these`,
        place,
      );
    }
    if (levels.length > 2) {
      throw new InputError(
        "option",
        `column "${name}" has the ${levels.length} groups ${levels.join(", ")}: keep two of them with where`,
        place,
      );
    }
    treated = Uint8Array.from(codes, (code) => (code === wanted ? 1 : 0));
  }
  let treatedCount = 0;
  for (const value of treated) treatedCount += value;
  const controlCount = frame.n - treatedCount;
  if (treatedCount === 0 || controlCount === 0) {
    throw new InputError(
      "too-few-groups",
      `all ${frame.n} rows in use are ${treatedCount === 0 ? "controls" : "treated"} by "${name}": both groups are needed`,
      place,
    );
  }
  return { frame: frame as Frame<Record<keyof Requests, unknown>>, treated, treatedCount, controlCount };
}
