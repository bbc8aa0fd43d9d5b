import { parseHTML } from "linkedom";

export const page = (): Document => parseHTML("<html></html>").document as unknown as Document;
export const texts = (figure: Element): string[] =>
  [...figure.querySelectorAll("text")].map((text) => text.textContent ?? "");
export const described = (figure: Element): string => figure.querySelector("desc")!.textContent ?? "";
/** Coordinates of a path in the order of its commands, M, L, H and V. */
export function corners(path: Element): [number, number][] {
  const points: [number, number][] = [];
  let [x, y] = [0, 0];
  for (const [, command, numbers] of path.getAttribute("d")!.matchAll(/([MLHV])([^MLHVZ]*)/g)) {
    const list = numbers!.split(",").map(Number);
    if (command === "H") x = list[0]!;
    else if (command === "V") y = list[0]!;
    else [x, y] = [list[0]!, list[1]!];
    points.push([x, y]);
  }
  return points;
}
