import { pow } from "@hcc/numerics";
import { expect, describe as suite, test } from "vitest";
import { describe, tTest } from "../src/index.js";

suite("values in units of 2^n change nothing but the scale", () => {
  const x = [12, 15, 15.5, 18, 21, 30, 44.25];
  const y = [10, 11, 15, 16.75, 19, 20];
  const scales = [40, -40, 1000, -1000].map((n) => pow(2, n));
  test.each(["welch", "pooled"] as const)("tTest, %s", (variance) => {
    const plain = tTest(x, y, { variance });
    for (const scale of scales) {
      const scaled = tTest(
        x.map((value) => value * scale),
        y.map((value) => value * scale),
        { variance },
      );
      expect([scaled.statistic, scaled.df, scaled.pValue]).toEqual([plain.statistic, plain.df, plain.pValue]);
      expect(scaled.standardError / scale).toBe(plain.standardError);
    }
  });
  test("describe", () => {
    const plain = describe(x);
    for (const scale of scales) {
      const scaled = describe(x.map((value) => value * scale));
      expect([scaled.mean! / scale, scaled.standardDeviation! / scale]).toEqual([plain.mean, plain.standardDeviation]);
    }
  });
});
