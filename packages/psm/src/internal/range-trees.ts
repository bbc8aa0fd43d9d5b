/** Sums over ranges of 0/1 marks, and the place of the k-th mark (a Fenwick tree); all marks are set at first. */
export class MarkTree {
  readonly #sums: Int32Array;
  readonly #top: number;

  constructor(size: number) {
    this.#sums = Int32Array.from({ length: size + 1 }, (_, i) => i & -i);
    let top = 1;
    while (top * 2 <= size) top *= 2;
    this.#top = top;
  }

  /** Marks before `place`. */
  before(place: number): number {
    let sum = 0;
    for (let i = place; i > 0; i -= i & -i) sum += this.#sums[i]!;
    return sum;
  }

  /** Place of mark number k, from 0. */
  find(k: number): number {
    let place = 0;
    let left = k;
    for (let step = this.#top; step > 0; step >>= 1) {
      const next = place + step;
      if (next >= this.#sums.length || this.#sums[next]! > left) continue;
      place = next;
      left -= this.#sums[next]!;
    }
    return place;
  }

  change(place: number, by: 1 | -1): void {
    for (let i = place + 1; i < this.#sums.length; i += i & -i) this.#sums[i]! += by;
  }
}

/** Largest of numbers over ranges of places; -Infinity over none. */
export class MaximumTree {
  readonly #nodes: Float64Array;
  readonly #size: number;

  constructor(values: ArrayLike<number>) {
    this.#size = values.length;
    this.#nodes = new Float64Array(2 * values.length);
    for (let i = 0; i < values.length; i++) this.#nodes[this.#size + i] = values[i]!;
    for (let i = this.#size - 1; i > 0; i--) {
      this.#nodes[i] = Math.max(this.#nodes[2 * i]!, this.#nodes[2 * i + 1]!);
    }
  }

  over(low: number, high: number): number {
    let most = Number.NEGATIVE_INFINITY;
    for (let a = low + this.#size, b = high + this.#size; a < b; a >>= 1, b >>= 1) {
      if (a & 1) most = Math.max(most, this.#nodes[a++]!);
      if (b & 1) most = Math.max(most, this.#nodes[--b]!);
    }
    return most;
  }

  set(place: number, value: number): void {
    let i = place + this.#size;
    this.#nodes[i] = value;
    for (i >>= 1; i > 0; i >>= 1) this.#nodes[i] = Math.max(this.#nodes[2 * i]!, this.#nodes[2 * i + 1]!);
  }
}
