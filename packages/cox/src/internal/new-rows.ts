import {
  type AnyTerm,
  type ColumnRequest,
  type Design,
  encodeTerms,
  type Frame,
  type Group,
  InputError,
  optionalColumn,
  readFrame,
} from "@hcc/data";
import type { BaselineHazard } from "../baseline-hazard.js";
import type { CoxModel } from "../types.js";
import { finiteColumns } from "./fitted-rows.js";
import { modelTerms, sameTerms } from "./model-terms.js";

/** New rows, coded as those of the fit. */
export interface NewRows<Columns> {
  readonly frame: Frame<Columns & { strata: Group | null; offset: Float64Array | null }>;
  readonly design: Design;
  /** Columns of the design whose coefficients have the status "ok". */
  readonly columns: readonly number[];
  readonly beta: Float64Array;
  /** Values of these columns and offset of a row in use. */
  patient(row: number): { readonly values: Float64Array; readonly offset: number };
}

/** Channels of a call that name the covariates of new rows. */
export interface NewRowChannels {
  readonly covariates?: unknown;
  readonly strata?: unknown;
  readonly offset?: unknown;
  readonly where?: unknown;
  readonly missing?: "error" | "omit";
}

type Values<Requests> = {
  readonly [Name in keyof Requests]: Requests[Name] extends ColumnRequest<infer Value> ? Value : never;
};

/**
 * Reads the covariates of new rows by the terms of a model, and further columns.
 *
 * @param stratified whether what is predicted depends on the stratum of a row.
 */
export function readNewRows<Requests extends Record<string, ColumnRequest<unknown>>>(
  call: string,
  model: CoxModel,
  baseline: BaselineHazard | null,
  data: unknown,
  spec: NewRowChannels,
  requests: Requests,
  stratified = true,
): NewRows<Values<Requests>> {
  const columns = finiteColumns(call, model);
  const known = baseline === null ? null : strataOf(call, model, baseline, columns);
  const strata = stratified ? known : null;
  if (strata !== null && strata.length > 0 && spec.strata === undefined) {
    throw new InputError("option", `${call}: the model has the strata ${strata.join(", ")}: give strata`, {
      column: "strata",
    });
  }
  if (strata !== null && strata.length === 0 && spec.strata !== undefined) {
    throw new InputError("option", `${call}: the model has no strata: leave strata out`, { column: "strata" });
  }
  if (model.offset !== (spec.offset !== undefined)) {
    const found = model.offset ? "has an offset: give offset" : "has no offset: leave offset out";
    throw new InputError("option", `${call}: the model ${found}`, { column: "offset" });
  }
  const coded = codeNewRows(call, model, data, spec, {
    ...requests,
    strata: optionalColumn("group", stratified ? spec.strata : undefined, strata ?? undefined),
    offset: optionalColumn("number", spec.offset),
  });
  const frame = coded.frame as unknown as NewRows<Values<Requests>>["frame"];
  const { design } = coded;
  const beta = Float64Array.from(columns, (j) => model.coefficients[j]!.estimate!);
  return {
    frame,
    design,
    columns,
    beta,
    patient: (row) => ({
      values: Float64Array.from(columns, (j) => design.values[j]![row]!),
      offset: frame.columns.offset?.[row] ?? 0,
    }),
  };
}

/** Reads columns and codes the covariates of new rows by the terms of a model. */
export function codeNewRows<Requests extends Record<string, ColumnRequest<unknown>>>(
  call: string,
  model: Pick<CoxModel, "terms">,
  data: unknown,
  { covariates, where, missing }: Pick<NewRowChannels, "covariates" | "where" | "missing">,
  requests: Requests,
): { readonly frame: Frame<Values<Requests>>; readonly design: Design } {
  const frame = readFrame(data, requests, {
    terms: (covariates as readonly AnyTerm[] | undefined) ?? modelTerms(model),
    ...(where !== undefined && { where }),
    ...(missing !== undefined && { missing }),
  }) as Frame<Values<Requests>>;
  if (!sameTerms(model, frame.terms)) {
    const terms = model.terms.map(({ name }) => name).join(", ");
    throw new InputError(
      "option",
      `${call}: covariates are not the terms of the model (${terms}): list those of the fit`,
      { column: "covariates" },
    );
  }
  return { frame, design: encodeTerms(frame.terms, frame.n, model.terms) };
}

/** Names of the strata of a baseline, which must be of the model. */
function strataOf(call: string, model: CoxModel, baseline: BaselineHazard, columns: readonly number[]): string[] {
  const own = columns.map((j) => model.coefficients[j]!.name);
  if (
    (baseline as BaselineHazard | undefined)?.kind !== "cox-baseline-hazard" ||
    baseline.fingerprint !== model.fingerprint ||
    baseline.ties !== model.ties ||
    baseline.coefficients.join("\n") !== own.join("\n")
  ) {
    throw new InputError("option", `${call}: the baseline is not of this model: give baselineHazard(model, ...)`);
  }
  return baseline.strata.flatMap(({ stratum }) => (stratum === null ? [] : [stratum]));
}
