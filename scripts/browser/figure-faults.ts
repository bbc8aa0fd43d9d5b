import type { Page } from "playwright-core";

/** Texts of the visible figures that overlap each other or leave their figure. */
export function figureFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    for (const figure of document.querySelectorAll("svg[role=img]")) {
      const frame = figure.getBoundingClientRect();
      if (frame.width === 0) continue;
      const name = figure.querySelector("title")?.textContent ?? "";
      const boxes = [...figure.querySelectorAll("text")]
        .map((text) => ({ text: text.textContent ?? "", box: text.getBoundingClientRect() }))
        .filter(({ text, box }) => text.trim() !== "" && box.width > 0);
      boxes.forEach(({ text, box }, i) => {
        if (
          box.left < frame.left - 1 ||
          box.right > frame.right + 1 ||
          box.top < frame.top - 1 ||
          box.bottom > frame.bottom + 1
        ) {
          faults.push(`${name}: "${text}" leaves the figure`);
        }
        for (const other of boxes.slice(i + 1)) {
          const width = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
          const height = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
          if (width > 1 && height > 3) faults.push(`${name}: "${text}" overlaps "${other.text}"`);
        }
      });
    }
    return faults;
  });
}
