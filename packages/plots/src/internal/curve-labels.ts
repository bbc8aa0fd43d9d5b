import { type Box, firstFree, stepBoxes } from "./boxes.js";
import { textWidth } from "./text.js";

export type Path = readonly (readonly [number, number])[];

/**
 * Boxes for the names beside step curves, in the coordinates of the paths (pixels): at the right end, else along the
 * last part of the curve from its end backwards. Null when there are many curves or a name finds no place: a key serves
 * the reader better then.
 */
export function curveLabels(
  paths: readonly Path[],
  names: readonly string[],
  blocked: readonly Box[],
  bounds: Box,
): Box[] | null {
  const taken = [...blocked, ...paths.flatMap((path) => stepBoxes(path, 3))];
  const boxes: Box[] = [];
  if (paths.length > 3) return null;
  for (let i = 0; i < paths.length; i++) {
    const width = textWidth(names[i]!, 12, true);
    const box = firstFree(candidates(paths[i]!, width), taken, bounds);
    if (box === null) return null;
    boxes.push(box);
    taken.push(box);
  }
  return boxes;
}

const height = 14;

function candidates(path: Path, width: number): Box[] {
  const [endX, endY] = path[path.length - 1]!;
  const at = (x1: number, y1: number): Box => ({ x1, y1, x2: x1 + width, y2: y1 + height });
  const list = [at(endX + 6, endY - height / 2), at(endX - width, endY - height - 4), at(endX - width, endY + 4)];
  for (let i = path.length - 1; i > 0; i--) {
    const [x, y] = path[i]!;
    if (x < 0.55 * endX) break;
    const before = path[i - 1]![1];
    list.push(at(x + 6, before - height + 2), at(x - width - 6, y + 4));
  }
  return list;
}
