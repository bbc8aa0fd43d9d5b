import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenBrowser, openBrowser } from "./open-browser.js";

type Family = typeof import("@hcc/all");
const root = new URL("../..", import.meta.url).pathname;
const hcc = createRequire(import.meta.url)(join(root, "packages/all/dist/index.cjs")) as Family;

let browser: OpenBrowser;
beforeAll(async () => {
  browser = await openBrowser(
    root,
    new Map([["/plain.html", '<!doctype html><script src="/packages/all/dist/hcc.global.js"></script>']]),
  );
});
afterAll(() => browser.close());

/** Assesses random courses of two target lesions over a baseline and eight visits; runs in Node and in a page. */
function assessMany(family: Family, patients: number) {
  let state = 12_345;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  const n = patients * 9 * 2;
  const patient = new Float64Array(n);
  const day = new Float64Array(n);
  const viable = new Float64Array(n);
  const lesion: string[] = [];
  for (let row = 0, size = 0; row < n; row++) {
    const visit = row % 9;
    size = visit === 0 ? 15 + 45 * uniform() : uniform() < 0.02 ? 0 : size * (0.75 + 0.45 * uniform());
    patient[row] = Math.floor(row / 18);
    day[row] = 56 * visit;
    viable[row] = Math.round(10 * size) / 10;
    lesion.push(row % 18 < 9 ? "T1" : "T2");
  }
  const table = { patient, day, lesion, role: lesion.map(() => "target" as const), viable };
  const start = performance.now();
  const responses = family.assessResponses(table, {
    patient: "patient",
    day: "day",
    lesion: "lesion",
    role: "role",
    viable: "viable",
    criteria: "mrecist",
    trace: false,
  });
  const time = performance.now() - start;
  let hash = 0;
  const double = new Float64Array(1);
  const bits = new Int32Array(double.buffer);
  const mix = (code: number): void => {
    hash = (Math.imul(hash, 31) + code) | 0;
  };
  const fold = (value: unknown): void => {
    if (typeof value === "number") {
      double[0] = value;
      bits.forEach(mix);
    } else if (typeof value === "string") {
      for (let i = 0; i < value.length; i++) mix(value.charCodeAt(i));
    } else if (typeof value === "object" && value !== null) {
      for (const part of Object.values(value)) fold(part);
    } else mix(value === null ? 1 : value === true ? 2 : 3);
  };
  for (const { options: _, ...response } of responses) fold(response);
  return { patients: responses.length, visits: responses.reduce((sum, it) => sum + it.visits.length, 0), hash, time };
}

test("100 000 patients over eight visits get the same responses in the browser as in Node, every bit", async () => {
  const { page, errors, external } = await browser.open("/plain.html");
  const { time, ...found } = await page.evaluate<ReturnType<typeof assessMany>>(`(${assessMany})(hcc, 100_000)`);
  const { time: inNode, ...expected } = assessMany(hcc, 100_000);
  console.log(
    `response of 1e5 patients: ${time.toFixed(0)} ms in the page, ${inNode.toFixed(0)} ms in Node, first calls`,
  );
  expect({ errors, external }).toEqual({ errors: [], external: [] });
  expect(expected).toMatchObject({ patients: 100_000, visits: 800_000 });
  expect(found).toEqual(expected);
});
