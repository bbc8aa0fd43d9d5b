import { type AnyTerm, encodeTerms, InputError } from "@hcc/data";
import type { CoxModel, CoxOptions } from "../types.js";
import { checkTerms, FIT_OPTIONS, resolveOptions } from "./options.js";
import { type CoxRows, type RowChannels, readRows } from "./read-rows.js";
import { rowsFingerprint } from "./rows-fingerprint.js";
import { strataEnds, stratifiedOrder } from "./stratified-order.js";

/** The rows of a fit read again: all rows in use, by stratum and ascending time, and the model's predictor of each. */
export interface FittedRows {
  readonly read: CoxRows;
  readonly n: number;
  /** Position among the rows in use of each sorted row. */
  readonly order: Int32Array;
  readonly rank: Int32Array;
  /** A row is at risk at an event time of rank t when entryRank < t <= rank; null: from the start. */
  readonly entryRank: Int32Array | null;
  readonly event: Uint8Array;
  readonly weight: Float64Array;
  /** End (exclusive) of every stratum that has rows. */
  readonly strataEnd: Int32Array;
  /** Number of columns: those of the coefficients with status "ok". */
  readonly p: number;
  /** Which coefficients of the model the columns belong to. */
  readonly columns: readonly number[];
  readonly beta: Float64Array;
  /** Sorted rows x columns less the reference of the stratum. */
  readonly x: Float64Array;
  /** x'beta plus the offset less that of the reference. */
  readonly eta: Float64Array;
  /** Strata x columns. */
  readonly reference: Float64Array;
  /** Offset of the reference of each stratum, 0 without offset. */
  readonly referenceOffset: Float64Array;
}

/**
 * Reads the data of a fit by its specification; refuses what is not the data or the specification of the model.
 *
 * @param exact "allow" where an answer makes sense for exact ties, whose coefficients are those of a discrete hazard.
 */
export function fittedRows(
  call: string,
  model: CoxModel,
  data: unknown,
  spec: RowChannels & CoxOptions & { readonly covariates: unknown },
  own: readonly string[] = [],
  exact: "refuse" | "allow" = "refuse",
): FittedRows {
  const columns = finiteColumns(call, model);
  if (model.ties === "exact" && exact === "refuse") {
    throw new InputError(
      "option",
      `${call}: the model has ties "exact", whose coefficients are log odds ratios of a discrete hazard: fit with ties "efron"`,
      { column: "ties" },
    );
  }
  const { ties } = resolveOptions(call, spec, [...FIT_OPTIONS, ...own]);
  if (ties !== model.ties) {
    throw new InputError(
      "option",
      `ties is ${ties} but the model has ${model.ties}: give the specification of the fit`,
      {
        column: "ties",
      },
    );
  }
  checkTerms("covariates", spec.covariates);
  const read = readRows(data, spec, spec.covariates as readonly AnyTerm[]);
  const { frame, event, rank, entryRank, stratum, offset } = read;
  const design = encodeTerms(frame.terms, frame.n);
  const found = rowsFingerprint(read, design);
  if (found !== model.fingerprint || design.p !== model.coefficients.length || frame.weightType !== model.weightType) {
    throw new InputError(
      "option",
      `${call}: these are not the rows that the model was fitted to (fingerprint ${found}, the model has ${model.fingerprint}): give the data and the specification of the fit`,
    );
  }
  const { n } = frame;
  const order = stratifiedOrder(rank, stratum);
  const strataEnd = strataEnds(order, stratum);
  const sorted = {
    rank: order.map((row) => rank[row]!),
    entryRank: entryRank && order.map((row) => entryRank[row]!),
    event: Uint8Array.from(order, (row) => event[row]!),
    weight: frame.weights === null ? new Float64Array(n).fill(1) : Float64Array.from(order, (i) => frame.weights![i]!),
  };
  const p = columns.length;
  const x = new Float64Array(n * p);
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < p; j++, at++) x[at] = design.values[columns[j]!]![order[i]!]!;
  }
  const reference = subtractReference(x, p, strataEnd, sorted);
  const beta = Float64Array.from(columns, (j) => model.coefficients[j]!.estimate!);
  const eta = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++) for (let j = 0; j < p; j++, at++) eta[i]! += beta[j]! * x[at]!;
  const referenceOffset = new Float64Array(strataEnd.length);
  if (offset !== null) {
    const own = Float64Array.from(order, (row) => offset[row]!);
    referenceOffset.set(subtractReference(own, 1, strataEnd, sorted));
    for (let i = 0; i < n; i++) eta[i]! += own[i]!;
  }
  return { read, n, order, ...sorted, strataEnd, p, columns, beta, x, eta, reference, referenceOffset };
}

/** Columns with an estimate; those aliased or without information count as 0, infinite ones leave nothing to compute. */
export function finiteColumns(call: string, model: CoxModel): number[] {
  if ((model as CoxModel | undefined)?.kind !== "cox-model") {
    throw new InputError("option", `${call}: the first argument is no Cox model: give the result of coxph`);
  }
  const columns: number[] = [];
  for (const [j, { name, status, standardError }] of model.coefficients.entries()) {
    // A standard error of 0: the likelihood is flat to the last digit, as far out as the fit went.
    const flat = status === "ok" && !(standardError! > 0);
    if (status === "infinite" || flat) {
      throw new InputError(
        "option",
        `${call}: the coefficient "${name}" is infinite${flat ? ", or as good as" : ""}: leave its term out, or join levels, and fit again`,
        { column: name },
      );
    }
    if (status === "ok") columns.push(j);
  }
  return columns;
}

/** Values of the rows in use, given for sorted rows, in the order of the input; NaN for rows not in use. */
export function inputOrder({ read, order }: FittedRows, values: Float64Array): Float64Array {
  const { size, rows } = read.frame;
  const result = new Float64Array(size).fill(Number.NaN);
  for (let i = 0; i < order.length; i++) result[rows[order[i]!]!] = values[i]!;
  return result;
}

/**
 * Subtracts in every stratum a typical value: 0 from columns of -1, 0 and 1 only, else the weighted lower median of those
 * at risk at an event. A mean would follow single values that are far off.
 */
function subtractReference(
  x: Float64Array,
  p: number,
  strataEnd: Int32Array,
  { rank, event, weight }: Pick<FittedRows, "rank" | "event" | "weight">,
): Float64Array {
  const reference = new Float64Array(strataEnd.length * p);
  const plain = Array.from({ length: p }, (_, j) => {
    for (let at = j; at < x.length; at += p) if (x[at] !== 0 && Math.abs(x[at]!) !== 1) return false;
    return true;
  });
  for (let s = 0, start = 0; s < strataEnd.length; s++) {
    const end = strataEnd[s]!;
    let from = start;
    while (from < end && event[from] === 0) from++;
    if (from === end) from = start;
    while (from > start && rank[from - 1] === rank[from]) from--;
    for (let j = 0; j < p; j++) {
      if (plain[j]) continue;
      const value = weightedMedian(x, p, j, from, end, weight);
      reference[s * p + j] = value;
      for (let i = start; i < end; i++) x[i * p + j]! -= value;
    }
    start = end;
  }
  return reference;
}

function weightedMedian(
  x: Float64Array,
  p: number,
  column: number,
  from: number,
  end: number,
  weight: Float64Array,
): number {
  const values = Float64Array.from({ length: end - from }, (_, k) => x[(from + k) * p + column]!);
  let half = 0;
  let even = true;
  for (let i = from; i < end; i++) {
    half += weight[i]! / 2;
    if (weight[i] !== weight[from]) even = false;
  }
  if (even) return values.sort()[(values.length - 1) >> 1]!;
  const places = Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
  let sum = 0;
  for (const place of places) {
    sum += weight[from + place]!;
    if (sum >= half) return values[place]!;
  }
  return values[places.at(-1)!]!;
}
