import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { figureFaults } from "./figure-faults.js";
import { type OpenBrowser, openBrowser } from "./open-browser.js";

const root = new URL("../..", import.meta.url).pathname;
const text = (path: string): string => readFileSync(join(root, path), "utf8");
const guide = text("docs/from-lesion-table-to-orr-in-a-notebook.md");
const plainPage = /```html\n(<!doctype html>[\s\S]*?)```/
  .exec(guide)![1]!
  .replace(/https:\/\/[^"]+\/hcc\.global\.js/, "/hcc.global.js");

let browser: OpenBrowser;
beforeAll(async () => {
  mkdirSync(join(root, "temp/browser/pictures"), { recursive: true });
  browser = await openBrowser(
    join(root, "examples/notebooks/dist"),
    new Map([
      ["/plain/index.html", plainPage],
      ["/plain/lesions.csv", text("examples/notebooks/pages/lesion-table/lesions.csv")],
      ["/hcc.global.js", text("packages/all/dist/hcc.global.js")],
    ]),
  );
});
afterAll(() => browser.close());

const ORR = "ORR: difference 50.0 (−4.0 to 77.3) percentage points; fisher test: P 0.242";

test("the notebook of the lesion table shows rates and figures, without an error cell or a request to another machine", async () => {
  const { page, errors, external } = await browser.open("/lesion-table.html", { width: 1000, height: 900 });
  await page.waitForFunction(() => document.querySelectorAll("svg[role=img]").length === 3, undefined, {
    timeout: 30_000,
  });
  await page.screenshot({ path: join(root, "temp/browser/pictures/lesion-notebook.png"), fullPage: true });
  expect(await page.locator("body").textContent()).toContain(ORR);
  expect(await figureFaults(page)).toEqual([]);
  expect(await page.locator(".observablehq--error").count()).toBe(0);
  expect({ errors, external }).toEqual({ errors: [], external: [] });
});

test("the page without a notebook, as the guide prints it, draws the waterfall and says the response rate", async () => {
  const { page, errors, external } = await browser.open("/plain/index.html");
  await page.waitForFunction(() => document.querySelectorAll("svg[role=img]").length === 1);
  await page.screenshot({ path: join(root, "temp/browser/pictures/lesion-page.png"), fullPage: true });
  expect(await page.locator("#orr").textContent()).toBe("ORR 41.7 (15.2–72.3)%");
  expect(await figureFaults(page)).toEqual([]);
  expect({ errors, external }).toEqual({ errors: [], external: [] });
});
