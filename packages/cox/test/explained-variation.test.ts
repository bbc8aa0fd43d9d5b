import { describe, expect, test } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { coxph, explainedVariation } from "../src/index.js";
import { performance } from "./performance-reference.js";
import { near } from "./reference.js";

describe("explained variation equals R's royston()", () => {
  for (const c of performance.variation) {
    test([c.terms.join("+"), c.time, c.strata].filter((part) => part !== null).join(", "), () => {
      const spec = {
        time: c.time,
        event: "event",
        covariates: c.terms,
        ...(c.strata !== null && { strata: c.strata }),
      };
      const found = explainedVariation(coxph(performance.lung, spec), performance.lung, spec);
      near(found.d, c.d);
      near(found.dStandardError, c.error);
      near(found.r2D, c.r2);
      near(found.r2KentOQuigley, c.ko);
      near(found.r2Nagelkerke, c.nagelkerke);
      near(found.cGonenHeller, c.gh);
      if (c.adjusted === null) return;
      near(found.adjusted!.d, c.adjusted.d);
      near(found.adjusted!.dStandardError, c.adjusted.error);
      // R's adjusted R2 has 1 in place of pi^2 / 6.
      const square = (found.adjusted!.d ** 2 * Math.PI) / 8;
      near(square / (1 + square), c.adjusted.r2);
      near(found.adjusted!.r2D, square / (Math.PI ** 2 / 6 + square), 0, 1e-13);
    });
  }
});

differsFromR(
  {
    where: "explainedVariation",
    ours: "the adjusted R2 of D is on the scale of the unadjusted one",
    r: "`royston(adjust = TRUE)` has pi^2 / 6 in the denominator of R2, and 1 in that of the adjusted R2",
    why: "An adjustment for the number of coefficients lowers R2; R's adjusted value is above the unadjusted one.",
    source: "survival 3.5-3, `royston`; Royston & Sauerbrei, Stat Med 2004;23:723-748, doi:10.1002/sim.1621",
    size: { question: "adjusted R2 of `ph.ecog` in `lung`", r: 0.1187, ours: 0.0757 },
  },
  (size) => {
    const c = performance.variation.find(({ terms, time, adjusted }) => {
      return terms.length === 1 && time === "time" && adjusted !== null;
    })!;
    expectShown(c.adjusted!.r2, size.r);
    expect(c.adjusted!.r2).toBeGreaterThan(c.r2);
    const own = { time: "time", event: "event", covariates: c.terms };
    const { adjusted, r2D } = explainedVariation(coxph(performance.lung, own), performance.lung, own);
    expectShown(adjusted!.r2D, size.ours);
    expect(adjusted!.r2D).toBeLessThan(r2D!);
  },
);

const rows = Array.from({ length: 90 }, (_, i) => ({
  t: 1 + ((i * 37) % 41),
  d: i % 4 > 0 ? 1 : 0,
  x: (i * 7) % 11,
  age: 40 + ((i * 7) % 31),
  site: i % 2 ? "north" : "south",
  w: 1 + (i % 3),
}));

describe("explainedVariation", () => {
  const spec = { time: "t", event: "d", covariates: ["x", "age"], ties: "breslow" } as const;

  test("the order of rows, the scale of time and a recoding of the covariates change nothing", () => {
    const found = explainedVariation(coxph(rows, spec), rows, spec);
    const other = rows
      .slice()
      .reverse()
      .map((d) => ({ ...d, t: d.t * 30.4375, x: 1000 - 3 * d.x }));
    const again = explainedVariation(coxph(other, spec), other, spec);
    for (const name of ["d", "dStandardError", "r2KentOQuigley", "r2Nagelkerke", "cGonenHeller"] as const) {
      near(again[name], found[name]!, 0, 1e-8);
    }
    expect(found.adjusted!.d).toBeLessThan(found.d!);
  });

  test("frequency weights are repeated rows, strata with references of their own too", () => {
    for (const own of [spec, { ...spec, strata: "site" } as const]) {
      const weighted = { ...own, weights: "w", weightType: "frequency" } as const;
      const repeated = rows.flatMap((d) => Array.from({ length: d.w }, () => d));
      const a = explainedVariation(coxph(rows, weighted), rows, weighted);
      const b = explainedVariation(coxph(repeated, own), repeated, own);
      for (const name of ["d", "dStandardError", "r2KentOQuigley", "r2Nagelkerke", "cGonenHeller"] as const) {
        near(a[name], b[name]!, 0, 1e-9);
      }
    }
  });

  test("Goenen and Heller's concordance is the mean over all pairs", () => {
    const own = { time: "t", event: "d", covariates: ["x"] } as const;
    const model = coxph(rows, own);
    const beta = model.coefficients[0]!.estimate!;
    let sum = 0;
    for (const a of rows) for (const b of rows) if (a !== b) sum += 1 / (1 + Math.exp(-Math.abs(beta * (a.x - b.x))));
    near(explainedVariation(model, rows, own).cGonenHeller, sum / (90 * 89), 0, 1e-13);
  });

  test("without covariates nothing is separated; robust variance has no likelihood; other cases are input errors", () => {
    const none = { time: "t", event: "d", covariates: [] } as const;
    expect(explainedVariation(coxph(rows, none), rows, none)).toMatchObject({
      d: null,
      r2D: null,
      adjusted: null,
      r2KentOQuigley: 0,
      r2Nagelkerke: 0,
      cGonenHeller: 0.5,
    });
    const clustered = { ...spec, cluster: "site" } as const;
    expect(explainedVariation(coxph(rows, clustered), rows, clustered).r2Nagelkerke).toBeNull();
    const sampling = { ...spec, weights: "w", weightType: "sampling" } as const;
    expect(() => explainedVariation(coxph(rows, sampling), rows, sampling)).toThrow(/sampling weights/);
    const late = { ...spec, entry: () => 0 };
    expect(() => explainedVariation(coxph(rows, late), rows, late)).toThrow(/enter late/);
  });
});
