import { expect, test } from "vitest";
import { coxph } from "../src/index.js";

const cohort = (far: number) =>
  Object.freeze([
    ...Array.from({ length: 24 }, (_, i) => ({
      t: 1 + ((i * 7) % 24),
      d: i % 3 ? 1 : 0,
      x: (i * 5) % 11,
      z: (i * 3) % 7,
    })),
    { t: 30, d: 0, x: far, z: 3 },
  ]);

test.each([1e5, 1e7, 1e8, 1e10, 1e12])(
  "one censored row at x = %d leaves a finite estimate: the likelihood of the others is not monotone",
  (far) => {
    const reference = coxph(cohort(1e4), { time: "t", event: "d", covariates: ["x"] }).coefficients[0]!;
    const model = coxph(cohort(far), { time: "t", event: "d", covariates: ["x"] });
    expect(model.status).toBe("converged");
    expect(Math.abs(model.coefficients[0]!.estimate! - reference.estimate!)).toBeLessThan(
      1e-6 * reference.standardError!,
    );
  },
);

test.each([1e5, 1e7, 1e8])("so it is with a second covariate beside it, x = %d", (far) => {
  const model = coxph(cohort(far), { time: "t", event: "d", covariates: ["x", "z"] });
  expect(model.status).toBe("converged");
  expect(model.coefficients.map(({ status }) => status)).toEqual(["ok", "ok"]);
});

test("a likelihood that is flat where it is largest leaves a coefficient not estimable, not with standard error 0", () => {
  const rows = [
    { t: 1, d: 1, w: 3, x: 3, z: 2 },
    { t: 1, d: 1, w: 2, x: 0, z: 2 },
    { t: 0, d: 1, w: 3, x: 0, z: 2 },
    { t: 1, d: 0, w: 2, x: 0, z: 1 },
    { t: 1, d: 0, w: 1, x: 1000001, z: 4 },
  ];
  const model = coxph(rows, { time: "t", event: "d", covariates: ["x", "z"], weights: "w", weightType: "frequency" });
  expect(model.coefficients[1]).toMatchObject({ status: "not-estimable", reason: "limit", standardError: null });
  expect(model.warnings.map(({ message }) => message)).toContain(
    '"z" has no estimate: where the likelihood is largest it does not depend on it',
  );
});
