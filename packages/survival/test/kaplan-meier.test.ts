import { expect, test } from "vitest";
import { kaplanMeier } from "../src/index.js";

const iud = {
  time: [10, 13, 18, 19, 23, 30, 36, 38, 54, 56, 59, 75, 93, 97, 104, 107, 107, 107],
  event: [1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 0],
};

test("the SPSS interval of the median gives Collett's 93 days, 59.4 to 126.6", () => {
  const { median } = kaplanMeier(iud, { time: "time", event: "event", conventions: "spss" }).curves[0]!;
  expect(median.estimate).toBe(93);
  expect(median.lower!.toFixed(1)).toBe("59.4");
  expect(median.upper!.toFixed(1)).toBe("126.6");
  expect(((median.upper! - median.lower!) / 2 / 1.96).toFixed(3)).toBe("17.131");
});
