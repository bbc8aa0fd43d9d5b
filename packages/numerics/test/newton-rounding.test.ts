import { expect, test } from "vitest";
import { exp, newton } from "../src/index.js";

test("newton reaches the maximum when the value is rounded far more coarsely than the gradient", () => {
  const fit = newton({
    start: Float64Array.of(0),
    evaluate: ([x]) => ({
      value: Math.floor((3 * x! - exp(x!)) * 1e9) / 1e9,
      gradient: Float64Array.of(3 - exp(x!)),
      information: Float64Array.of(exp(x!)),
    }),
  });
  expect(fit.status).toBe("converged");
  expect(fit.parameters[0]).toBeCloseTo(1.0986122886681098, 9);
});

test("newton stops, converged, when rounding of the gradient keeps the decrement from falling", () => {
  const fit = newton({
    start: Float64Array.of(0),
    evaluate: ([x]) => ({
      value: -((x! - 1) * (x! - 1)) / 2,
      gradient: Float64Array.of(1 - x! + (x! > 1 ? -1e-8 : 1e-8)),
      information: Float64Array.of(1),
    }),
  });
  expect(fit.status).toBe("converged");
  expect(fit.iterations).toBeLessThan(6);
  expect(fit.parameters[0]).toBeCloseTo(1, 7);
});
