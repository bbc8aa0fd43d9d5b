import type { ColumnPiece } from "../read-in-slices.js";
import type { ColumnKey, Request } from "./messages.js";

/** Bytes of a buffer: one step of a typed array of doubles. */
const BUFFER = 65_536 * 8;
/** Buffers under way after which reading waits for the worker. */
const MOST = 8;

/** Sends pieces of columns in few buffers, which come back to be filled again. */
export interface ColumnPost {
  /** Whether the worker is behind then. */
  send(piece: ColumnPiece, key: ColumnKey): boolean;
  /** Takes a buffer back. */
  takeBack(buffer: ArrayBuffer): void;
  /** Settles when the worker is not behind. */
  room(): Promise<void> | undefined;
  /** Ends every wait. */
  end(): void;
}

export function columnPost(post: (request: Request) => void): ColumnPost {
  const spare: ArrayBuffer[] = [];
  let underWay = 0;
  let over = false;
  let wake = (): void => {};
  return {
    send({ size, start, values }, key) {
      if (!ArrayBuffer.isView(values)) {
        post({ kind: "values", key, start, values });
        return false;
      }
      const { byteLength: bytes, byteOffset } = values;
      const buffer = spare.pop() ?? new ArrayBuffer(BUFFER);
      new Uint8Array(buffer).set(new Uint8Array(values.buffer, byteOffset, bytes));
      underWay++;
      post({ kind: "numbers", key, size, start, type: values[Symbol.toStringTag], buffer, bytes });
      return underWay >= MOST;
    },
    takeBack(buffer) {
      spare.push(buffer);
      underWay--;
      wake();
    },
    room() {
      if (over || underWay < MOST) return undefined;
      return new Promise((resolve) => {
        wake = resolve;
      });
    },
    end() {
      over = true;
      wake();
    },
  };
}
