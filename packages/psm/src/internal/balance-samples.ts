import { type ColumnRequest, InputError, optionalColumn } from "@hcc/data";
import { powerOfTwo } from "@hcc/numerics";
import type { BalanceMatching } from "../balance-types.js";
import { checkWeights } from "./moments.js";
import { type MatchedRows, readMatchedRows } from "./pair-distance.js";
import type { Arms } from "./read-arms.js";

/** The rows in use under the weights of an adjustment. */
export interface Sample {
  /** Null for the one of `matching` or `weights`. */
  readonly name: string | null;
  readonly weights: Float64Array;
  readonly sets: MatchedRows | null;
}

/** An adjusted sample as it was asked for; `key` names its weights in the frame. */
export interface SampleRequest {
  readonly name: string | null;
  readonly key: string;
  readonly matching: BalanceMatching | undefined;
  readonly channel: unknown;
}

interface Adjustment {
  readonly matching?: unknown;
  readonly weights?: unknown;
}

/** The adjusted samples that a specification names, that of `matching` or `weights` first. */
export function requestedSamples(spec: Adjustment & { readonly samples?: unknown }): SampleRequest[] {
  const requests: SampleRequest[] = [];
  const add = (name: string | null, { matching, weights }: Adjustment): void => {
    const column = name === null ? "matching" : `samples.${name}`;
    if (matching !== undefined && !ArrayBuffer.isView((matching as BalanceMatching | null)?.weights)) {
      throw new InputError("option", `${column} has no weights: give the result of matchPairs`, { column });
    }
    if (matching !== undefined && weights !== undefined) {
      const where = name === null ? "matching and weights are" : `${column}: matching and weights are`;
      throw new InputError("option", `${where} both given: give one of them`, {
        column: name === null ? "weights" : column,
      });
    }
    const used = matching as BalanceMatching | undefined;
    // "weights" itself would be read as case weights, which drop rows of weight 0.
    const key = name === null ? "adjustment" : column;
    requests.push({ name, key, matching: used, channel: used?.weights ?? weights });
  };
  if (spec.matching !== undefined || spec.weights !== undefined) add(null, spec);
  const { samples = {} } = spec;
  if (typeof samples !== "object" || samples === null || Array.isArray(samples)) {
    throw new InputError("option", "samples is no object: give { name: { matching } } or { name: { weights } }", {
      column: "samples",
    });
  }
  for (const [name, sample] of Object.entries(samples as { readonly [name: string]: Adjustment })) {
    const given = typeof sample === "object" && sample !== null ? Object.keys(sample) : [];
    const column = `samples.${name}`;
    const other = given.find((key) => key !== "matching" && key !== "weights");
    if (other !== undefined || (sample?.matching === undefined && sample?.weights === undefined)) {
      const found = other === undefined ? "has neither matching nor weights" : `has "${other}"`;
      throw new InputError("option", `${column} ${found}: give { matching } or { weights }`, { column });
    }
    add(name, sample);
  }
  return requests;
}

/** Column requests of the weights. */
export function weightColumns(requests: readonly SampleRequest[]): Record<string, ColumnRequest<unknown>> {
  return Object.fromEntries(requests.map(({ key, channel }) => [key, optionalColumn("number", channel)]));
}

/** Weights of the rows in use, checked, and in units of a power of two so that their squares stay within range. */
export function readSamples(requests: readonly SampleRequest[], { frame, treated }: Arms<unknown>): Sample[] {
  return requests.map(({ name, key, matching }) => {
    const read = (frame.columns as Record<string, Float64Array>)[key]!;
    checkWeights(read, treated, frame.rows, name === null ? "weights" : key);
    const sets = matching === undefined ? null : readMatchedRows(matching, frame, name === null ? "matching" : key);
    const size = powerOfTwo(read.reduce((most, weight) => Math.max(most, weight), 0));
    return { name, weights: read.map((weight) => weight / size), sets };
  });
}
