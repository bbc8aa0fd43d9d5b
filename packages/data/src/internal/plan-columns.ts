import type { ColumnRequest, FrameOptions } from "../frame.js";
import { InputError } from "../input-error.js";
import { type TermColumn, termColumns } from "../term-columns.js";

/** Key of the case weights among the columns; no request can have it by accident. */
export const CASE_WEIGHTS = "term:-1:weights";

/** A column that a call needs: its key, what messages call its channel, and what it must be. */
export interface PlannedColumn {
  readonly key: string;
  readonly role: string;
  readonly request: ColumnRequest<unknown>;
}

/** The columns of a call in the order in which they are read, before any is read. */
export function planColumns(
  requests: Readonly<Record<string, ColumnRequest<unknown>>>,
  { terms, weights, weightType }: FrameOptions,
): { readonly columns: readonly PlannedColumn[]; readonly terms: readonly Omit<TermColumn, "values">[] } {
  const columns: PlannedColumn[] = [];
  for (const [name, request] of Object.entries(requests)) {
    if (request.channel !== undefined || request.required) columns.push({ key: name, role: name, request });
  }
  const found = termColumns(terms ?? []);
  for (const { key, name, kind, channel, levels } of found) {
    const request = { kind, channel, required: true };
    columns.push({ key, role: name, request: levels === undefined ? request : { ...request, levels } });
  }
  if (weights !== undefined) {
    if (weightType !== "frequency" && weightType !== "sampling") {
      const given = (weightType ?? null) === null ? "not given" : `"${String(weightType)}"`;
      throw new InputError("weight", `weightType is ${given}: weights need "frequency" or "sampling"`, {
        column: "weightType",
      });
    }
    columns.push({
      key: CASE_WEIGHTS,
      role: "weights",
      request: { kind: "number", channel: weights, required: true },
    });
  }
  return { columns, terms: found };
}
