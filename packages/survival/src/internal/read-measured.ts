import { column, type Group, type GroupValue, type Omitted, readFrame } from "@hcc/data";
import type { Measured } from "../measured.js";

/** A table of visits after reading: one entry per visit in use. */
export interface ReadMeasured {
  readonly name: string;
  /** Position of the patient, -1 where there is no such patient. */
  readonly patient: Int32Array;
  readonly time: Float64Array;
  readonly value: readonly GroupValue[];
  readonly rule: "last" | "sum";
  readonly initial: GroupValue | null;
  /** Input row of each visit. */
  readonly rows: Int32Array;
  readonly omitted: Omitted;
}

/** Reads a table of visits; `position` says which patients there are. */
export function readMeasured(
  name: string,
  { data, id, time, value, rule, initial, missing }: Measured<GroupValue>,
  position: ReadonlyMap<string, number>,
): ReadMeasured {
  const requests = {
    id: column("group", id),
    time: column("number", time),
    value: column(rule === "sum" ? "number" : "covariate", value),
  };
  const frame = readFrame(data, requests, { missing });
  const { columns } = frame;
  const known = columns.id.levels.map((level) => position.get(level) ?? -1);
  return {
    name,
    patient: columns.id.codes.map((code) => known[code]!),
    time: columns.time,
    value: valuesOf(columns.value),
    rule,
    initial,
    rows: frame.rows,
    omitted: frame.omitted,
  };
}

function valuesOf(values: Float64Array | Group): GroupValue[] {
  if (values instanceof Float64Array) return Array.from(values);
  const { levels, codes } = values;
  const truth = levels.every((level) => level === "true" || level === "false");
  return Array.from(codes, (code) => (truth ? levels[code] === "true" : levels[code]!));
}
