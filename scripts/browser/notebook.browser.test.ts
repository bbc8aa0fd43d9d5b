import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { figureFaults } from "./figure-faults.js";
import { type OpenBrowser, openBrowser } from "./open-browser.js";

const root = new URL("../..", import.meta.url).pathname;
let browser: OpenBrowser;
beforeAll(async () => {
  mkdirSync(join(root, "temp/browser/pictures"), { recursive: true });
  browser = await openBrowser(join(root, "examples/notebooks/dist"));
});
afterAll(() => browser.close());

test("the notebook draws every end point in both cohorts, without an error cell or a request to another machine", async () => {
  const { page, errors, external } = await browser.open("/tki-i.html");
  await page.waitForFunction(() => document.querySelectorAll("svg[role=img]").length === 2, undefined, {
    timeout: 30_000,
  });
  await page.screenshot({ path: join(root, "temp/browser/pictures/notebook.png"), fullPage: true });
  const seen = new Set<string>();
  const [endpoints, cohorts] = await page.locator("select").all();
  for (const cohort of ["Matched cohort", "Total cohort"]) {
    await cohorts!.selectOption(cohort);
    for (const endpoint of await endpoints!.locator("option").allTextContents()) {
      await endpoints!.selectOption(endpoint);
      const title = `${endpoint}, ${cohort.toLowerCase()}`;
      await page.waitForFunction(
        (wanted) =>
          [...document.querySelectorAll("svg[role=img] > title")].some((found) => found.textContent === wanted),
        title,
      );
      seen.add(await page.locator("svg[role=img]").first().innerHTML());
      expect(await figureFaults(page), title).toEqual([]);
    }
  }
  expect(seen.size).toBe(8);
  expect(await page.locator(".observablehq--error").count()).toBe(0);
  expect({ errors, external }).toEqual({ errors: [], external: [] });
});

test("figures wait while the page has no width yet", async () => {
  const { page, errors, external } = await browser.open("/tki-i.html", undefined, () => {
    const Observer = globalThis.ResizeObserver;
    globalThis.ResizeObserver = class extends Observer {
      constructor(callback: ResizeObserverCallback) {
        super((entries, observer) => {
          callback([{ contentRect: { width: 0 } } as ResizeObserverEntry], observer);
          setTimeout(() => callback(entries, observer), 500);
        });
      }
    };
  });
  await page.waitForFunction(() => document.querySelectorAll("svg[role=img]").length === 2, undefined, {
    timeout: 30_000,
  });
  expect({ errors, external }).toEqual({ errors: [], external: [] });
});
