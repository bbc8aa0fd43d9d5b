import { WASM_CODE } from "./wasm-code.js";

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (shape: { initial: number }) => Memory;
  readonly Instance: new (module: object, imports: { env: { memory: Memory } }) => { readonly exports: Code };
};
/** What the code offers; all of it works on the arena that lies in its memory. */
export interface Code {
  readonly evaluate: (order: number) => number;
  readonly place: (rows: number) => void;
  readonly predict: () => number;
  readonly rowScore: () => void;
  readonly rowProduct: () => void;
  readonly meanProduct: (filled: number) => void;
}
declare function atob(text: string): string;

/** A memory with the code that works in it. */
export interface WasmInstance {
  readonly code: Code;
  readonly buffer: ArrayBuffer;
  /** Gives the memory back; nothing may use it afterwards. */
  readonly release: () => void;
}

const PAGE = 65_536;
/** Larger memories are left to the garbage collector after use: the memory of WebAssembly never shrinks. */
const KEEP = 16_777_216;

interface Workplace {
  readonly memory: Memory;
  readonly code: Code;
}

let code: object | null | undefined;
let kept: Workplace | null = null;
let large: WeakRef<Workplace> | null = null;

/** Null where there is no WebAssembly, no SIMD, or a content security policy forbids it. */
function compiled(): object | null {
  if (code !== undefined) return code;
  try {
    code = new WebAssembly.Module(Uint8Array.from(atob(WASM_CODE), (letter) => letter.charCodeAt(0)));
  } catch {
    code = null;
  }
  return code;
}

/** The last large memory, if it fits and has not been collected: new pages cost as much as filling them. */
function takeLarge(bytes: number): Workplace | null {
  const last = large?.deref();
  const size = last?.memory.buffer.byteLength ?? 0;
  if (last === undefined || size < bytes || size > 2 * bytes) return null;
  large = null;
  return last;
}

/** A memory of at least `bytes`, or null where there is none to have; only one that is there already, if so wanted. */
export function wasmInstance(bytes: number, made = false): WasmInstance | null {
  if (made && (kept === null || kept.memory.buffer.byteLength < bytes)) return null;
  const module = compiled();
  if (module === null) return null;
  try {
    let mine = bytes <= KEEP ? kept : takeLarge(bytes);
    if (mine === null) {
      const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
      mine = { memory, code: new WebAssembly.Instance(module, { env: { memory } }).exports };
    } else {
      if (mine === kept) kept = null;
      const missing = Math.ceil((bytes - mine.memory.buffer.byteLength) / PAGE);
      if (missing > 0) mine.memory.grow(missing);
    }
    const own = mine;
    return {
      buffer: own.memory.buffer,
      code: own.code,
      release: () => {
        if (own.memory.buffer.byteLength <= KEEP) kept = own;
        else large = new WeakRef(own);
      },
    };
  } catch {
    return null;
  }
}
