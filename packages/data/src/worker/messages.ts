import type { InputErrorCode } from "../input-error.js";

/** A channel as the worker knows it: a field's name, or the number of an array of values. */
export type ColumnKey = string | number;

/** To the worker. */
export type Request =
  /** Bytes of a typed array of `size` elements from element `start` on; the worker gives the buffer back. */
  | {
      readonly kind: "numbers";
      readonly key: ColumnKey;
      readonly size: number;
      readonly start: number;
      /** Name of the typed array's type. */
      readonly type: string;
      readonly buffer: ArrayBuffer;
      readonly bytes: number;
    }
  /** Values of a column of other values from row `start` on. */
  | {
      readonly kind: "values";
      readonly key: ColumnKey;
      readonly start: number;
      readonly values: readonly unknown[];
    }
  /** To answer, now that the columns are there; channels of the spec that are no names are column keys. */
  | {
      readonly kind: "call";
      readonly spec: object;
      readonly size: number;
      readonly where: Uint8Array | null;
      readonly steps: boolean;
    }
  /** What the worker asked for. */
  | { readonly kind: "reply"; readonly reply: unknown };

/** From the worker. */
export type Reply =
  | { readonly kind: "ready" }
  /** A buffer to fill again. */
  | { readonly kind: "buffer"; readonly buffer: ArrayBuffer }
  | { readonly kind: "step"; readonly step: unknown }
  /** Something that only the calling thread can tell. */
  | { readonly kind: "question"; readonly question: unknown }
  | { readonly kind: "answer"; readonly answer: unknown }
  | {
      readonly kind: "input-error";
      readonly code: InputErrorCode;
      readonly message: string;
      readonly column?: string;
      readonly row?: number;
    }
  | { readonly kind: "error"; readonly name: string; readonly message: string };
