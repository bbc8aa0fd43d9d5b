import {
  type Channel,
  column,
  type Frame,
  type Group,
  type GroupValue,
  InputError,
  type Omitted,
  type RowOptions,
  readFrame,
  rereadable,
  type WeightOptions,
  type WeightType,
} from "@hcc/data";

/** Channels that name the groups of a summary. */
export interface GroupsSpec<Row> extends RowOptions<Row>, WeightOptions<Row> {
  readonly by: Channel<Row, GroupValue>;
  /** The groups in their order. Default: as they sort. */
  readonly levels?: readonly string[];
}

/** The same, untyped because they were typed where the spec was. */
export interface GroupsRequest {
  readonly by: unknown;
  readonly levels?: readonly string[];
  readonly where?: unknown;
  readonly missing?: "error" | "omit";
  readonly weights?: unknown;
  readonly weightType?: WeightType;
}

type Kind = "number" | "group" | "covariate";

/** A variable in groups: rows with a value, and of each group the (weighted) number of rows without. */
export interface GroupedColumn<Values> {
  readonly groups: readonly string[];
  readonly values: Values;
  /** Group of each row with a value. */
  readonly codes: Int32Array;
  readonly frequencies: Float64Array | null;
  readonly missing: readonly number[];
  /** Rows left out because the group or the weight was missing. */
  readonly omitted: Omitted;
  readonly excluded: number;
  readonly zeroWeight: number;
}

/**
 * Reads a variable in groups. Its missing values are counted by group; a missing group or weight does what `missing` says,
 * and with `strict` a missing value too.
 */
export function readGroups<K extends Kind>(
  data: unknown,
  spec: GroupsRequest,
  kind: K,
  values: unknown,
  categories?: readonly string[],
  strict: boolean = false,
): GroupedColumn<K extends "number" ? Float64Array : K extends "group" ? Group : Float64Array | Group> {
  if (spec.weights !== undefined && spec.weightType === "sampling") {
    throw new InputError("option", 'summaries take whole numbers of rows as weights: give weightType "frequency"', {
      column: "weightType",
    });
  }
  const rows = rereadable(data);
  const { where, missing, weights, weightType } = spec;
  const options = {
    where,
    weights,
    ...(weightType !== undefined && { weightType }),
    ...(missing !== undefined && { missing }),
  };
  const all = readFrame(rows, { by: column("group", spec.by, spec.levels) }, options);
  const { levels } = all.columns.by;
  const present = readFrame(
    rows,
    { by: column("group", spec.by, levels), values: column(kind, values, categories) },
    strict ? options : { ...options, missing: "omit" },
  );
  const counts = (frame: Frame<{ readonly by: Group }>): number[] => {
    const sums = new Array<number>(levels.length).fill(0);
    frame.columns.by.codes.forEach((code, i) => {
      sums[code]! += frame.weights?.[i] ?? 1;
    });
    return sums;
  };
  const there = counts(present);
  return {
    groups: levels,
    values: present.columns.values as never,
    codes: present.columns.by.codes,
    frequencies: present.weights,
    missing: counts(all).map((count, g) => count - there[g]!),
    omitted: all.omitted,
    excluded: all.excluded,
    zeroWeight: all.zeroWeight,
  };
}

/** Values (and frequencies) of each group, in their order. */
export function splitBy(values: Float64Array, codes: Int32Array, groups: number): Float64Array[] {
  const sizes = new Uint32Array(groups);
  for (const code of codes) sizes[code]!++;
  const parts = Array.from(sizes, (size) => new Float64Array(size));
  const filled = new Uint32Array(groups);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    parts[code]![filled[code]!++] = values[i]!;
  }
  return parts;
}
