import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { figureFaults } from "./figure-faults.js";
import { type OpenBrowser, openBrowser, type WatchedPage } from "./open-browser.js";

const root = new URL("../..", import.meta.url).pathname;
let browser: OpenBrowser;
beforeAll(async () => {
  mkdirSync(join(root, "temp/browser/pictures"), { recursive: true });
  browser = await openBrowser(join(root, "temp/browser/report"));
});
afterAll(() => browser.close());

for (const [name, width] of [
  ["desktop", 1280],
  ["phone", 390],
] as const) {
  describe(`the report at ${name} width`, () => {
    let watched: WatchedPage;
    beforeAll(async () => {
      watched = await browser.open("/index.html", { width, height: 900 });
      await watched.page.screenshot({ path: join(root, `temp/browser/pictures/report-${name}.png`), fullPage: true });
    });
    test("asks nothing of another machine and raises no error", () => {
      expect({ errors: watched.errors, external: watched.external }).toEqual({ errors: [], external: [] });
    });
    test("does not scroll sideways", async () => {
      expect(await watched.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
    test("has no figure whose texts overlap or are cut", async () => {
      expect(await figureFaults(watched.page)).toEqual([]);
    });
    test("shows every figure with the note on the data, and names it for a screen reader", async () => {
      const figures = await watched.page.evaluate(() =>
        [...document.querySelectorAll("svg[role=img]")]
          .filter((figure) => figure.getBoundingClientRect().width > 0)
          .map((figure) => ({
            text: figure.textContent ?? "",
            named: (figure.getAttribute("aria-labelledby") ?? "")
              .split(" ")
              .every((id) => document.getElementById(id)?.textContent),
          })),
      );
      expect(figures).toHaveLength(33);
      for (const { text, named } of figures) {
        // Lines of a broken caption are elements of their own, without the space between them.
        expect(text.replace(/\s/g, "")).toContain("Syntheticcohort,calibratedtopublishedaggregates;nopatientdata.");
        expect(named).toBe(true);
      }
    });
    test("prints no NaN, undefined or null, and no P of 0.000", async () => {
      const text = await watched.page.evaluate(() => document.querySelector("main")?.textContent ?? "");
      expect(text.match(/NaN|undefined|\bnull\b/g)).toBeNull();
      const zeros = await watched.page.evaluate(() =>
        [...document.querySelectorAll("table")]
          .filter((table) => !/Balance/.test(table.caption?.textContent ?? ""))
          .flatMap((table) =>
            [...table.querySelectorAll("td")].filter((cell) => /^0\.000/.test(cell.textContent ?? "")),
          )
          .map((cell) => cell.parentElement?.textContent)
          // Differences that weighting takes away are 0 to all digits.
          .filter((row) => !/SMD/.test(row ?? "")),
      );
      expect(zeros).toEqual([]);
    });
  });
}
