import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CoxModel, type CoxSpec, coxph } from "../src/index.js";
import { type Columns, near } from "./reference.js";

interface Row {
  entry: number;
  time: number;
  event: number;
  x: number;
  y: number;
  w: number;
  s: string;
}
const spec = { time: "time", entry: "entry", event: "event", covariates: ["x", "y"] } as const;
/** Forty rows that enter at different times. */
const cohort: fc.Arbitrary<Row[]> = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
      fc.integer({ min: -8, max: 8 }),
      fc.integer({ min: 1, max: 3 }),
    ),
    { minLength: 40, maxLength: 40 },
  )
  .map((rows) =>
    rows.map(([entry, length, event, x, w], i) => ({
      entry,
      time: entry + length,
      event: Number(event || i % 4 === 0),
      x: x / 4,
      y: ((i * 5) % 7) / 2,
      w,
      s: i % 2 === 0 ? "a" : "b",
    })),
  );
const property = (check: (rows: Row[], ties: "efron" | "breslow") => void): void => {
  for (const ties of ["efron", "breslow"] as const) {
    fc.assert(
      fc.property(cohort, (rows) => check(rows, ties)),
      { numRuns: 30, seed: 20261125 },
    );
  }
};

function same(a: CoxModel, b: CoxModel): void {
  expect(a.status).toBe(b.status);
  near(a.logLikelihood.null, b.logLikelihood.null, 1, 1e-11);
  near(a.logLikelihood.model, b.logLikelihood.model, 1, 1e-11);
  a.coefficients.forEach((row, j) => {
    const other = b.coefficients[j]!;
    expect(row.status).toBe(other.status);
    if (row.status !== "ok") return;
    near(row.estimate, other.estimate!, other.standardError!);
    near(row.standardError, other.standardError!);
  });
}

describe("rows at risk in (entry, time]", () => {
  test("an entry at 0 for all rows is no delayed entry", () => {
    property((rows, ties) => {
      const early = rows.map((row) => ({ ...row, entry: 0 }));
      const { entry: _, ...plain } = spec;
      same(coxph(early, { ...spec, ties }), coxph(early, { ...plain, ties }));
    });
  });

  test("a subject whose interval is cut in two is the same subject", () => {
    property((rows, ties) => {
      const cut = rows.flatMap((row, id) => {
        const middle = Math.floor((row.entry + row.time) / 2);
        if (middle <= row.entry) return [{ ...row, id }];
        return [
          { ...row, id, time: middle, event: 0 },
          { ...row, id, entry: middle },
        ];
      });
      const whole = coxph(rows, { ...spec, ties });
      const parts = coxph(cut, { ...spec, ties, id: "id" });
      same(whole, parts);
      expect([parts.n, parts.events]).toEqual([whole.n, whole.events]);
    });
  });

  test("clusters of the parts of a subject give the robust variance of whole subjects", () => {
    property((rows, ties) => {
      const whole = rows.map((row, id) => ({ ...row, id }));
      const cut = whole.flatMap((row) => [
        { ...row, time: row.entry + 0.5, event: 0 },
        { ...row, entry: row.entry + 0.5 },
      ]);
      const common = { ...spec, ties, cluster: "id" } satisfies CoxSpec<(typeof whole)[number]>;
      const a = coxph(whole, common);
      const b = coxph(cut, common);
      expect([a.clusters, b.clusters]).toEqual([40, 40]);
      same(a, b);
    });
  });

  test("row order does not matter", () => {
    property((rows, ties) => same(coxph(rows, { ...spec, ties }), coxph([...rows].reverse(), { ...spec, ties })));
  });

  test("times may be transformed by any increasing function", () => {
    property((rows, ties) => {
      const curved = rows.map((row) => ({ ...row, entry: row.entry ** 3 + row.entry, time: row.time ** 3 + row.time }));
      same(coxph(rows, { ...spec, ties }), coxph(curved, { ...spec, ties }));
    });
  });

  test("frequencies are repeated rows (Breslow)", () => {
    property((rows) => {
      const weighted = coxph(rows, { ...spec, ties: "breslow", weights: "w", weightType: "frequency" });
      const repeated = rows.flatMap((row) => Array.from({ length: row.w }, () => row));
      same(weighted, coxph(repeated, { ...spec, ties: "breslow" }));
      expect(weighted.n).toBe(repeated.length);
    });
  });

  test("a stratum that lives in another period is not at risk: with and without strata the same", () => {
    property((rows, ties) => {
      const apart = rows.map((row) => (row.s === "a" ? row : { ...row, entry: row.entry + 100, time: row.time + 100 }));
      same(coxph(apart, { ...spec, ties }), coxph(apart, { ...spec, ties, strata: "s" }));
    });
  });

  test("a covariate may be shifted in every period without overlap", () => {
    property((rows, ties) => {
      const apart = rows.map((row) => (row.s === "a" ? row : { ...row, entry: row.entry + 100, time: row.time + 100 }));
      const shifted = apart.map((row) => ({ ...row, x: row.x + (row.s === "a" ? 1024 : -4096) }));
      same(coxph(apart, { ...spec, ties }), coxph(shifted, { ...spec, ties }));
    });
  });

  test("an offset that every risk set shares changes nothing, however large", () => {
    property((rows, ties) => {
      const apart = rows.map((row) => ({
        ...row,
        ...(row.s === "b" && { entry: row.entry + 100, time: row.time + 100 }),
        o: row.s === "b" ? 3000 : -5000,
      }));
      same(coxph(apart, { ...spec, ties }), coxph(apart, { ...spec, ties, offset: "o" }));
    });
  });
});

describe("what makes R fail", () => {
  const reference: { readonly data: Record<string, Columns> } = JSON.parse(
    readFileSync(new URL("../../../validation/cox-designs.json", import.meta.url), "utf8"),
  );
  const heart = reference.data["heart"] as Record<string, number[]>;
  const n = heart["time"]!.length;
  const model = { time: "time", entry: "entry", event: "event", covariates: ["age", "year"], strata: "s" } as const;
  const rows = Array.from({ length: n }, (_, i) => ({
    entry: heart["entry"]![i]!,
    time: heart["time"]![i]!,
    event: heart["event"]![i]!,
    age: heart["age"]![i]!,
    year: heart["year"]![i]!,
    s: "m",
  }));
  const plain = coxph(rows, model);

  test.each(["a", "z"])("a row alone in its stratum (%s) with a covariate of 1e8 changes nothing", (s) => {
    same(plain, coxph([{ entry: 0, time: 5, event: 1, age: 1e8, year: 1, s }, ...rows], model));
  });

  test("a row of enormous risk that leaves takes no digit with it", () => {
    const later = rows.map((row) => ({ ...row, entry: row.entry + 4, time: row.time + 4, o: 0 }));
    const early = later.map((row) => (row.entry === 4 ? { ...row, entry: 0 } : row));
    // Until time 3 two of enormous risk are at risk with everybody else; one of them has the only event.
    const huge = { entry: 0, time: 3, event: 0, age: 0, year: 0, s: "m", o: 500 };
    const death = { entry: 0, time: 2.5, event: 1, age: 0, year: 0, s: "m", o: 600 };
    const fit = coxph([...early, huge, death], { ...model, offset: "o" });
    plain.coefficients.forEach((expected, j) => {
      near(fit.coefficients[j]!.estimate, expected.estimate!, expected.standardError!);
      near(fit.coefficients[j]!.standardError, expected.standardError!);
    });
  });

  test("a covariate that drifts ten thousand times its spread within a risk set is fitted", () => {
    const drifting = Array.from({ length: 12000 }, (_, k) => ({
      entry: k,
      time: k + 2.5 + 2 * Math.abs(Math.sin(k)),
      event: Number(k % 3 > 0),
      x: k + Math.sin(k * k),
    }));
    const { coefficients, status } = coxph(drifting, { ...spec, covariates: ["x"] });
    expect(status).toBe("converged");
    const { estimate, standardError } = coefficients[0]!;
    // Each risk set about its own mean.
    let score = 0;
    let information = 0;
    for (const { time, event, x } of drifting) {
      if (event === 0) continue;
      const atRisk = drifting
        .slice(Math.max(0, Math.floor(time) - 8), Math.ceil(time))
        .filter((row) => row.entry < time && time <= row.time);
      const risk = atRisk.map((row) => Math.exp(estimate! * (row.x - x)));
      const total = risk.reduce((sum, r) => sum + r, 0);
      const mean = atRisk.reduce((sum, row, i) => sum + (row.x - x) * risk[i]!, 0) / total;
      score -= mean;
      information += atRisk.reduce((sum, row, i) => sum + (row.x - x - mean) ** 2 * risk[i]!, 0) / total;
    }
    near(standardError, 1 / Math.sqrt(information));
    expect(Math.abs(score / Math.sqrt(information))).toBeLessThan(1e-9);
  });
});

describe("bad input", () => {
  const rows = [
    { id: "p", entry: 0, time: 3, event: 0, x: 1, w: 2 },
    { id: "p", entry: 3, time: 5, event: 1, x: 2, w: 2 },
    { id: "q", entry: 0, time: 7, event: 1, x: 0, w: 1 },
    { id: "r", entry: 1, time: 8, event: 0, x: 3, w: 1 },
  ];
  const fit = { time: "time", event: "event", entry: "entry", id: "id", covariates: ["x"] } as const;
  const thrown = (change: (row: (typeof rows)[number], i: number) => object, more: object = {}): unknown => {
    try {
      coxph(rows.map((row, i) => ({ ...row, ...change(row, i) })) as typeof rows, { ...fit, ...more });
    } catch (error) {
      return error;
    }
    return null;
  };
  test("an entry that does not come before its time names the row", () => {
    expect(thrown((_, i) => (i === 2 ? { entry: 7 } : {}))).toMatchObject({ column: "entry", row: 2 });
    expect(thrown((_, i) => (i === 2 ? { entry: 7 - 1e-9 } : {}))).toMatchObject({
      row: 2,
      message: expect.stringContaining("counts as the same time"),
    });
  });
  test("a subject at risk twice names both rows and the remedy", () => {
    const error = thrown((_, i) => (i === 1 ? { entry: 2 } : {}));
    expect(error).toMatchObject({ code: "duplicate", column: "id", row: 1 });
    expect((error as Error).message).toContain('id "p" is at risk twice at one time, in rows 0 and 1');
    expect(thrown(() => ({}), { entry: undefined })).toMatchObject({
      message: expect.stringContaining("give entry"),
    });
  });
  test("a subject has one frequency", () => {
    const error = thrown((_, i) => (i === 1 ? { w: 3 } : {}), { weights: "w", weightType: "frequency" });
    expect(error).toMatchObject({ code: "weight", row: 1 });
  });
  test("several events of a subject ask for its cluster", () => {
    const twice = rows.map((row) => ({ ...row, event: 1 }));
    expect(coxph(twice, fit).warnings.map(({ code }) => code)).toContain("repeated-events");
    expect(coxph(twice, { ...fit, cluster: "id" }).warnings.map(({ code }) => code)).not.toContain("repeated-events");
  });
  test("n counts subjects, with frequencies their sum", () => {
    expect(coxph(rows, fit).n).toBe(3);
    expect(coxph(rows, { ...fit, weights: "w", weightType: "frequency" }).n).toBe(4);
  });
});
