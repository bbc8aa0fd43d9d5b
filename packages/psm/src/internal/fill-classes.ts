/**
 * Numbers of rows of consecutive classes, each at least `minimum`, such that the rows move over as few classes as possible
 * in total; of several such answers the one with the most rows in the higher classes.
 *
 * A boundary that moves over a row moves that row by one class. So the ends of the classes are sought that are the nearest,
 * in total distance, to the present ones and `minimum` or more apart: isotonic regression of least absolute deviations, in
 * O(k log k) with a heap of the places at which the slope of the least total changes.
 *
 * @param counts rows of each class, together at least `minimum` for each.
 */
export function fillClasses(counts: Int32Array, minimum: number): Int32Array {
  const k = counts.length;
  const lowest = new Int32Array(k);
  const heap = new Int32Array(k);
  let end = 0;
  for (let j = 0; j < k; j++) {
    end += counts[j]! - minimum;
    push(heap, j, end);
    if (heap[0]! > end) replaceTop(heap, j + 1, end);
    lowest[j] = heap[0]!;
  }
  const filled = new Int32Array(k);
  let after = end;
  for (let j = k - 1; j > 0; j--) {
    const before = Math.min(after, Math.max(0, lowest[j - 1]!));
    filled[j] = after - before + minimum;
    after = before;
  }
  if (k > 0) filled[0] = after + minimum;
  return filled;
}

/** Puts a number into a heap of `size` numbers, the largest on top. */
function push(heap: Int32Array, size: number, value: number): void {
  let i = size;
  while (i > 0 && heap[(i - 1) >> 1]! < value) {
    heap[i] = heap[(i - 1) >> 1]!;
    i = (i - 1) >> 1;
  }
  heap[i] = value;
}

/** Takes the largest number out and puts another one in. */
function replaceTop(heap: Int32Array, size: number, value: number): void {
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= size) break;
    if (child + 1 < size && heap[child + 1]! > heap[child]!) child++;
    if (heap[child]! <= value) break;
    heap[i] = heap[child]!;
    i = child;
  }
  heap[i] = value;
}
