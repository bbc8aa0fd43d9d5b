/** Edges from rows to columns, those of row i at `start[i]` up to `start[i + 1]`. */
export interface Edges {
  readonly rows: number;
  readonly columns: number;
  /** `rows` + 1 values. */
  readonly start: Int32Array;
  readonly column: Int32Array;
  /** Zero or more. */
  readonly cost: Float64Array;
  /** Called for every row that looks for a column. */
  readonly onVisit?: (() => void) | undefined;
}

/**
 * Gives each row up to `ratio` columns of its own: the most rows get a first, among such assignments the most a second, and
 * so on (which gives the most pairs in all), and of these the least total cost. Returns the row of each column, or -1.
 *
 * Shortest augmenting paths with potentials. A row that reaches no free column takes the last one of another row when that
 * is cheaper. Gives up, the assignment unfinished, when more than `spare` rows can have none.
 */
export function optimalAssignment(edges: Edges, ratio: number, spare: number = edges.rows): Int32Array {
  const { rows, columns, start, column, cost, onVisit } = edges;
  const owner = new Int32Array(columns).fill(-1);
  const held = new Int32Array(rows);
  const rowPotential = new Float64Array(rows);
  const columnPotential = new Float64Array(columns);
  const rowDistance = new Float64Array(rows);
  const columnDistance = new Float64Array(columns);
  const columnFrom = new Int32Array(columns);
  const rowFrom = new Int32Array(rows);
  const rowSeen = new Int32Array(rows);
  const columnDone = new Int32Array(columns);
  const columnSeen = new Int32Array(columns);
  const visited = new Int32Array(rows);
  const done = new Int32Array(columns);
  const heap = new Heap();
  let search = 0;
  let without = 0;

  for (let round = 1; round <= ratio; round++) {
    for (let source = 0; source < rows; source++) {
      // A row that got none in an earlier round reaches no free column, and so it stays.
      if (held[source] !== round - 1) continue;
      onVisit?.();
      search++;
      heap.clear();
      let visits = 0;
      let finished = 0;
      let end = -1;
      let reach = 0;
      for (let row = source, distance = 0; ; ) {
        rowSeen[row] = search;
        rowDistance[row] = distance;
        visited[visits++] = row;
        for (let e = start[row]!; e < start[row + 1]!; e++) {
          const c = column[e]!;
          if (columnDone[c] === search) continue;
          const there = distance + Math.max(0, cost[e]! - rowPotential[row]! - columnPotential[c]!);
          if (columnSeen[c] === search && columnDistance[c]! <= there) continue;
          columnSeen[c] = search;
          columnDistance[c] = there;
          columnFrom[c] = row;
          if (there === distance && owner[c]! < 0) {
            end = c;
            reach = distance;
            break;
          }
          heap.push(there, c);
        }
        row = -1;
        while (row < 0 && end < 0 && heap.size > 0) {
          const c = heap.pop();
          if (columnDone[c] === search) continue;
          columnDone[c] = search;
          done[finished++] = c;
          distance = columnDistance[c]!;
          const next = owner[c]!;
          if (next < 0) {
            end = c;
            reach = distance;
          } else if (rowSeen[next] !== search) {
            row = next;
            rowFrom[row] = c;
          }
        }
        if (row < 0) break;
      }
      if (end < 0) {
        if (round === 1 && ++without > spare) return owner;
        let best = source;
        let least = -rowPotential[source]!;
        for (let v = 1; v < visits; v++) {
          const row = visited[v]!;
          if (held[row] === round && rowDistance[row]! - rowPotential[row]! < least) {
            best = row;
            least = rowDistance[row]! - rowPotential[row]!;
          }
        }
        if (best === source) continue;
        held[best]!--;
        end = rowFrom[best]!;
        reach = rowDistance[best]!;
      }
      for (let v = 0; v < visits; v++) {
        const row = visited[v]!;
        if (rowDistance[row]! < reach) rowPotential[row]! += reach - rowDistance[row]!;
      }
      for (let v = 0; v < finished; v++) {
        const c = done[v]!;
        if (columnDistance[c]! < reach) columnPotential[c]! -= reach - columnDistance[c]!;
      }
      held[source]!++;
      for (let c = end; ; ) {
        const row = columnFrom[c]!;
        owner[c] = row;
        if (row === source) break;
        c = rowFrom[row]!;
      }
    }
  }
  return owner;
}

/** Binary heap of numbers by ascending key. */
class Heap {
  private readonly keys: number[] = [];
  private readonly items: number[] = [];
  size = 0;

  clear(): void {
    this.size = 0;
  }

  push(key: number, item: number): void {
    const { keys, items } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[parent]! <= key) break;
      keys[at] = keys[parent]!;
      items[at] = items[parent]!;
      at = parent;
    }
    keys[at] = key;
    items[at] = item;
  }

  pop(): number {
    const { keys, items } = this;
    const top = items[0]!;
    const size = --this.size;
    const key = keys[size]!;
    const item = items[size]!;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && keys[child + 1]! < keys[child]!) child++;
      if (keys[child]! >= key) break;
      keys[at] = keys[child]!;
      items[at] = items[child]!;
      at = child;
    }
    keys[at] = key;
    items[at] = item;
    return top;
  }
}
