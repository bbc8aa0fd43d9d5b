import { pow } from "@hcc/numerics";
import { expect, test } from "vitest";
import { coxph } from "../src/index.js";

const rows = Array.from({ length: 40 }, (_, i) => ({
  t: 1 + ((i * 37) % 41),
  d: i % 3 > 0,
  x: ((i * 17) % 23) / 8,
  y: (i * 5) % 11,
  w: 1 + (i % 3) / 2,
}));
const fit = (scale: number, robust: boolean) =>
  coxph(
    rows.map((d) => ({ ...d, x: d.x * scale })),
    { time: "t", event: "d", covariates: ["x", "y"], ...(robust && { weights: "w", weightType: "sampling" }) },
  );

test.each([false, true])("a covariate in units of 2^n changes no bit but its own scale (robust %j)", (robust) => {
  const plain = fit(1, robust);
  for (const scale of [30, -30, 600, -600].map((n) => pow(2, n))) {
    const scaled = fit(scale, robust);
    const [x, y] = scaled.coefficients;
    const [x0, y0] = plain.coefficients;
    expect([x!.z, x!.pValue, x!.estimate! * scale, x!.standardError! * scale]).toEqual([
      x0!.z,
      x0!.pValue,
      x0!.estimate,
      x0!.standardError,
    ]);
    expect(y).toEqual(y0);
    expect(scaled.tests).toEqual(plain.tests);
  }
});
