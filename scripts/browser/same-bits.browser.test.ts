import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenBrowser, openBrowser } from "./open-browser.js";

const root = new URL("../..", import.meta.url).pathname;
const example = join(root, "examples/tki-i-study");
const files = readdirSync(join(example, "records")).filter((name) => name.endsWith(".csv"));
const texts = Object.fromEntries(files.map((name) => [name, readFileSync(join(example, "records", name), "utf8")]));
const { matchedPairs: publishedPairs } = JSON.parse(readFileSync(join(example, "published.json"), "utf8")).cohort;

// The whole study on the built packages, as a page with a bundler would load it.
const bundled = await build({
  stdin: {
    contents: `
      import { toJson } from "@hcc/data";
      import { parseRecords } from "./records/parse-records.js";
      import { runStudy } from "./study.js";
      globalThis.runStudy = (texts, cutOffDate) => toJson(runStudy(parseRecords(texts, { cutOffDate }), undefined, ${publishedPairs}));`,
    resolveDir: join(example, "src"),
  },
  bundle: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  write: false,
  logLevel: "error",
});

const computation = `(() => {
  const rows = [];
  for (let i = 0; i < 200; i++) {
    const x = hcc.sin(i * 12.9898) * 43758.5453, u = x - Math.floor(x);
    const y = hcc.cos(i * 78.233) * 12345.678, v = y - Math.floor(y);
    rows.push({ t: -hcc.log(1 - u) * (i % 2 ? 10 : 20), d: v < 0.7 ? 1 : 0, arm: i % 2 ? "TKI" : "TKI-I", age: 40 + (i * 7) % 35, afp: hcc.exp(v * 10) });
  }
  const spec = { time: "t", event: "d" };
  return hcc.toJson([
    hcc.kaplanMeier(rows, { ...spec, by: "arm", confidence: { type: "arcsin" } }),
    hcc.logRank(rows, { ...spec, by: "arm" }),
    hcc.coxph(rows, { ...spec, covariates: ["arm", "age", hcc.log2Term("afp")], tests: ["score"] }),
    hcc.propensityScore(rows, { treatment: (d) => d.arm === "TKI", covariates: ["age", "afp"] }),
    hcc.mannWhitney(rows.map((d) => d.t), rows.map((d) => d.age)),
    hcc.contingencyTest([[12, 3], [5, 19]], { rule: "fisher" }),
  ]);
})()`;

let browser: OpenBrowser;
beforeAll(async () => {
  browser = await openBrowser(
    root,
    new Map([
      ["/iife.html", '<!doctype html><script src="/packages/all/dist/hcc.global.js"></script>'],
      ["/esm.html", '<!doctype html><script type="module" src="/study.js"></script>'],
      ["/study.js", bundled.outputFiles[0]!.text],
    ]),
  );
});
afterAll(() => browser.close());

test("the browser file gives the same bits as Node's CommonJS build", async () => {
  const { page, errors, external } = await browser.open("/iife.html");
  const theirs = await page.evaluate(computation);
  const hcc: unknown = createRequire(import.meta.url)(join(root, "packages/all/dist/index.cjs"));
  const ours: unknown = new Function("hcc", `return ${computation}`)(hcc);
  expect({ errors, external }).toEqual({ errors: [], external: [] });
  expect(theirs).toBe(ours);
});

test("the whole study on the ESM builds gives the same bits as Node's report, every number of it", async () => {
  const { page, errors, external } = await browser.open("/esm.html");
  await page.waitForFunction("globalThis.runStudy !== undefined");
  const study = await page.evaluate(
    ([input, cutOff]) =>
      (globalThis as unknown as { runStudy: (a: unknown, b: unknown) => string }).runStudy(input, cutOff),
    [texts, "2021-12-31"] as const,
  );
  const results = JSON.parse(readFileSync(join(root, "temp/browser/report/results.json"), "utf8")) as {
    study: unknown;
  };
  expect({ errors, external }).toEqual({ errors: [], external: [] });
  expect(study).toBe(JSON.stringify(results.study));
});
