import { expect, test } from "vitest";
import { formatCountPercent, formatInterval, formatNumber, formatP, formatRatio } from "../src/index.js";

test('a P value is "<0.001" only when it rounds to 0.000, ">0.999" only when it rounds to 1.000', () => {
  const cases: [number | null, string][] = [
    [0, "<0.001"],
    [1e-300, "<0.001"],
    [0.0004999, "<0.001"],
    [0.0005, "0.001"],
    [0.001, "0.001"],
    [0.0302, "0.030"],
    [0.05, "0.050"],
    [0.9994, "0.999"],
    [0.9996, ">0.999"],
    [1, ">0.999"],
    [null, "—"],
    [Number.NaN, "—"],
  ];
  for (const [p, text] of cases) expect(formatP(p), String(p)).toBe(text);
  expect(formatP(null, "NE")).toBe("NE");
});

test("a number keeps its decimals, has no negative zero, and names what is missing or infinite", () => {
  expect(formatNumber(31.25)).toBe("31.3");
  expect(formatNumber(2, 0)).toBe("2");
  expect(formatNumber(-0.04)).toBe("0.0");
  expect(formatNumber(-0)).toBe("0.0");
  expect(formatNumber(-1.5, 2)).toBe("−1.50");
  expect(formatNumber(Number.POSITIVE_INFINITY)).toBe("∞");
  expect(formatNumber(Number.NEGATIVE_INFINITY)).toBe("−∞");
  expect(formatNumber(Number.NaN)).toBe("—");
  expect(formatNumber(undefined)).toBe("—");
});

test('an interval says "not reached" and "NE", and "to" where a limit is negative', () => {
  expect(formatInterval({ estimate: null, lower: 12, upper: null })).toBe("not reached (12.0–NE)");
  expect(formatInterval({ estimate: 0.688, lower: 0.5375, upper: 0.8134 }, { scale: 100 })).toBe("68.8 (53.8–81.3)");
  expect(formatInterval({ estimate: -0.5, lower: -1, upper: -0.1 })).toBe("−0.5 (−1.0 to −0.1)");
  expect(formatRatio({ ratio: Number.POSITIVE_INFINITY, lower: 1.85, upper: Number.POSITIVE_INFINITY })).toBe(
    "∞ (1.85–∞)",
  );
});

test("percentages are those of the study's Table 1", () => {
  expect(formatCountPercent(58, 68)).toBe("58 (85.3)");
  expect(formatCountPercent(15, 48)).toBe("15 (31.3)");
  expect(formatCountPercent(3, 48)).toBe("3 (6.3)");
  expect(formatCountPercent(0, 0)).toBe("0 (—)");
  expect(formatCountPercent(12.25, 49)).toBe("12.3 (25.0)");
});

test("what is no P value or no number is an error, not a text", () => {
  for (const p of [2, -0.1, Number.POSITIVE_INFINITY, "0.04" as unknown as number]) {
    expect(() => formatP(p), String(p)).toThrow("a number from 0 to 1");
  }
  expect(() => formatNumber("3.5" as unknown as number)).toThrow('the number to format is "3.5"');
});
