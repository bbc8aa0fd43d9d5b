import { InputError } from "../input-error.js";
import { importThreads } from "./import-threads.js";
import type { ColumnKey, Reply, Request } from "./messages.js";

/** A call whose columns have arrived. */
export interface ArrivedCall {
  /** As it was sent; `channel` gives the columns of its keys. */
  readonly spec: object;
  readonly data: Readonly<Record<string, unknown>>;
  /** The column of a key; a name is left as it is. */
  readonly channel: (key: unknown) => unknown;
  readonly where: Uint8Array | null;
  /** Lets go all columns but those whose memory these have: what follows needs it. */
  readonly release: (used: readonly (ArrayLike<unknown> | null | undefined)[]) => void;
  /** Tells the calling thread of a step; null where it does not listen. */
  readonly step: ((step: unknown) => void) | null;
  /** Asks the calling thread. */
  readonly ask: (question: unknown) => Promise<unknown>;
}

/** What goes back, and buffers of it that are handed over. */
export interface SentAnswer {
  readonly answer: unknown;
  readonly transfer?: readonly ArrayBuffer[];
}

interface Port {
  postMessage(reply: Reply, transfer?: readonly ArrayBuffer[]): void;
  onmessage: ((event: { data: Request }) => void) | null;
}
declare const self: Port | undefined;

/** A typed array, as far as this script uses it. */
interface Numbers extends ArrayLike<unknown> {
  readonly buffer: ArrayBuffer;
  readonly BYTES_PER_ELEMENT: number;
  subarray(start: number, end: number): Numbers;
}
type Of<Kind extends Request["kind"]> = Extract<Request, { kind: Kind }>;

/** What the script of a worker does, in browsers and in Node: gathers columns and answers. */
export function answerCalls(answer: (call: ArrivedCall) => SentAnswer | Promise<SentAnswer>): void {
  const columns = new Map<ColumnKey, Numbers | unknown[]>();
  let hear = (_reply: unknown): void => {};

  const start = (port: Pick<Port, "postMessage">): ((request: Request) => void) => {
    port.postMessage({ kind: "ready" });
    return (request) => {
      if (request.kind === "numbers") {
        addNumbers(columns, request);
        port.postMessage({ kind: "buffer", buffer: request.buffer }, [request.buffer]);
      } else if (request.kind === "values") addValues(columns, request);
      else if (request.kind === "reply") hear(request.reply);
      else respond(request, port);
    };
  };

  const respond = async ({ spec, size, where, steps }: Of<"call">, port: Pick<Port, "postMessage">): Promise<void> => {
    // A column that has no name keeps the number of rows where no channel is a field.
    const data: Record<string, unknown> = Object.assign(Object.create(null), { "": new Uint8Array(size) });
    for (const [key, values] of columns) if (typeof key === "string") data[key] = values;
    try {
      const { answer: found, transfer = [] } = await answer({
        spec,
        data,
        channel: (key) => (typeof key === "number" ? columns.get(key) : key),
        where,
        release: (used) => releaseAll(columns, used),
        step: steps ? (step) => port.postMessage({ kind: "step", step }) : null,
        ask: (question) =>
          new Promise((resolve) => {
            hear = resolve;
            port.postMessage({ kind: "question", question });
          }),
      });
      port.postMessage({ kind: "answer", answer: found }, transfer);
    } catch (error) {
      port.postMessage(errorReply(error));
    }
  };

  if (typeof self === "object" && typeof self.postMessage === "function") {
    const receive = start(self);
    self.onmessage = ({ data }) => receive(data);
  } else {
    importThreads<{ parentPort: Port & { on(name: "message", run: (data: Request) => void): void } }>().then(
      ({ parentPort }) => parentPort.on("message", start(parentPort)),
    );
  }
}

/** Numbers are copied into a column of this thread, whose memory can be freed when it is not needed any more. */
function addNumbers(
  columns: Map<ColumnKey, Numbers | unknown[]>,
  { key, size, start, type, buffer, bytes }: Of<"numbers">,
): void {
  const Type = (globalThis as unknown as Record<string, new (size: number | ArrayBuffer) => Numbers>)[type]!;
  const column = columns.get(key) ?? new Type(size);
  columns.set(key, column);
  if (Array.isArray(column)) {
    const piece = new Type(buffer);
    for (let i = 0; i * piece.BYTES_PER_ELEMENT < bytes; i++) column.push(piece[i]);
  } else {
    new Uint8Array(column.buffer, start * column.BYTES_PER_ELEMENT, bytes).set(new Uint8Array(buffer, 0, bytes));
  }
}

function addValues(columns: Map<ColumnKey, Numbers | unknown[]>, { key, start, values }: Of<"values">): void {
  let column = columns.get(key) ?? [];
  if (!Array.isArray(column)) column = Array.from(column.subarray(0, start));
  for (let i = 0; i < values.length; i++) column.push(values[i]);
  columns.set(key, column);
}

function releaseAll(
  columns: Map<ColumnKey, Numbers | unknown[]>,
  used: readonly (ArrayLike<unknown> | null | undefined)[],
): void {
  const inUse = new Set(used.map((values) => (values as Numbers | null | undefined)?.buffer));
  for (const values of columns.values()) {
    if (Array.isArray(values) || inUse.has(values.buffer)) continue;
    // Frees the memory now, where the engine can; the garbage collector may come after the answer.
    (values.buffer as ArrayBuffer & { transfer?: (length: number) => unknown }).transfer?.(0);
  }
  columns.clear();
}

function errorReply(error: unknown): Reply {
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
