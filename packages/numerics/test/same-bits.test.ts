import implementation from "@stdlib/math-base-special-exp";
import { describe, expect, it } from "vitest";
import * as numerics from "../src/index.js";

/** 32-bit FNV-1a over the bytes of 4000 results, the arguments being a fixed sequence within [low, high]. */
function bits(f: (x: number) => number, low: number, high: number): string {
  const view = new DataView(new ArrayBuffer(8));
  let state = 1;
  let hash = 0x811c9dc5;
  for (let i = 0; i < 4000; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    view.setFloat64(0, f(low + (high - low) * (state / 4294967296)), true);
    for (let byte = 0; byte < 8; byte++) hash = Math.imul(hash ^ view.getUint8(byte), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}

// A changed hash is a changed digit somewhere: it belongs in the changelog. The same hashes must come out in browsers.
describe("same input, same bits, in every engine", () => {
  it.each([
    ["exp", numerics.exp, -700, 700, "acb3c852"],
    ["log", numerics.log, 0, 1000, "8644fd15"],
    ["log1p", numerics.log1p, -1, 2, "9d87032f"],
    ["expm1", numerics.expm1, -3, 3, "3acc1e22"],
    ["log2", numerics.log2, 0, 1000, "4c05db0a"],
    ["log10", numerics.log10, 0, 1000, "2b964ee9"],
    ["sin", numerics.sin, -100, 100, "b843ffd1"],
    ["cos", numerics.cos, -100, 100, "56c764f5"],
    ["asin", numerics.asin, -1, 1, "92e1e85e"],
    ["pow", (x: number) => numerics.pow(x, 1.7), 0, 100, "c9ee4e3f"],
    ["logGamma", numerics.logGamma, 0, 300, "b72e8c51"],
    ["normalUpperTail", numerics.normalUpperTail, -37, 37, "912357db"],
    ["normalQuantile", numerics.normalQuantile, 0, 1, "6d79a68e"],
    ["chiSquareUpperTail", (x: number) => numerics.chiSquareUpperTail(x, 3), 0, 1300, "44967334"],
    [
      "chiSquareUpperTail, many degrees of freedom",
      (x: number) => numerics.chiSquareUpperTail(x, 500),
      200,
      1300,
      "95d6fb3e",
    ],
    ["chiSquareQuantile", (p: number) => numerics.chiSquareQuantile(p, 4), 0, 1, "4a52c817"],
    ["tUpperTail", (t: number) => numerics.tUpperTail(t, 7.3), -10, 40, "982f3d9e"],
    ["tQuantile", (p: number) => numerics.tQuantile(p, 7.3), 0, 1, "16f30d00"],
    ["fUpperTail", (f: number) => numerics.fUpperTail(f, 3, 20), 0, 100, "fa505417"],
    ["betaQuantile", (p: number) => numerics.betaQuantile(p, 3, 20), 0, 1, "eb61ee40"],
  ] as const)("%s", (_, f, low, high, hash) => {
    expect(bits(f, low, high)).toBe(hash);
  });
});

it("exp has the bits of stdlib's, which gives 0 where the smallest number is nearer", () => {
  let state = 7;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const special = [0, -0, 1e-320, -1e-9, 3.7e-9, 709.782712893384, 709.7827128933841, -744.44, -746, 1e300, -1e300];
  const all = [...special, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < 20_000; i++) {
    all.push(
      40 * random() - 20,
      1454 * random() - 744.4,
      1e-7 * (random() - 0.5),
      10 * random() + 700,
      40 * random() - 744.4,
    );
  }
  const apart = all.filter((x) => !Object.is(numerics.exp(x), implementation(x)));
  expect(apart).toEqual([]);
  expect(numerics.exp(-745)).toBe(5e-324);
});
