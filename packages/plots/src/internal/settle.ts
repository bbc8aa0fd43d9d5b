const measures = ["d", "transform", "x", "x1", "x2", "y", "y1", "y2", "width", "height", "cx", "cy", "r", "points"];

/**
 * Makes what Plot drew the same everywhere: it shifts marks by half a pixel on some screens, and its logarithms may
 * differ in the last digits between engines. Shifts become whole pixels, coordinates keep two decimals.
 */
export function settle(root: Element): void {
  for (const child of Array.from(root.children)) {
    const shift = /^translate\(([^,]+),([^)]+)\)$/.exec(child.getAttribute("transform") ?? "");
    if (child.localName !== "g" || shift === null) continue;
    const [x, y] = [Math.floor(Number(shift[1])), Math.floor(Number(shift[2]))];
    if (x === 0 && y === 0) child.removeAttribute("transform");
    else child.setAttribute("transform", `translate(${x},${y})`);
  }
  for (const element of Array.from(root.querySelectorAll("*"))) {
    for (const name of measures) {
      const value = element.getAttribute(name);
      if (value?.includes(".")) {
        const short = value.replace(/-?\d+\.\d{3,}(e[+-]?\d+)?/g, (x) => String(Math.round(Number(x) * 100) / 100));
        element.setAttribute(name, short);
      }
    }
  }
}
