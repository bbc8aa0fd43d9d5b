import { factor, fromJson, toJson } from "@hcc/data";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CoxPath, coxPath, coxph } from "../src/index.js";
import { choleskySolve } from "../src/internal/cholesky-solve.js";
import { quadraticMinimum } from "../src/internal/quadratic-minimum.js";
import { pathReference, pathSpec, titleOf } from "./path-reference.js";
import { near } from "./reference.js";

const { data, exact, paths, ridges, units } = pathReference;

describe("equals the maximum of the penalized likelihood found with coxph's scores", () => {
  for (const c of exact) {
    test(titleOf(c), () => {
      const path = coxPath(data[c.data]!, { ...pathSpec(c), lambda: c.points.map(({ lambda }) => lambda) });
      expect(path.status).toBe("converged");
      c.points.forEach(({ coefficients, value }, k) => {
        near(path.logLikelihood.model[k], value, 0, 1e-11);
        coefficients.forEach((expected, j) => {
          const { estimates, standardDeviation } = path.coefficients[j]!;
          expect(estimates[k] === 0).toBe(expected === 0);
          near(estimates[k]! * standardDeviation, expected * standardDeviation, 0.1, 1e-9);
        });
      });
    });
  }
});

describe("equals glmnet where no censoring falls on an event time", () => {
  for (const c of paths) {
    test(titleOf(c), () => {
      const path = coxPath(data[c.data]!, { ...pathSpec(c), lambdaCount: c.lambda.length, lambdaRatio: c.ratio });
      expect(path.status).toBe("converged");
      path.lambda.forEach((lambda, k) => {
        // The step of glmnet's sequence is off by 2e-9.
        near(lambda, c.lambda[k]!, 0, k === 0 ? 1e-9 : 1e-7);
        // Its first ridge coefficients are those of an infinite lambda.
        if (c.alpha === 0 && k === 0) return;
        // With more columns than rows glmnet is exact for large penalties only; here the conditions hold to 1e-9 (below).
        if (c.data === "wide" && lambda < path.lambdaMax / 5) return;
        near(path.devianceRatio[k], c.devianceRatio[k]!, 1, 1e-6);
        path.coefficients.forEach(({ estimates, standardDeviation }, j) => {
          near(estimates[k]! * standardDeviation, c.coefficients[j]![k]! * standardDeviation, 1, 2e-5);
        });
      });
    });
  }
});

test("ridge regression is coxph's ridge(theta): theta is the sum of weights x lambda, per variance with scale", () => {
  const rows = data.lung!;
  const n = rows.time!.length;
  for (const { theta, scale, ties, coefficients } of ridges) {
    const path = coxPath(rows, {
      time: "time",
      event: "event",
      covariates: ["age", "sex", "ecog1", "ecog2", "karno", "loss"],
      ties,
      alpha: 0,
      standardize: scale,
      // R's variance has the divisor n - 1, ours n.
      lambda: [theta / (scale ? n - 1 : n)],
    });
    coefficients.forEach((expected, j) => {
      near(path.coefficients[j]!.estimates[0], expected, 0, 1e-7);
    });
  }
});

test("censorings at the time of an event are at risk in any unit of time; glmnet loses them in days", () => {
  const [truth] = units.truth;
  const estimates = [1, 36525].map(
    (unit) =>
      coxPath(data.lung!, {
        time: (d) => Number(d.time) / unit,
        event: "event",
        covariates: ["karno"],
        ties: "breslow",
        lambda: [units.lambda],
      }).coefficients[0]!.estimates[0],
  );
  for (const estimate of estimates) near(estimate, truth!, 0, 1e-9);
  near(units.direct, truth!, 0, 1e-6);
  near(units.centuries, truth!, 0, 1e-6);
  expect(Math.abs(units.days / truth! - 1)).toBeGreaterThan(1e-3);
});

interface Row {
  time: number;
  entry: number;
  event: number;
  x: number;
  y: number;
  z: number;
  g: string;
  w: number;
  s: string;
}
const cohort: fc.Arbitrary<Row[]> = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 14 }),
      fc.boolean(),
      fc.integer({ min: -8, max: 8 }),
      fc.integer({ min: 1, max: 3 }),
    ),
    { minLength: 50, maxLength: 50 },
  )
  .map((rows) =>
    rows.map(([time, event, x, w], i) => ({
      time,
      entry: Math.max(0, time - 1 - (i % 6)),
      event: Number(event || i % 4 === 0),
      x: x / 4,
      y: ((i * 5) % 7) / 2,
      z: ((i * 11) % 13) - x / 8,
      g: ["a", "b", "c"][(i * 7) % 3]!,
      w,
      s: i % 2 === 0 ? "u" : "v",
    })),
  );
const spec = { time: "time", event: "event", covariates: ["x", "y", "z", factor("g")] } as const;
const property = (check: (rows: Row[]) => void): void =>
  fc.assert(fc.property(cohort, check), { numRuns: 12, seed: 20261125 });

/** Largest violation of the conditions of the maximum, relative to lambda x W. */
function violation(rows: readonly Row[], path: CoxPath, entry = false): number {
  const { ties, alpha } = path;
  let worst = 0;
  const columns = path.coefficients.map(({ name, standardDeviation }) => {
    const of = (d: Row): number => (name.startsWith("g=") ? Number(d.g === name.slice(2)) : Number(d[name as "x"]));
    return rows.map((d) => of(d) / standardDeviation);
  });
  path.lambda.forEach((lambda, k) => {
    // Score by definition: over events, the value less the mean at risk (Efron: the mean over its steps).
    const b = path.coefficients.map(({ estimates, standardDeviation }) => estimates[k]! * standardDeviation);
    const risk = rows.map((_, i) => Math.exp(b.reduce((sum, value, j) => sum + value * columns[j]![i]!, 0)));
    const gradient = b.map(() => 0);
    for (const time of new Set(rows.filter((d) => d.event === 1).map((d) => d.time))) {
      const at = [...rows.keys()].filter((i) => rows[i]!.time >= time && (!entry || rows[i]!.entry < time));
      const dead = at.filter((i) => rows[i]!.time === time && rows[i]!.event === 1);
      dead.forEach((i, l) => {
        const share = ties === "efron" ? l / dead.length : 0;
        const weight = (r: number): number => risk[r]! * (dead.includes(r) ? 1 - share : 1);
        const total = at.reduce((sum, r) => sum + weight(r), 0);
        columns.forEach((column, j) => {
          gradient[j]! += column[i]! - at.reduce((sum, r) => sum + weight(r) * column[r]!, 0) / total;
        });
      });
    }
    b.forEach((value, j) => {
      const scale = rows.length * lambda;
      const rest = gradient[j]! / scale - (1 - alpha) * value;
      worst = Math.max(worst, value === 0 ? Math.abs(rest) - alpha : Math.abs(rest - Math.sign(value) * alpha));
    });
  });
  return worst;
}

describe("properties", () => {
  for (const ties of ["efron", "breslow"] as const) {
    for (const alpha of [1, 0.5, 0]) {
      test(`the conditions of the maximum hold at every lambda (${ties}, alpha ${alpha})`, () => {
        property((rows) => {
          const path = coxPath(rows, { ...spec, ties, alpha, lambdaCount: 30, lambdaRatio: 1e-3 });
          expect(path.status).toBe("converged");
          expect(violation(rows, path)).toBeLessThan(alpha === 0 ? 1e-7 : 1e-9);
          const late = coxPath(rows, { ...spec, entry: "entry", ties, alpha, lambdaCount: 8, lambdaRatio: 1e-2 });
          expect(violation(rows, late, true)).toBeLessThan(alpha === 0 ? 1e-7 : 1e-9);
        });
      });
    }
  }

  test("at lambdaMax every coefficient is 0, just below it one is not", () => {
    property((rows) => {
      const { lambdaMax } = coxPath(rows, spec);
      const path = coxPath(rows, { ...spec, lambda: [lambdaMax, lambdaMax * (1 - 1e-6)] });
      expect(Array.from(path.df)).toEqual([0, 1]);
    });
  });

  test("without a penalty it is coxph, for any alpha and penalty factor", () => {
    property((rows) => {
      const model = coxph(rows, spec);
      for (const alpha of [0, 0.5, 1]) {
        const path = coxPath(rows, { ...spec, alpha, lambda: [0.01, 0], penaltyFactor: { x: 3 } });
        near(path.logLikelihood.model[1], model.logLikelihood.model, 0, 1e-12);
        near(path.logLikelihood.null, model.logLikelihood.null, 0, 1e-13);
        model.coefficients.forEach(({ estimate, standardError }, j) => {
          near(path.coefficients[j]!.estimates[1], estimate!, standardError!, 1e-9);
        });
      }
    });
  });

  test("a column that is not penalized alone is at its maximum at lambdaMax", () => {
    property((rows) => {
      const model = coxph(rows, { ...spec, covariates: ["x"] });
      const path = coxPath(rows, { ...spec, penaltyFactor: { x: 0 }, lambdaCount: 5 });
      near(path.coefficients[0]!.estimates[0], model.coefficients[0]!.estimate!, model.coefficients[0]!.standardError!);
      expect(path.df[0]).toBe(1);
    });
  });

  const same = (a: CoxPath, b: CoxPath, scale = 1): void => {
    a.lambda.forEach((lambda, k) => {
      near(lambda, b.lambda[k]!, 0, 1e-10);
      near(a.logLikelihood.model[k], b.logLikelihood.model[k]!, 1, 1e-10);
    });
    a.coefficients.forEach(({ estimates, standardDeviation }, j) => {
      estimates.forEach((value, k) => {
        near(value * scale, b.coefficients[j]!.estimates[k]!, scale / standardDeviation, 1e-8);
      });
    });
  };
  const short = { ...spec, lambdaCount: 12, lambdaRatio: 1e-3 } as const;

  test("row order does not matter", () => {
    property((rows) => {
      const order = rows.map((_, i) => rows[(i * 11 + 5) % rows.length]!);
      same(coxPath(rows, short), coxPath(order, short));
    });
  });

  test("x -> a x + b divides coefficients by a, when columns are standardized", () => {
    property((rows) => {
      const changed = rows.map((d) => ({ ...d, x: -1e3 * d.x + 77, y: -1e3 * d.y, z: 4 - 1e3 * d.z }));
      const plain = { ...short, covariates: ["x", "y", "z"] } as const;
      same(coxPath(changed, plain), coxPath(rows, plain), -1e3);
    });
  });

  test("frequency weights equal repeated rows (Breslow)", () => {
    property((rows) => {
      const repeated = rows.flatMap((d) => Array.from({ length: d.w }, () => d));
      const a = coxPath(rows, { ...short, ties: "breslow", weights: "w", weightType: "frequency" });
      const b = coxPath(repeated, { ...short, ties: "breslow" });
      same(a, b);
      a.devianceRatio.forEach((value, k) => {
        near(value, b.devianceRatio[k]!, 1e-3);
      });
      expect([a.n, a.events]).toEqual([b.n, b.events]);
    });
  });

  test("a duplicated column shares the ridge coefficient, and adds nothing to the lasso", () => {
    property((rows) => {
      const twice = [...spec.covariates, { again: (d: Row) => d.x }];
      const ridge = coxPath(rows, { ...short, covariates: twice, alpha: 0 });
      ridge.coefficients[0]!.estimates.forEach((value, k) => {
        near(value, ridge.coefficients[5]!.estimates[k]!, 1e-3);
      });
      const one = coxPath(rows, short);
      const lasso = coxPath(rows, { ...spec, covariates: twice, lambda: one.lambda });
      expect(lasso.status).toBe("converged");
      one.logLikelihood.model.forEach((value, k) => {
        near(lasso.logLikelihood.model[k], value, 0, 1e-11);
      });
    });
  });

  test("a stratum in which nothing differs, and its offset, change nothing but the sum of weights", () => {
    property((rows) => {
      const more = [...rows.map((d) => ({ ...d, s: "u", o: 0 })), { ...rows[0]!, event: 1, s: "v", o: 50 }];
      const a = coxPath(rows, { ...spec, standardize: false, lambda: [0.3, 0.02] });
      const lambda = a.lambda.map((value) => (value * rows.length) / more.length);
      const b = coxPath(more, { ...spec, standardize: false, strata: "s", offset: "o", lambda });
      a.coefficients.forEach(({ estimates }, j) => {
        estimates.forEach((value, k) => {
          near(b.coefficients[j]!.estimates[k], value, 1e-2);
        });
      });
    });
  });

  test("a path survives JSON and holds no rows", () => {
    property((rows) => {
      const path = coxPath(rows, short);
      expect(fromJson(toJson(path))).toEqual(path);
    });
  });
});

describe("more columns than rows", () => {
  const wide = data.wide!;
  const names = Object.keys(wide).filter((name) => name.startsWith("g"));
  const plain = { time: "time", event: "event", covariates: names };

  test("the columns that enter are not more than the rows, and the default sequence ends at a hundredth", () => {
    const path = coxPath(wide, plain);
    expect(path.status).toBe("converged");
    expect(path.df.at(-1)).toBeLessThan(40);
    near(path.lambda.at(-1), path.lambdaMax / 100, 0, 1e-12);
  });

  test("the conditions of the maximum hold", () => {
    const patients = (wide.time as number[]).map((_, i) =>
      Object.fromEntries(Object.entries(wide).map(([name, values]) => [name, Number(values[i])])),
    ) as unknown as Row[];
    for (const alpha of [1, 0.5, 0.1]) {
      const path = coxPath(wide, { ...plain, alpha });
      expect(violation(patients, path)).toBeLessThan(1e-9);
    }
  });

  test("ridge coefficients are a combination of the rows", () => {
    const path = coxPath(wide, { ...plain, alpha: 0, standardize: false, lambda: [0.5] });
    expect(path.status).toBe("converged");
    // W lambda b is the score, here by finite differences of the likelihood along g1.
    const b = path.coefficients.map(({ estimates }) => estimates[0]!);
    const value = (shift: number): number =>
      coxPath(wide, {
        ...plain,
        covariates: ["g1"],
        offset: (d) => names.reduce((sum, name, j) => sum + (b[j]! + (j === 0 ? shift : 0)) * Number(d[name]), 0),
        lambda: [1e6],
      }).logLikelihood.null;
    near((value(1e-4) - value(-1e-4)) / 2e-4, 40 * 0.5 * b[0]!, 0.01, 1e-6);
  });
});

describe("where there is no answer", () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({
    t: 1 + ((i * 7) % 30),
    d: Number(i % 3 > 0),
    x: (i * 11) % 13,
    late: Number((i * 7) % 30 < 12),
    k: 3,
  }));
  const plain = { time: "t", event: "d", covariates: ["x", "late"] } as const;

  test("no events, and nobody else at risk, are a status", () => {
    const none = coxPath(rows, { ...plain, event: () => 0 });
    expect([none.status, none.lambda.length, none.lambdaMax]).toEqual(["no-events", 0, 0]);
    const alone = coxPath(rows, { ...plain, strata: (_, i) => i });
    expect([alone.status, alone.lambda.length]).toEqual(["no-information", 0]);
    expect(Array.from(coxPath(rows, { ...plain, event: () => 0, lambda: [0.1] }).df)).toEqual([0]);
  });

  test("a constant column stays 0 with a warning, a dependent one that is not penalized too", () => {
    const path = coxPath(rows, {
      ...plain,
      covariates: ["x", "k", "late", { more: (d) => 2 * d.x + 1 }],
      penaltyFactor: { x: 0, more: 0 },
    });
    expect(path.warnings.map(({ code, term }) => [code, term])).toEqual([
      ["constant", "k"],
      ["aliased", "more"],
    ]);
    expect(path.coefficients[3]!.estimates.every((value) => value === 0)).toBe(true);
  });

  test("a monotone likelihood has finite penalized coefficients, and none without the penalty", () => {
    const separated = rows.map((d) => ({ ...d, d: Number(d.late === 1) }));
    const path = coxPath(separated, { ...plain, lambdaCount: 20 });
    expect(path.status).toBe("converged");
    expect(path.coefficients[1]!.estimates.at(-1)).toBeGreaterThan(2);
    expect(() => coxPath(separated, { ...plain, penaltyFactor: { late: 0 } })).toThrow(
      /monotone in "late", which is not penalized: give "late" a penaltyFactor above 0/,
    );
    const free = coxPath(separated, { ...plain, lambda: [0] });
    expect(free.status).toBe("not-converged");
    expect(free.warnings[0]!.code).toBe("not-converged");
  });

  test("options without meaning are errors", () => {
    const call =
      (extra: object): (() => CoxPath) =>
      () =>
        coxPath(rows, { ...plain, ...extra });
    expect(call({ alpha: 2 })).toThrow(/alpha is 2: give a number from 0 \(ridge\) to 1 \(lasso\)/);
    expect(call({ lambda: [] })).toThrow(/lambda is : give a list/);
    expect(call({ lambda: [-1] })).toThrow(/lambda is -1/);
    expect(call({ lambda: [1], lambdaCount: 5 })).toThrow(/lambda is given/);
    expect(call({ lambdaCount: 1 })).toThrow(/lambdaCount is 1/);
    expect(call({ lambdaRatio: 1 })).toThrow(/lambdaRatio is 1/);
    expect(call({ standardize: 1 })).toThrow(/standardize is 1/);
    expect(call({ penaltyFactor: { age: 0 } })).toThrow(/penaltyFactor names "age": the terms are x, late/);
    expect(call({ penaltyFactor: { x: -1 } })).toThrow(/penaltyFactor of "x" is -1/);
    expect(call({ penaltyFactor: { x: 0, late: 0 } })).toThrow(/every penaltyFactor is 0/);
    expect(call({ covariates: [] })).toThrow(/covariates is empty/);
    expect(call({ ties: "exact" })).toThrow(/ties is exact: penalized models have "efron" and "breslow"/);
    expect(call({ level: 0.9 })).toThrow(/level.*no standard errors/);
    expect(call({ alhpa: 0.5 })).toThrow(/no option "alhpa"/);
  });
});

test("many columns are searched in parts: the path is that of the few that enter", () => {
  const n = 120;
  const value = (i: number, j: number): number =>
    ((i * i * 977 + j * i * 3571 + (j + 1) * (j + 7) * 1129) % 2003) / 400;
  const columns = Object.fromEntries(
    Array.from({ length: 150 }, (_, j) => [`c${j}`, Float64Array.from({ length: n }, (_, i) => value(i, j))]),
  );
  const all: Record<string, Float64Array | Uint8Array> = {
    ...columns,
    time: Float64Array.from({ length: n }, (_, i) => 1 + ((i * 37) % n) / (1 + value(i, 3))),
    event: Uint8Array.from({ length: n }, (_, i) => Number(i % 4 > 0)),
  };
  const names = Object.keys(columns);
  const path = coxPath(all, {
    time: "time",
    event: "event",
    covariates: names,
    lambdaCount: 20,
    lambdaRatio: 0.2,
  });
  const entered = path.coefficients.filter(({ estimates }) => estimates.some((estimate) => estimate !== 0));
  expect(entered.length).toBeLessThan(60);
  const few = coxPath(all, {
    time: "time",
    event: "event",
    covariates: entered.map(({ name }) => name),
    lambda: path.lambda,
  });
  entered.forEach(({ estimates, standardDeviation }, j) => {
    estimates.forEach((estimate, k) => {
      near(few.coefficients[j]!.estimates[k], estimate, 1 / standardDeviation, 1e-8);
    });
  });
});

test("the quadratic step takes directions without curvature, and a singular system is seen", () => {
  // Two equal columns with other penalties: the one with the smaller penalty takes all.
  const b = quadraticMinimum({
    size: 2,
    information: Float64Array.of(2, 2, 2, 2),
    gradient: Float64Array.of(3, 3),
    start: Float64Array.of(0.4, 0.4),
    absolute: Float64Array.of(1, 0.5),
    square: new Float64Array(2),
  });
  near(b[0], 0, 1);
  near(2 * (b[1]! - 0.8), 2.5, 1);
  expect(choleskySolve(Float64Array.of(1, 1, 1, 1), Float64Array.of(1, 1))).toBeNull();
});
