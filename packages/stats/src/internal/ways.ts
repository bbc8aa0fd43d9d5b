/** Log weights with the number of ways that have each; weights within 1e-9 of each other are counted as one. */
export class Ways {
  size = 0;
  logs: Float64Array = new Float64Array(4);
  counts: Float64Array = new Float64Array(4);
  /** Open addressing: 1 + index of the way, 0 where free. */
  #slots = new Int32Array(8);

  /** Whether the weight is a new one. */
  add(weight: number, count: number): boolean {
    const rounded = Math.round(weight * 1e9);
    const mask = this.#slots.length - 1;
    let slot = hash(rounded) & mask;
    for (let found = this.#slots[slot]!; found > 0; found = this.#slots[slot]!) {
      if (Math.round(this.logs[found - 1]! * 1e9) === rounded) {
        this.counts[found - 1]! += count;
        return false;
      }
      slot = (slot + 1) & mask;
    }
    if (this.size === this.logs.length) {
      this.#grow();
      return this.add(weight, count);
    }
    this.logs[this.size] = weight;
    this.counts[this.size] = count;
    this.#slots[slot] = ++this.size;
    return true;
  }

  #grow(): void {
    const { logs, counts, size } = this;
    this.logs = new Float64Array(2 * size);
    this.logs.set(logs);
    this.counts = new Float64Array(2 * size);
    this.counts.set(counts);
    this.#slots = new Int32Array(4 * size);
    const mask = this.#slots.length - 1;
    for (let i = 0; i < size; i++) {
      let slot = hash(Math.round(logs[i]! * 1e9)) & mask;
      while (this.#slots[slot]! > 0) slot = (slot + 1) & mask;
      this.#slots[slot] = i + 1;
    }
  }
}

function hash(key: number): number {
  const mixed = Math.imul((key | 0) ^ Math.imul((key / 4294967296) | 0, 0x85ebca6b), 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
