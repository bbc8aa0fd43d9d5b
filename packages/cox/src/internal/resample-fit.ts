import { InputError } from "@hcc/data";
import type { CoxModel, CoxSpec } from "../types.js";
import type { FittedRows } from "./fitted-rows.js";
import { modelTerms } from "./model-terms.js";

type Columns = Record<string, unknown>;

/** Data of a bootstrap replicate and the specification of its fit. */
export interface Resample {
  readonly data: Columns;
  readonly spec: CoxSpec<Record<string, unknown>>;
}

/**
 * Prepares draws with replacement from the rows of a fit, or from its clusters; frequencies count as repeated rows.
 *
 * @returns a function that draws as many as there are and gives them as data of their own.
 */
export function resampleFit(model: CoxModel, rows: FittedRows, random: () => number): () => Resample {
  const { frame, time, event, entry, offset, cluster } = rows.read;
  const sampling = frame.weightType === "sampling";
  const units: number[][] = [];
  const places = new Map<number, number[]>();
  for (let i = 0; i < frame.n; i++) {
    const times = frame.weightType === "frequency" ? frame.weights![i]! : 1;
    const own = (cluster && places.get(cluster[i]!)) ?? [];
    if (cluster !== null && own.length === 0) units.push(own);
    if (cluster !== null) places.set(cluster[i]!, own);
    for (let k = 0; k < times; k++) {
      if (cluster === null) units.push([i]);
      else own.push(i);
    }
  }
  const fields = frame.terms.map(({ name, transform, values }) => ({
    field: transform === "log2" ? (/^log2\((.*)\)$/.exec(name)?.[1] ?? name) : name,
    at: (i: number): number | string =>
      values instanceof Float64Array ? values[i]! : values.levels[values.codes[i]!]!,
  }));
  const { strata } = frame.columns;
  return () => {
    const drawn = units.flatMap(() => units[Math.floor(uniform(random) * units.length)]!);
    const data: Columns = {};
    for (const { field, at } of fields) data[field] = drawn.map(at);
    const spec = {
      time: drawn.map((i) => time[i]!),
      event: drawn.map((i) => event[i]!),
      covariates: modelTerms(model),
      ties: model.ties,
      ...(entry !== null && { entry: drawn.map((i) => entry[i]!) }),
      ...(offset !== null && { offset: drawn.map((i) => offset[i]!) }),
      ...(strata !== null && { strata: drawn.map((i) => strata.levels[strata.codes[i]!]!) }),
      ...(sampling && { weights: drawn.map((i) => frame.weights![i]!), weightType: "sampling" as const }),
    };
    return { data: fields.length === 0 ? { time: spec.time } : data, spec };
  };
}

function uniform(random: () => number): number {
  const value = random();
  if (typeof value === "number" && value >= 0 && value < 1) return value;
  throw new InputError("option", `random gave ${String(value)}: it must give numbers in [0, 1)`, { column: "random" });
}
