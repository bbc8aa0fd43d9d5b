import { join } from "node:path";
import { build } from "esbuild";
import { parseHTML } from "linkedom";
import { afterAll, beforeAll, expect, test } from "vitest";
import { figureFaults } from "./figure-faults.js";
import { type OpenBrowser, openBrowser } from "./open-browser.js";

const root = new URL("../..", import.meta.url).pathname;
const widths = Array.from({ length: 31 }, (_, i) => 300 + 20 * i);

// One bundle for both engines: it draws a figure of every kind at every width.
const bundled = await build({
  stdin: {
    contents: `
      import { toSvgString } from "../src/index.js";
      import { figures } from "./draw-figures.js";
      const texts = { title: "Figure of the synthetic cohort", caption: "Synthetic cohort: no patient data were published." };
      globalThis.drawFigures = (document, widths) => widths.flatMap((width) =>
        Object.values(figures).map((draw) => toSvgString(draw({ ...texts, document, width }))));`,
    resolveDir: join(root, "packages/plots/test"),
  },
  bundle: true,
  conditions: ["@hcc/source"],
  format: "iife",
  platform: "browser",
  target: "es2022",
  write: false,
  logLevel: "error",
});
const script = bundled.outputFiles[0]!.text;
type Draw = (document: unknown, widths: readonly number[]) => string[];

let browser: OpenBrowser;
beforeAll(async () => {
  browser = await openBrowser(
    root,
    new Map([
      ["/figures.html", '<!doctype html><meta charset="utf-8"><script src="/figures.js"></script>'],
      ["/figures.js", script],
    ]),
  );
});
afterAll(() => browser.close());

test("figures are the same text in Chromium as in Node, and no text of them overlaps or is cut", async () => {
  const { page, errors, external } = await browser.open("/figures.html", { width: 1000, height: 900 });
  const theirs = await page.evaluate((sizes) => {
    const drawn = (globalThis as unknown as { drawFigures: Draw }).drawFigures(document, sizes);
    document.body.innerHTML = drawn.map((svg) => `<div>${svg}</div>`).join("");
    return drawn;
  }, widths);
  expect({ errors, external }).toEqual({ errors: [], external: [] });

  new Function(script)();
  const { document } = parseHTML("<html><body></body></html>");
  const ours = (globalThis as unknown as { drawFigures: Draw }).drawFigures(document, widths);
  expect(theirs).toEqual(ours);
  expect(await figureFaults(page)).toEqual([]);
});
