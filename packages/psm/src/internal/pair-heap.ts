/** Pairs by ascending distance, equal ones by treated row, then by control row. Rows are given by their places. */
export class PairHeap {
  size = 0;
  private readonly row: Int32Array;
  private readonly heap: Int32Array;
  private readonly distance: Float64Array;
  private readonly treated: Int32Array;
  private readonly control: Int32Array;
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

  get firstTreated(): number {
    return this.treated[this.heap[0]!]!;
  }

  get firstControl(): number {
    return this.control[this.heap[0]!]!;
  }

  push(distance: number, treated: number, control: number): void {
    const { heap } = this;
    const entry = this.spare >= 0 ? this.spare : this.entries++;
    this.spare = -1;
    this.distance[entry] = distance;
    this.treated[entry] = treated;
    this.control[entry] = control;
    let i = this.size++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.less(entry, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = entry;
  }

  pop(): void {
    const { heap } = this;
    this.spare = heap[0]!;
    const entry = heap[--this.size]!;
    let i = 0;
    for (let child = 1; child < this.size; child = 2 * i + 1) {
      if (child + 1 < this.size && this.less(heap[child + 1]!, heap[child]!)) child++;
      if (!this.less(heap[child]!, entry)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = entry;
  }

  private less(a: number, b: number): boolean {
    const { distance, treated, control, row } = this;
    if (distance[a] !== distance[b]) return distance[a]! < distance[b]!;
    return treated[a] !== treated[b] ? row[treated[a]!]! < row[treated[b]!]! : row[control[a]!]! < row[control[b]!]!;
  }
}
