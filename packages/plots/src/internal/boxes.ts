/** An axis-parallel rectangle in pixels. */
export interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** The first candidate that touches no obstacle and stays inside the bounds, or null. */
export function firstFree(candidates: readonly Box[], obstacles: readonly Box[], bounds: Box): Box | null {
  return (
    candidates.find(
      (box) =>
        box.x1 >= bounds.x1 &&
        box.x2 <= bounds.x2 &&
        box.y1 >= bounds.y1 &&
        box.y2 <= bounds.y2 &&
        !obstacles.some((other) => box.x1 < other.x2 && other.x1 < box.x2 && box.y1 < other.y2 && other.y1 < box.y2),
    ) ?? null
  );
}

/** The segments of a step curve (constant to the right of each point) as thin boxes with `margin` around them. */
export function stepBoxes(points: readonly (readonly [number, number])[], margin: number): Box[] {
  const boxes: Box[] = [];
  for (let i = 1; i < points.length; i++) {
    const [x1, y1] = points[i - 1]!;
    const [x2, y2] = points[i]!;
    boxes.push({ x1: x1 - margin, y1: y1 - margin, x2: x2 + margin, y2: y1 + margin });
    boxes.push({ x1: x2 - margin, y1: Math.min(y1, y2) - margin, x2: x2 + margin, y2: Math.max(y1, y2) + margin });
  }
  return boxes;
}
