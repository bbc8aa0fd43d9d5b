import { describe, expect, test } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { coxph, type ResidualType, residuals } from "../src/index.js";
import { fits, samplingFits } from "./after-fit-reference.js";
import { near } from "./reference.js";

const sum = (values: Iterable<number>): number => Array.from(values).reduce((total, value) => total + value, 0);
const sizeOf = (values: readonly (number | null)[]): number => Math.max(...values.map((value) => Math.abs(value ?? 0)));

describe("residuals equal R's", () => {
  for (const { title, case: c, data, spec, model, expected } of fits) {
    test(title, () => {
      const { row, ...matrices } = expected.residuals;
      for (const [name, values] of Object.entries(matrices)) {
        // R counts the events without their weights.
        if (name === "scaled" && c.weights !== null) continue;
        const type = name === "scaled" ? "scaled-schoenfeld" : (name as ResidualType);
        const { columns } = residuals(model, data, { ...spec, type });
        columns.forEach((column, j) => {
          const wanted = values.map((value) => (Array.isArray(value) ? value[j]! : value));
          const scale = sizeOf(wanted);
          expect(column.values).toHaveLength(data["time"]!.length);
          wanted.forEach((value, k) => {
            if (value === null) expect(column.values[row[k]!]).toBeNaN();
            else near(column.values[row[k]!], value, scale);
          });
        });
      }
    });
  }

  differsFromR(
    {
      where: "residuals",
      ours: "scaled Schoenfeld residuals count the events with their frequencies",
      r: '`residuals(coxph, type = "scaledsch")` scales by the number of rows with an event',
      why: "A row of weight 2 is two rows: the residuals scatter about the coefficient of the repeated rows.",
      source: "survival 3.5-3, `residuals.coxph`",
      size: { question: "first residual of age, `lung` with frequencies, Efron", r: 0.059987, ours: 0.117508 },
    },
    (size) => {
      const { data, spec, model, expected } = fits.find(({ case: c }) => c.weights !== null && c.ties === "efron")!;
      const { row, scaled } = expected.residuals;
      expectShown((scaled[0] as number[])[0], size.r);
      const own = residuals(model, data, { ...spec, type: "scaled-schoenfeld" }).columns[0]!.values[row[0]!]!;
      expectShown(own, size.ours);
      const { estimate } = model.coefficients[0]!;
      const deaths = data["event"]!.reduce((total: number, value) => total + Number(value), 0);
      near((own - estimate!) / ((scaled[0] as number[])[0]! - estimate!), model.events / deaths, 0, 1e-7);
    },
  );

  test("with sampling weights too: dfbeta by the naive covariance, times the weight", () => {
    for (const { data, spec, model, expected } of samplingFits) {
      for (const type of ["martingale", "dfbeta", "dfbetas"] as const) {
        const { columns } = residuals(model, data, { ...spec, type });
        columns.forEach((column, j) => {
          const wanted = expected[type].map((value) => (Array.isArray(value) ? value[j]! : value)) as number[];
          wanted.forEach((value, k) => {
            near(column.values[expected.row[k]!], value, sizeOf(wanted));
          });
        });
      }
    }
  });
});

describe("identities", () => {
  for (const { title, data, case: c, spec, model } of fits) {
    test(`weighted martingale, score and Schoenfeld residuals add up to 0, in each stratum: ${title}`, () => {
      const weight = (i: number): number => (c.weights === null ? 1 : Number(data[c.weights]![i]));
      const strata = c.strata === null ? [0] : [...new Set(data[c.strata]!)];
      const inside = (i: number, stratum: unknown): boolean => c.strata === null || data[c.strata]![i] === stratum;
      const { columns } = residuals(model, data, { ...spec, type: "martingale" });
      for (const stratum of strata) {
        near(
          sum(columns[0]!.values.map((value, i) => (inside(i, stratum) ? weight(i) * value : 0))),
          0,
          model.n,
          1e-13,
        );
      }
      for (const type of ["score", "schoenfeld"] as const) {
        for (const { values, name } of residuals(model, data, { ...spec, type }).columns) {
          const { standardError } = model.coefficients.find((row) => row.name === name)!;
          const total = sum(values.map((value, i) => (Number.isNaN(value) ? 0 : weight(i) * value)));
          // The score, in standard errors of the score.
          expect(Math.abs(total * standardError!)).toBeLessThan(1e-9);
        }
      }
    });
  }

  test("products of dfbeta add up to the robust covariance", () => {
    for (const { data, spec, model } of samplingFits) {
      const { columns } = residuals(model, data, { ...spec, type: "dfbeta" });
      columns.forEach((a, j) => {
        columns.forEach((b, k) => {
          const scale = Math.sqrt(model.covariance[j]![j]! * model.covariance[k]![k]!);
          near(sum(a.values.map((value, i) => value * b.values[i]!)), model.covariance[j]![k]!, scale, 1e-10);
        });
      });
    }
  });

  test("a row of small influence changes the coefficient by its dfbeta when it is left out", () => {
    const rows = Array.from({ length: 400 }, (_, i) => ({
      t: 1 + ((i * 37) % 401),
      d: i % 3 > 0 ? 1 : 0,
      x: ((i * 11) % 17) / 4,
    }));
    const spec = { time: "t", event: "d", covariates: ["x"] } as const;
    const model = coxph(rows, spec);
    const { values } = residuals(model, rows, { ...spec, type: "dfbeta" }).columns[0]!;
    for (const i of [3, 100, 399]) {
      const without = coxph(rows, { ...spec, where: (_, row) => row !== i });
      const change = model.coefficients[0]!.estimate! - without.coefficients[0]!.estimate!;
      expect(Math.abs(change - values[i]!)).toBeLessThan(0.03 * Math.max(...values.map(Math.abs)));
    }
  });
});

const rows = Array.from({ length: 60 }, (_, i) => ({
  t: 1 + ((i * 37) % 23),
  d: i % 5 > 0 ? 1 : 0,
  x: ((i * 7) % 30) / 10,
  arm: i % 2 ? "B" : "A",
  w: 1 + (i % 3),
}));
const spec = { time: "t", event: "d", covariates: ["x", "arm"] } as const;

describe("conventions", () => {
  test("rows not in use are NaN, the others keep their place", () => {
    const holes = rows.map((d, i) => ({ ...d, x: i === 4 ? null : d.x, w: i === 6 ? 0 : 1 }));
    const own = {
      ...spec,
      missing: "omit",
      where: (_: unknown, i: number) => i !== 5,
      weights: "w",
      weightType: "frequency",
    } as const;
    const found = residuals(coxph(holes, own), holes, { ...own, type: "martingale" }).columns[0]!.values;
    const kept = rows.filter((_, i) => i < 4 || i > 6);
    const plain = residuals(coxph(kept, spec), kept, { ...spec, type: "martingale" }).columns[0]!.values;
    expect(Array.from(found.slice(4, 7))).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(Array.from(found).filter((value) => !Number.isNaN(value))).toEqual(Array.from(plain));
  });

  test("row order does not matter, and a shift of a column changes nothing but rounding", () => {
    for (const type of [
      "martingale",
      "deviance",
      "score",
      "schoenfeld",
      "scaled-schoenfeld",
      "dfbeta",
      "dfbetas",
    ] as const) {
      for (const ties of ["efron", "breslow"] as const) {
        const own = { ...spec, ties };
        const plain = residuals(coxph(rows, own), rows, { ...own, type }).columns;
        const turned = [...rows].reverse();
        const backwards = residuals(coxph(turned, own), turned, { ...own, type }).columns;
        const far = rows.map((d) => ({ ...d, x: d.x * 8 + 2 ** 32 }));
        const factor =
          type === "dfbeta" || type === "scaled-schoenfeld" ? 8 : type === "score" || type === "schoenfeld" ? 1 / 8 : 1;
        const shifted = residuals(coxph(far, own), far, { ...own, type }).columns;
        plain.forEach(({ name, values }, j) => {
          const scale = sizeOf(Array.from(values, (value) => (Number.isNaN(value) ? 0 : value)));
          values.forEach((value, i) => {
            const back = backwards[j]!.values[rows.length - 1 - i]!;
            const moved = shifted[j]!.values[i]! * (name === "x" ? factor : 1);
            expect(Number.isNaN(back)).toBe(Number.isNaN(value));
            if (Number.isNaN(value)) return;
            near(back, value, scale, 1e-10);
            near(moved, value, scale, 1e-7);
          });
        });
      }
    }
  });

  test("frequency weights are repeated rows (Breslow), scaled Schoenfeld residuals included", () => {
    const own = { ...spec, ties: "breslow" } as const;
    const weighted = { ...own, weights: "w", weightType: "frequency" } as const;
    const places = rows.flatMap((d, i) => Array.from({ length: d.w }, () => i));
    const repeated = places.map((i) => rows[i]!);
    for (const type of ["martingale", "deviance", "score", "schoenfeld", "scaled-schoenfeld"] as const) {
      const a = residuals(coxph(rows, weighted), rows, { ...weighted, type }).columns;
      const b = residuals(coxph(repeated, own), repeated, { ...own, type }).columns;
      b.forEach(({ values }, j) => {
        values.forEach((value, k) => {
          const other = a[j]!.values[places[k]!]!;
          if (Number.isNaN(value)) expect(other).toBeNaN();
          else near(other, value, 1, 1e-9);
        });
      });
    }
  });

  test("a patient far from all others, who dies first, has martingale residual 0 and hides nobody", () => {
    const plain = residuals(coxph(rows, { ...spec, covariates: ["x"] }), rows, {
      ...spec,
      covariates: ["x"],
      type: "score",
    });
    const model = coxph(rows, { ...spec, covariates: ["x"] });
    const far = [{ t: 0.5, d: 1, x: model.coefficients[0]!.estimate! > 0 ? 1e6 : -1e6, arm: "A", w: 1 }, ...rows];
    const own = { ...spec, covariates: ["x"] } as const;
    const fit = coxph(far, own);
    near(residuals(fit, far, { ...own, type: "martingale" }).columns[0]!.values[0], 0, 1, 1e-12);
    residuals(fit, far, { ...own, type: "score" }).columns[0]!.values.forEach((value, i) => {
      if (i > 0) near(value, plain.columns[0]!.values[i - 1]!, 1, 1e-8);
    });
  });

  test("aliased columns have no residuals; without covariates there are martingale residuals", () => {
    const own = { ...spec, covariates: ["x", { twice: (d: { x: number }) => 2 * d.x }] } as const;
    expect(residuals(coxph(rows, own), rows, { ...own, type: "score" }).columns.map((d) => d.name)).toEqual(["x"]);
    const none = { ...spec, covariates: [] } as const;
    expect(residuals(coxph(rows, none), rows, { ...none, type: "score" }).columns).toEqual([]);
    near(sum(residuals(coxph(rows, none), rows, { ...none, type: "martingale" }).columns[0]!.values), 0, 1, 1e-12);
  });

  test("an unknown type and other data are input errors", () => {
    const model = coxph(rows, spec);
    expect(() => residuals(model, rows, { ...spec, type: "pearson" as never })).toThrow(/type is "pearson"/);
    expect(() => residuals(model, rows, spec as never)).toThrow(/type is not given/);
    expect(() => residuals(model, rows.slice(1), { ...spec, type: "score" })).toThrow(/not the rows/);
  });
});
