import type { SortedRows } from "./match-problem.js";

/** Controls in a row of cells, stratum by stratum, of which those left are found in nearly constant time. */
export interface FreeControls {
  /** Place of the control of each cell, ascending within a stratum; -1 in the cells before, between and after the strata. */
  readonly cells: Int32Array;
  /** First cell of the stratum of each place whose control stands after it. */
  readonly slot: Int32Array;
  /** Links that lead to the next free cell on either side; a free cell leads to itself. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Number of controls. */
  readonly size: number;
}

export function freeControls({ arm, stratum }: SortedRows, strata: number): FreeControls {
  const n = arm.length;
  const cursor = new Int32Array(strata);
  let size = 0;
  for (let p = 0; p < n; p++) {
    if (arm[p] !== 0) continue;
    cursor[stratum[p]!]!++;
    size++;
  }
  for (let s = 0, next = 1; s < strata; s++) {
    const own = cursor[s]!;
    cursor[s] = next;
    next += own + 1;
  }
  const cells = new Int32Array(size + strata + 1).fill(-1);
  const slot = new Int32Array(n);
  for (let p = 0; p < n; p++) {
    const s = stratum[p]!;
    slot[p] = cursor[s]!;
    if (arm[p] === 0) cells[cursor[s]!++] = p;
  }
  const left = new Int32Array(cells.length);
  for (let i = 0; i < cells.length; i++) left[i] = i;
  return { cells, slot, left, right: left.slice(), size };
}

/** The first cell from here on, in the direction of the links, that is free or a boundary; shortens the way to it. */
export function firstFree(links: Int32Array, from: number): number {
  let root = from;
  while (links[root] !== root) root = links[root]!;
  while (links[from] !== root) {
    const next = links[from]!;
    links[from] = root;
    from = next;
  }
  return root;
}

/** The control of a cell is free no longer. */
export function take({ left, right }: FreeControls, cell: number): void {
  left[cell] = cell - 1;
  right[cell] = cell + 1;
}
