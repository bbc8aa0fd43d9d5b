import { ascendingOrder } from "@hcc/numerics";

/** Ways in all up to which they are searched one by one. */
const FEW = 8;

/** Log weights with the probability of the ways that have each; weights within 1e-9 of each other are counted as one. */
export class Ways {
  size = 0;
  logs: Float64Array = new Float64Array(4);
  masses: Float64Array = new Float64Array(4);
  /** Once sorted: probability of the first 0, 1, 2, ... ways together. */
  sums: Float64Array = new Float64Array(0);
  /** Open addressing: 1 + index of the way, 0 where free. Once sorted: ways in the buckets before each. */
  #slots = new Int32Array(8);
  #scale = 0;

  /** Whether the weight is a new one. */
  add(weight: number, mass: number): boolean {
    const rounded = Math.round(weight * 1e9);
    const mask = this.#slots.length - 1;
    let slot = hash(rounded) & mask;
    for (let found = this.#slots[slot]!; found > 0; found = this.#slots[slot]!) {
      if (Math.round(this.logs[found - 1]! * 1e9) === rounded) {
        this.masses[found - 1]! += mass;
        return false;
      }
      slot = (slot + 1) & mask;
    }
    if (this.size === this.logs.length) {
      this.#grow();
      return this.add(weight, mass);
    }
    this.logs[this.size] = weight;
    this.masses[this.size] = mass;
    this.#slots[slot] = ++this.size;
    return true;
  }

  /** Puts the ways in ascending order; none can be added afterwards. */
  sort(): void {
    const { size, logs, masses } = this;
    if (size > 1) {
      const { order, sorted } = ascendingOrder(logs.subarray(0, size));
      this.logs = sorted;
      this.masses = sorted.map((_, w) => masses[order[w]!]!);
    }
    this.sums = new Float64Array(size + 1);
    for (let w = 0; w < size; w++) this.sums[w + 1] = this.sums[w]! + this.masses[w]!;
    if (size <= FEW) return;
    const starts = new Int32Array(size + 1);
    const low = this.logs[0]!;
    this.#scale = size / (this.logs[size - 1]! - low);
    for (let w = 0, bucket = 0; w < size; w++) {
      const own = Math.min(size, Math.floor((this.logs[w]! - low) * this.#scale));
      while (bucket < own) starts[++bucket] = w;
    }
    this.#slots = starts;
  }

  /** Of the sorted ways, at least one. */
  get lowest(): number {
    return this.logs[0]!;
  }

  get highest(): number {
    return this.logs[this.size - 1]!;
  }

  /** Probability of all sorted ways together. */
  get mass(): number {
    return this.sums[this.size]!;
  }

  /** Of the sorted ways, the number with a log weight of at most `limit`. */
  upTo(limit: number): number {
    const { logs, size } = this;
    if (limit >= logs[size - 1]!) return size;
    const low = logs[0]!;
    if (!(limit >= low)) return 0;
    let w = size > FEW ? this.#slots[Math.floor((limit - low) * this.#scale)]! : 0;
    while (logs[w]! <= limit) w++;
    return w;
  }

  #grow(): void {
    const { logs, masses, size } = this;
    this.logs = new Float64Array(2 * size);
    this.logs.set(logs);
    this.masses = new Float64Array(2 * size);
    this.masses.set(masses);
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
