/** The parts of a line of [x, y] points between two heights; [x, NaN] where a part ends. */
export function clipLine(points: readonly (readonly number[])[], low: number, high: number): number[][] {
  const inside = (y: number): boolean => y >= low && y <= high;
  const path: number[][] = [];
  points.forEach(([x, y], i) => {
    const [x0, y0] = points[i - 1] ?? [Number.NaN, Number.NaN];
    const crossings = [low, high]
      .filter((edge) => (edge - y0!) * (edge - y!) < 0)
      .map((edge) => [x0! + ((edge - y0!) / (y! - y0!)) * (x! - x0!), edge]);
    crossings.sort((a, b) => a[0]! - b[0]!);
    if (crossings.length > 0 && !inside(y0!)) path.push([x0!, Number.NaN]);
    path.push(...crossings, inside(y!) ? [x!, y!] : [x!, Number.NaN]);
  });
  return path;
}
