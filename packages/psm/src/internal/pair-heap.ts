import { ascendingOrder } from "@hcc/numerics";

/**
 * Pairs by ascending distance, equal ones by treated row, then by control row. Rows are given by their places. What is pushed
 * before `sort` is sorted at once, what comes later is kept in a heap, which then stays small.
 */
export class PairHeap {
  private readonly row: Int32Array;
  private readonly distance: Float64Array;
  private readonly treated: Int32Array;
  private readonly control: Int32Array;
  private readonly heap: Int32Array;
  private inHeap = 0;
  private list: Int32Array | null = null;
  /** Place of the next of the sorted ones. */
  private head = 0;
  /** Entries ever made; one that was popped is used again. */
  private entries = 0;
  private spare = -1;

  /** @param capacity most pairs at a time. */
  constructor(row: Int32Array, capacity: number) {
    this.row = row;
    this.heap = new Int32Array(capacity);
    this.distance = new Float64Array(capacity + 1);
    this.treated = new Int32Array(capacity + 1);
    this.control = new Int32Array(capacity + 1);
  }

  get size(): number {
    return this.inHeap + (this.list === null ? this.entries : this.list.length - this.head);
  }

  get firstTreated(): number {
    return this.treated[this.first()]!;
  }

  get firstControl(): number {
    return this.control[this.first()]!;
  }

  /** Ends the first pairs; to be called before one is looked at. */
  sort(): void {
    const { order, sorted } = ascendingOrder(this.distance.subarray(0, this.entries));
    const n = order.length;
    for (let start = 0, end = 1; start < n; start = end++) {
      while (end < n && sorted[end] === sorted[start]) end++;
      if (end - start > 1) order.subarray(start, end).sort((a, b) => (this.less(a, b) ? -1 : 1));
    }
    this.list = order;
  }

  push(distance: number, treated: number, control: number): void {
    const entry = this.spare >= 0 ? this.spare : this.entries++;
    this.spare = -1;
    this.distance[entry] = distance;
    this.treated[entry] = treated;
    this.control[entry] = control;
    if (this.list === null) return;
    const { heap } = this;
    let i = this.inHeap++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.less(entry, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = entry;
  }

  pop(): void {
    this.spare = this.first();
    if (this.head < this.list!.length && this.spare === this.list![this.head]) {
      this.head++;
      return;
    }
    const { heap } = this;
    const entry = heap[--this.inHeap]!;
    let i = 0;
    for (let child = 1; child < this.inHeap; child = 2 * i + 1) {
      if (child + 1 < this.inHeap && this.less(heap[child + 1]!, heap[child]!)) child++;
      if (!this.less(heap[child]!, entry)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = entry;
  }

  private first(): number {
    const next = this.list![this.head]!;
    if (this.inHeap === 0) return next;
    return this.head < this.list!.length && this.less(next, this.heap[0]!) ? next : this.heap[0]!;
  }

  private less(a: number, b: number): boolean {
    const { distance, treated, control, row } = this;
    if (distance[a] !== distance[b]) return distance[a]! < distance[b]!;
    return treated[a] !== treated[b] ? row[treated[a]!]! < row[treated[b]!]! : row[control[a]!]! < row[control[b]!]!;
  }
}
