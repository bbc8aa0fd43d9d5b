import { InputError } from "@hcc/data";
import { type CodedCox, codeCox, type LooseSpec } from "../internal/fit-cox.js";
import { fitDesign } from "../internal/fit-design.js";
import { mapChannels } from "./map-channels.js";
import type { ColumnKey, Reply, Request } from "./messages.js";

// The script of the worker, in browsers and in Node.

interface Port {
  postMessage(reply: Reply, transfer?: ArrayBuffer[]): void;
  onmessage: ((event: { data: Request }) => void) | null;
}
declare const self: Port | undefined;
declare const require: (name: string) => {
  parentPort: Port & { on(name: "message", run: (data: Request) => void): void };
};

/** A typed array, as far as this script uses it. */
interface Numbers extends ArrayLike<unknown> {
  readonly buffer: ArrayBuffer;
  readonly BYTES_PER_ELEMENT: number;
  subarray(start: number, end: number): Numbers;
}
type Of<Kind extends Request["kind"]> = Extract<Request, { kind: Kind }>;

const columns = new Map<ColumnKey, Numbers | unknown[]>();

/** Numbers are copied into a column of this thread, whose memory can be freed when it is not needed any more. */
function addNumbers({ key, size, start, type, buffer, bytes }: Of<"numbers">): void {
  const Type = (globalThis as unknown as Record<string, new (size: number | ArrayBuffer) => Numbers>)[type]!;
  const column = columns.get(key) ?? new Type(size);
  columns.set(key, column);
  if (Array.isArray(column)) {
    const piece = new Type(buffer);
    for (let i = 0; i * piece.BYTES_PER_ELEMENT < bytes; i++) column.push(piece[i]);
  } else {
    new Uint8Array(column.buffer, start * column.BYTES_PER_ELEMENT, bytes).set(new Uint8Array(buffer, 0, bytes));
  }
  port.postMessage({ kind: "buffer", buffer }, [buffer]);
}

function addValues({ key, start, values }: Of<"values">): void {
  let column = columns.get(key) ?? [];
  if (!Array.isArray(column)) column = Array.from(column.subarray(0, start));
  for (let i = 0; i < values.length; i++) column.push(values[i]);
  columns.set(key, column);
}

/** Columns that the fit does not use are let go before it begins: it needs the memory. */
function code({ spec, size, where }: Of<"fit">): CodedCox {
  // A column that has no name keeps the number of rows where no channel is a field.
  const data: Record<string, unknown> = Object.assign(Object.create(null), { "": new Uint8Array(size) });
  for (const [key, values] of columns) if (typeof key === "string") data[key] = values;
  const call = {
    ...mapChannels(spec as LooseSpec, (key) => (typeof key === "number" ? columns.get(key) : key)),
    ...(where !== null && { where }),
  };
  const coded = codeCox(data, call);
  const { design, rows } = coded;
  const used = [...design.values, rows.time, rows.event, rows.entry, rows.offset, rows.frame.weights];
  const inUse = new Set(used.map((values) => values?.buffer));
  for (const values of columns.values()) {
    if (Array.isArray(values) || inUse.has(values.buffer)) continue;
    // Frees the memory now, where the engine can; the garbage collector may come after the fit.
    (values.buffer as ArrayBuffer & { transfer?: (length: number) => unknown }).transfer?.(0);
  }
  columns.clear();
  return coded;
}

function fit(request: Of<"fit">): Reply {
  try {
    const { rows, design, options } = code(request);
    const onStep = (logLikelihood: number): void => port.postMessage({ kind: "step", logLikelihood });
    return { kind: "model", model: fitDesign(rows, design, { ...options, ...(request.steps && { onStep }) }) };
  } catch (error) {
    if (error instanceof InputError) {
      const { code, message, column, row } = error;
      return {
        kind: "input-error",
        code,
        message,
        ...(column !== undefined && { column }),
        ...(row !== undefined && { row }),
      };
    }
    const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
    return { kind: "error", name, message };
  }
}

const receive = (request: Request): void => {
  if (request.kind === "numbers") addNumbers(request);
  else if (request.kind === "values") addValues(request);
  else port.postMessage(fit(request));
};

let port: Port;
if (typeof self === "object" && typeof self.postMessage === "function") {
  port = self;
  port.onmessage = ({ data }) => receive(data);
} else {
  const { parentPort } = require("node:worker_threads");
  parentPort.on("message", receive);
  port = parentPort;
}
port.postMessage({ kind: "ready" });
