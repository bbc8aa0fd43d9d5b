import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { peakMemory, report, watchMainThread } from "./main-thread.js";
import type { OpenBrowser } from "./open-browser.js";
import { openWorkerPages } from "./worker-pages.js";

type Family = typeof import("@hcc/all");
const root = new URL("../..", import.meta.url).pathname;
const hcc = createRequire(import.meta.url)(join(root, "packages/all/dist/index.cjs")) as Family;

interface Columns {
  readonly [name: string]: Float64Array | Uint8Array;
}

/** The same columns in Node and in a page: n rows, p covariates. */
function makeColumns(n: number, p: number): Columns {
  let state = 12_345;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 4_294_967_296;
  };
  const columns: Record<string, Float64Array | Uint8Array> = { t: new Float64Array(n), d: new Uint8Array(n) };
  for (let j = 0; j < p; j++) {
    const x = new Float64Array(n);
    for (let i = 0; i < n; i++) x[i] = uniform() + uniform() - 1;
    columns[`x${j}`] = x;
  }
  for (let i = 0; i < n; i++) {
    columns["t"]![i] = (0.01 + uniform()) * (1.5 + columns["x0"]![i]! / 2 - columns["x1"]![i]! / 3);
    columns["d"]![i] = uniform() < 0.6 ? 1 : 0;
  }
  return columns;
}

/** Memory of a page's process that a fit may take beyond its input and the worker's copy of it, in sizes of X. */
const MOST = 2.5;

const covariates = (p: number): string[] => Array.from({ length: p }, (_, j) => `x${j}`);

let browser: OpenBrowser;
beforeAll(async () => {
  browser = await openWorkerPages(root);
});
afterEach(() => browser.closePages());
afterAll(() => browser.close());

/** What the page knows. */
type Page = { readonly hcc: Family; columns: Columns; rows: Readonly<Record<string, number>>[] };

test("one million rows x 10 by the browser file: Node's bits, bounded memory, no main-thread task of 50 ms", async () => {
  const n = 1_000_000;
  const p = 10;
  const spec = { time: "t", event: "d", covariates: covariates(p) };
  const { page, errors, external } = await browser.open("/open.html");
  await page.evaluate(`globalThis.columns = (${makeColumns})(${n}, ${p})`);
  const memory = await peakMemory(browser.browser, page, () =>
    page.evaluate(async (call) => {
      const { hcc, columns } = globalThis as unknown as Page;
      await hcc.coxphAsync(columns, call);
    }, spec),
  );
  const { result, activity } = await watchMainThread(browser.browser, page, () =>
    page.evaluate(async (call) => {
      const { hcc, columns } = globalThis as unknown as Page;
      const stages: string[] = [];
      const model = await hcc.coxphAsync(columns, call, { onProgress: ({ stage }) => stages.push(stage) });
      return { model: hcc.toJson(model), stages };
    }, spec),
  );
  const x = 8 * n * p;
  const copy = x + 9 * n;
  const beyond = memory === null ? null : (memory - copy) / x;
  report(
    "1e6 rows x 10",
    activity,
    `peak memory ${memory === null ? "not known" : (memory / 1e6).toFixed(0)} MB beyond the input, beyond its copy in the worker ${beyond?.toFixed(2)} x the size of X`,
  );
  expect(page.workers()).toHaveLength(0);
  expect({ errors, external }).toEqual({ errors: [], external: [] });
  expect(result.stages.filter((stage) => stage === "reading")).toHaveLength(12);
  expect(result.model).toBe(hcc.toJson(hcc.coxph(makeColumns(n, p), spec)));
  expect(activity.longestTask.processor).toBeLessThan(50);
  if (beyond !== null) expect(beyond).toBeLessThan(MOST);
});

test("a hundred thousand rows with accessors: Node's bits, no main-thread task of 50 ms", async () => {
  const n = 100_000;
  const p = 10;
  const { page, errors } = await browser.open("/open.html");
  const toRows = (columns: Columns, count: number): Record<string, number>[] =>
    Array.from({ length: count }, (_, i) => {
      const row: Record<string, number> = {};
      for (const name of Object.keys(columns)) row[name] = columns[name]![i]!;
      return row;
    });
  const fit = `(hcc, rows, fit) => fit(rows, {
    time: (d) => d.t, event: (d) => d.d === 1, strata: (d, i) => "center " + (i % 3), where: (d) => d.x9 < 0.9,
    covariates: Array.from({ length: ${p} }, (_, j) => j % 2 ? { ["x" + j]: (d) => 2 * d["x" + j] } : "x" + j),
  })`;
  await page.evaluate(`globalThis.rows = (${toRows})((${makeColumns})(${n}, ${p}), ${n})`);
  const { result, activity } = await watchMainThread(browser.browser, page, () =>
    page.evaluate(`(${fit})(hcc, rows, hcc.coxphAsync).then(hcc.toJson)`),
  );
  report("1e5 rows, accessors", activity, "13 channels");
  expect(errors).toEqual([]);
  const inNode = new Function("hcc", "rows", "fit", `return (${fit})(hcc, rows, fit)`) as (
    ...call: unknown[]
  ) => unknown;
  expect(result).toBe(hcc.toJson(inNode(hcc, toRows(makeColumns(n, p), n), hcc.coxph)));
  expect(activity.longestTask.processor).toBeLessThan(50);
});

test("a signal ends the fit in a page with its reason, and no worker is left", async () => {
  const { page, errors } = await browser.open("/open.html");
  await page.evaluate(`globalThis.columns = (${makeColumns})(200_000, 4)`);
  for (const stage of ["reading", "fitting"]) {
    const outcome = await page.evaluate(async (when) => {
      const { hcc, columns } = globalThis as unknown as Page;
      const controller = new AbortController();
      const spec = { time: "t", event: "d", covariates: ["x0", "x1", "x2", "x3"] };
      const reason = { at: when };
      const onProgress = (progress: { stage: string }): void => {
        if (progress.stage === when) controller.abort(reason);
      };
      try {
        await hcc.coxphAsync(columns, spec, { signal: controller.signal, onProgress });
        return "fulfilled";
      } catch (error) {
        return error === reason ? "rejected with the reason" : String(error);
      }
    }, stage);
    expect(outcome).toBe("rejected with the reason");
    await expect.poll(() => page.workers().length, { timeout: 30_000 }).toBe(0);
  }
  expect(errors).toEqual([]);
});

describe("under a content security policy", () => {
  const n = 30_000;
  const spec = { time: "t", event: "d", covariates: ["x0", "x1"] };
  const { warnings: _, ...inNode } = hcc.coxph(makeColumns(n, 2), spec);
  const fitOn = async (path: string) => {
    const opened = await browser.open(path);
    await opened.page.evaluate(`globalThis.columns = (${makeColumns})(${n}, 2)`);
    const outcome = await opened.page.evaluate(async (call) => {
      const { hcc, columns } = globalThis as unknown as Page;
      let wasm = true;
      try {
        new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
      } catch {
        wasm = false;
      }
      const { warnings, ...model } = await hcc.coxphAsync(columns, call);
      const refused = await hcc.coxphAsync(columns, call, { fallback: "error" }).then(
        () => null,
        ({ name, code, column }) => ({ name, code, column }),
      );
      return { wasm, model: hcc.toJson(model), codes: warnings.map(({ code }) => code), refused };
    }, spec);
    const { model, ...rest } = outcome;
    return { ...rest, same: model === hcc.toJson(inNode) };
  };

  test("that forbids workers: the calling thread fits, with a warning, or refuses", async () => {
    expect(await fitOn("/forbidden.html")).toEqual({
      wasm: false,
      same: true,
      codes: ["no-worker"],
      refused: { name: "HccInputError", code: "option", column: "fallback" },
    });
  });

  test("with worker-src blob: a worker fits, without WebAssembly, to the same bits", async () => {
    expect(await fitOn("/plain.html")).toEqual({ wasm: false, same: true, codes: [], refused: null });
  });

  test("with worker-src blob: and 'wasm-unsafe-eval' also WebAssembly works", async () => {
    expect(await fitOn("/allowed.html")).toEqual({ wasm: true, same: true, codes: [], refused: null });
  });
});
