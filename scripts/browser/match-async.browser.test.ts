import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { peakMemory, report, watchMainThread } from "./main-thread.js";
import type { OpenBrowser } from "./open-browser.js";
import { openWorkerPages } from "./worker-pages.js";

type Family = typeof import("@hcc/all");
const root = new URL("../..", import.meta.url).pathname;
const hcc = createRequire(import.meta.url)(join(root, "packages/all/dist/index.cjs")) as Family;

interface Columns {
  readonly treated: Uint8Array;
  readonly score: Float64Array;
}

/** The same columns in Node and in a page: three of ten rows are treated, and their scores are higher. */
function makeColumns(n: number): Columns {
  let state = 12_345;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 4_294_967_296;
  };
  const treated = new Uint8Array(n);
  const score = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    treated[i] = uniform() < 0.3 ? 1 : 0;
    score[i] = (uniform() + uniform() + uniform() + (treated[i] === 1 ? 0.7 : 0.5)) / 4;
  }
  return { treated, score };
}

/** What the page knows. */
type Page = { readonly hcc: Family; columns: Columns };

const spec = {
  treatment: "treated",
  score: "score",
  caliper: { width: 0.00001, scale: "probability", unit: "absolute" },
} as const;
const n = 1_000_000;
let inNode: ReturnType<Family["matchPairs"]>;

let browser: OpenBrowser;
beforeAll(async () => {
  inNode = hcc.matchPairs(makeColumns(n), spec);
  browser = await openWorkerPages(root);
});
afterEach(() => browser.closePages());
afterAll(() => browser.close());

test("one million rows under a content security policy: Node's bits, progress, no main-thread task of 50 ms", async () => {
  const { page, errors, external } = await browser.open("/plain.html");
  await page.evaluate(`globalThis.columns = (${makeColumns})(${n})`);
  const memory = await peakMemory(browser.browser, page, () =>
    page.evaluate(async (call) => {
      const { hcc, columns } = globalThis as unknown as Page;
      await hcc.matchPairsAsync(columns, call);
    }, spec),
  );
  const { result, activity } = await watchMainThread(browser.browser, page, () =>
    page.evaluate(async (call) => {
      const { hcc, columns } = globalThis as unknown as Page;
      const seen: string[] = [];
      const matching = await hcc.matchPairsAsync(columns, call, {
        onProgress: ({ stage, done, of }) => seen.push(`${stage} ${done} of ${of}`),
      });
      Object.assign(globalThis, { matching });
      return { seen, codes: matching.warnings.map(({ code }) => code) };
    }, spec),
  );
  const found = await page.evaluate(() => {
    const { hcc, matching } = globalThis as unknown as Page & { matching: typeof inNode };
    const { pairs, unmatched, totalDistance, maxDistance, weights, subclass } = matching;
    return {
      pairs: pairs.length,
      unmatched: unmatched.length,
      totalDistance,
      maxDistance,
      fingerprints: [hcc.toJson(pairs), hcc.toJson(unmatched), hcc.toJson([weights, subclass])].map((text) => {
        let hash = 0;
        for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
        return hash;
      }),
    };
  });
  report(
    "matching of 1e6 rows",
    activity,
    `peak memory ${memory === null ? "not known" : (memory / 1e6).toFixed(0)} MB beyond the input`,
  );
  const hash = (value: unknown): number => {
    const text = hcc.toJson(value);
    let sum = 0;
    for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0;
    return sum;
  };
  expect({ errors, external, workers: page.workers().length, codes: result.codes }).toEqual({
    errors: [],
    external: [],
    workers: 0,
    codes: [],
  });
  expect(found).toEqual({
    pairs: inNode.pairs.length,
    unmatched: inNode.unmatched.length,
    totalDistance: inNode.totalDistance,
    maxDistance: inNode.maxDistance,
    fingerprints: [inNode.pairs, inNode.unmatched, [inNode.weights, inNode.subclass]].map(hash),
  });
  const treated = inNode.counts.treated;
  expect(result.seen.slice(0, 2)).toEqual(["reading 1 of 2", "reading 2 of 2"]);
  expect(result.seen.length).toBe(2 + Math.ceil(treated / 4096));
  expect(result.seen.at(-1)).toBe(`matching ${treated} of ${treated}`);
  expect(activity.longestTask.processor).toBeLessThan(50);
});

test("a signal ends the matching in a page with its reason, and no worker is left", async () => {
  const { page, errors } = await browser.open("/plain.html");
  await page.evaluate(`globalThis.columns = (${makeColumns})(${n})`);
  for (const stage of ["reading", "matching"]) {
    const outcome = await page.evaluate(
      async ({ call, when }) => {
        const { hcc, columns } = globalThis as unknown as Page;
        const controller = new AbortController();
        const reason = { at: when };
        let last = 0;
        try {
          await hcc.matchPairsAsync(columns, call, {
            signal: controller.signal,
            onProgress: (progress) => {
              if (progress.stage !== when) return;
              last = progress.done / progress.of;
              controller.abort(reason);
            },
          });
          return "fulfilled";
        } catch (error) {
          return error === reason && last < 1 ? "rejected with the reason, before the end" : String(error);
        }
      },
      { call: spec, when: stage },
    );
    expect(outcome).toBe("rejected with the reason, before the end");
    await expect.poll(() => page.workers().length, { timeout: 30_000 }).toBe(0);
  }
  expect(errors).toEqual([]);
});

test("under a policy that forbids workers the calling thread matches, with a warning, or refuses", async () => {
  const { page } = await browser.open("/forbidden.html");
  await page.evaluate(`globalThis.columns = (${makeColumns})(30_000)`);
  const outcome = await page.evaluate(async (call) => {
    const { hcc, columns } = globalThis as unknown as Page;
    const { warnings, ...matching } = await hcc.matchPairsAsync(columns, call);
    const refused = await hcc.matchPairsAsync(columns, call, { fallback: "error" }).then(
      () => null,
      ({ name, code, column }) => ({ name, code, column }),
    );
    return { matching: hcc.toJson(matching), codes: warnings.map(({ code }) => code), refused };
  }, spec);
  const { warnings: _, ...same } = hcc.matchPairs(makeColumns(30_000), spec);
  expect(outcome).toEqual({
    matching: hcc.toJson(same),
    codes: ["no-worker"],
    refused: { name: "HccInputError", code: "option", column: "fallback" },
  });
});
