import { factor, fromJson, InputError, interaction, log2Term, matrix, spline, toJson } from "@hcc/data";
import { afterEach, describe, expect, test, vi } from "vitest";
import { busy, expectSame, expectSameInputError, rejection, workers } from "../../../scripts/worker-calls.js";
import { type AsyncFit, type CoxProgress, coxphAsync } from "../src/async.js";
import { type CoxSpec, coxph } from "../src/index.js";

interface Patient {
  readonly months: number | null;
  readonly death: boolean;
  readonly arm: string;
  readonly stage: string;
  readonly age: number;
  readonly afp: number;
  readonly center: number;
  readonly weight: number;
}

function cohort(n: number): readonly Patient[] {
  const rows = Array.from({ length: n }, (_, i) =>
    Object.freeze({
      months: i === 7 ? null : 1 + ((i * 7919) % 1013) / 7,
      death: (i * 31) % 7 > 2,
      arm: i % 2 ? "TKI" : "TKI-I",
      stage: ["A", "B", "C"][(i * 13) % 3]!,
      age: 40 + ((i * 7) % 35),
      afp: 1 + ((i * 101) % 977),
      center: (i * 17) % 5,
      weight: i % 11 === 0 ? 0 : 1 + (i % 3),
    }),
  );
  return Object.freeze(rows);
}

const patients = cohort(300);
const base = { time: "months", event: "death", missing: "omit" } as const;

describe("coxphAsync equals coxph bit for bit", () => {
  const specs: Record<string, CoxSpec<Patient>> = {
    fields: { ...base, covariates: ["arm", "age"] },
    "no covariates": { ...base, covariates: [] },
    "accessors and every kind of term": {
      time: (d) => d.months,
      event: (d) => d.death,
      missing: "omit",
      covariates: [
        factor("stage", { reference: "B" }),
        factor((d) => d.center > 2, { label: "large center" }),
        log2Term((d) => d.afp, { label: "afp" }),
        spline("age", { knots: 4 }),
        interaction("arm", { age10: (d) => d.age / 10 }),
        { odd: (_, i) => i % 2 === 1, third: patients.map((_, i) => (i % 3) / 3) },
        matrix({ rows: 300, columns: 2, get: (i, j) => ((i * (j + 3)) % 17) / 16 }, { names: ["m1", "m2"] }),
      ],
      strata: (d) => `center ${d.center}`,
      tests: ["score"],
      level: 0.9,
    },
    "where, omitted rows and weights of 0": {
      ...base,
      covariates: ["arm", "age", "stage"],
      where: (d) => d.age < 70,
      weights: (d) => d.weight,
      weightType: "frequency",
      ties: "breslow",
    },
    "sampling weights": {
      ...base,
      covariates: ["arm", "age"],
      weights: patients.map((d) => d.weight / 3),
      weightType: "sampling",
    },
    "delayed entry, subjects, an offset and clusters": {
      ...base,
      covariates: ["arm", "age"],
      entry: (d) => (d.months ?? 1) / 3,
      id: patients.map((_, i) => `patient ${i}`),
      offset: (d) => d.afp / 1000,
      cluster: "center",
    },
    "a monotone likelihood": { ...base, covariates: ["age", { late: (d) => (d.death ? 0 : 1) }] },
    "profile-likelihood intervals": { ...base, covariates: ["age", "arm"], interval: "profile-likelihood" },
    "an aliased column": { ...base, covariates: ["age", { twice: (d) => 2 * d.age }] },
  };
  for (const [name, spec] of Object.entries(specs)) {
    test(name, async () => {
      expectSame(await coxphAsync(patients, spec), coxph(patients, spec));
    });
  }

  test("columns of typed arrays, which stay where they are", async () => {
    const n = 30_000;
    const x = (k: number) => Float64Array.from({ length: n }, (_, i) => ((i * (2 * k + 7919)) % 1009) / 1009);
    const columns = {
      t: Float64Array.from({ length: n }, (_, i) => 1 + ((i * 7919) % 10_007)),
      d: Uint8Array.from({ length: n }, (_, i) => ((i * 31) % 7 > 2 ? 1 : 0)),
      x1: x(1),
      x2: Float32Array.from(x(2)),
      x3: Int32Array.from({ length: n }, (_, i) => (i * 13) % 3),
      x4: BigInt64Array.from({ length: n }, (_, i) => BigInt((i * 17) % 5)) as unknown as Float64Array,
    };
    const before = toJson(columns.x1);
    const spec = { time: columns.t, event: "d", covariates: ["x1", "x2", { x3: columns.x3 }, "x4"] } as const;
    expectSame(await coxphAsync(columns, spec), coxph(columns, spec));
    expect(columns.t.length).toBe(n);
    expect(toJson(columns.x1)).toBe(before);
  });

  test("more rows than one piece, an iterable that gives them once, text and missing values", async () => {
    const rows = cohort(40_000);
    const spec: CoxSpec<Patient> = {
      ...base,
      covariates: [
        "stage",
        { age: (d) => (d.center === 1 ? null : d.age) },
        { seldom: (d, i) => i > 39_000 || d.age > 73 },
      ],
    };
    const model = await coxphAsync(rows.values(), spec);
    expect(model.omitted.count).toBe(8001);
    expectSame(model, coxph(rows, spec));
  });
});

describe("what is wrong arrives as the InputError of coxph", () => {
  const cases: Record<string, [unknown, object]> = {
    "a missing value": [patients, { ...base, missing: "error", covariates: ["age"] }],
    "a time that is negative": [
      patients,
      { ...base, time: (d: Patient, i: number) => (i === 9 ? -1 : d.age), covariates: [] },
    ],
    "an event that is 2": [
      patients,
      { ...base, event: (_: unknown, i: number) => (i === 20_000 % 300 ? 2 : 1), covariates: [] },
    ],
    "numbers as text": [patients, { ...base, covariates: [{ age: (d: Patient) => String(d.age) }] }],
    "an infinite covariate": [patients, { ...base, covariates: [{ x: (d: Patient) => 1 / (d.age - 40) }] }],
    "a value that is an object": [patients, { ...base, covariates: [{ x: () => new Date(0) }] }],
    "a log of 0": [patients, { ...base, covariates: [log2Term<Patient>((d) => d.age - 40, { label: "x" })] }],
    "an unknown level": [patients, { ...base, covariates: [factor("stage", { levels: ["A", "B"] })] }],
    "an unknown field": [patients, { ...base, time: "month", covariates: [] }],
    "an unknown option": [patients, { ...base, tie: "efron", covariates: [] }],
    "covariates that are no list": [patients, { ...base, covariates: "age" }],
    "weights without type": [patients, { ...base, covariates: [], weights: "weight" }],
    "a fractional frequency": [
      patients,
      { ...base, covariates: [], weights: (d: Patient) => d.age / 7, weightType: "frequency" },
    ],
    "no data": [[], { ...base, covariates: [] }],
  };
  for (const [name, [data, spec]] of Object.entries(cases)) {
    test(name, async () => {
      await expectSameInputError(
        () => coxph(data as Patient[], spec as CoxSpec<Patient>),
        () => coxphAsync(data as Patient[], spec as CoxSpec<Patient>),
      );
    });
  }

  test("an unknown option of the second kind", async () => {
    const error = await rejection(coxphAsync(patients, { ...base, covariates: [] }, { abort: 1 } as AsyncFit));
    expect(error).toMatchObject({ code: "option", column: "abort" });
  });

  test("an accessor's own error arrives as it is", async () => {
    const mine = new RangeError("mine");
    const spec: CoxSpec<Patient> = {
      ...base,
      covariates: [
        {
          x: () => {
            throw mine;
          },
        },
      ],
    };
    expect(await rejection(coxphAsync(patients, spec))).toBe(mine);
    expect(workers()).toBe(0);
  });
});

describe("progress", () => {
  test("each column once, then each iteration with its log-likelihood", async () => {
    const seen: CoxProgress[] = [];
    const spec: CoxSpec<Patient> = {
      ...base,
      covariates: ["age", interaction("age", "arm")],
      where: (d) => d.age > 41,
    };
    const model = await coxphAsync(patients, spec, { onProgress: (progress) => seen.push(progress) });
    const reading = seen.filter((progress) => progress.stage === "reading");
    expect(reading.map(({ column, done, of }) => `${column} ${done}/${of}`)).toEqual([
      "months 1/4",
      "death 2/4",
      "age 3/4",
      "arm 4/4",
    ]);
    const fitting = seen.slice(4).filter((progress) => progress.stage === "fitting");
    expect(seen).toHaveLength(4 + fitting.length);
    expect(fitting.map(({ iteration }) => iteration)).toEqual(
      Array.from({ length: model.iterations }, (_, i) => i + 1),
    );
    expect(fitting.at(-1)!.logLikelihood).toBeCloseTo(model.logLikelihood.model, 6);
  });

  test("a listener that throws ends the fit with what it threw", async () => {
    for (const stage of ["reading", "fitting"]) {
      const mine = new Error(stage);
      const onProgress = (progress: CoxProgress): void => {
        if (progress.stage === stage) throw mine;
      };
      expect(await rejection(coxphAsync(patients, { ...base, covariates: ["age"] }, { onProgress }))).toBe(mine);
      expect(workers()).toBe(0);
    }
  });
});

describe("a signal ends the call with its reason and leaves no worker", () => {
  const spec: CoxSpec<Patient> = { ...base, covariates: ["age", "arm"] };
  const reason = { stop: true };

  test("before the call: nothing is read", async () => {
    const time = vi.fn((d: Patient) => d.months);
    const signal = AbortSignal.abort(reason);
    expect(await rejection(coxphAsync(patients, { ...spec, time }, { signal }))).toBe(reason);
    expect(time).not.toHaveBeenCalled();
  });

  test("while the worker starts", async () => {
    const controller = new AbortController();
    const promise = coxphAsync(patients, spec, { signal: controller.signal });
    controller.abort(reason);
    expect(await rejection(promise)).toBe(reason);
    expect(workers()).toBe(0);
  });

  test("while reading: what is left is not read", async () => {
    const controller = new AbortController();
    const rows = cohort(50_000);
    let calls = 0;
    const time = (d: Patient): number | null => {
      if (++calls === 1000) setImmediate(() => controller.abort(reason));
      busy(0.01);
      return d.months;
    };
    expect(await rejection(coxphAsync(rows, { ...spec, time }, { signal: controller.signal }))).toBe(reason);
    expect(calls).toBeLessThan(50_000);
    expect(workers()).toBe(0);
  });

  test("while reading: an iterator is told that it is not read on", async () => {
    const controller = new AbortController();
    let closed = false;
    function* rows() {
      try {
        for (const [i, row] of cohort(100_000).entries()) {
          if (i === 1000) setImmediate(() => controller.abort(reason));
          yield row;
          busy(0.005);
        }
      } finally {
        closed = true;
      }
    }
    const { signal } = controller;
    const first = { ...spec, time: "months" } as const;
    expect(await rejection(coxphAsync(rows(), first, { signal }))).toBe(reason);
    await vi.waitFor(() => expect(closed).toBe(true));
  });

  test("during the fit", async () => {
    const controller = new AbortController();
    const onProgress = ({ stage }: CoxProgress): void => {
      if (stage !== "fitting") return;
      expect(workers()).toBeGreaterThan(0);
      controller.abort(reason);
    };
    expect(await rejection(coxphAsync(patients, spec, { signal: controller.signal, onProgress }))).toBe(reason);
    expect(workers()).toBe(0);
  });

  test("after the call: nothing happens, and no listener is left", async () => {
    const controller = new AbortController();
    const added = vi.spyOn(controller.signal, "addEventListener");
    const removed = vi.spyOn(controller.signal, "removeEventListener");
    await coxphAsync(patients, spec, { signal: controller.signal });
    expect(removed.mock.calls.map((call) => call.slice(0, 2))).toEqual(
      added.mock.calls.map((call) => call.slice(0, 2)),
    );
    controller.abort(reason);
  });
});

describe("the calling thread", () => {
  test("gets its turn while rows are read", async () => {
    let turns = 0;
    let reading = true;
    const count = (): void => {
      turns++;
      if (reading) setImmediate(count);
    };
    const slow = (d: Patient): number => {
      busy(0.002);
      return d.age;
    };
    const onProgress = ({ stage }: CoxProgress): void => {
      if (stage === "fitting") reading = false;
    };
    setImmediate(count);
    // 20 000 rows of 2 us are at least five turns of 8 ms.
    await coxphAsync(cohort(20_000), { ...base, covariates: [{ age: slow }] }, { onProgress });
    expect(turns).toBeGreaterThan(4);
  });

  test("several calls at a time do not mix, and leave no worker", async () => {
    const specs: CoxSpec<Patient>[] = [["age"], ["arm"], ["stage"], ["age", "arm"]].map((covariates) => ({
      ...base,
      covariates: covariates as ["age"],
    }));
    const models = await Promise.all(specs.map((spec) => coxphAsync(patients, spec)));
    specs.forEach((spec, i) => void expectSame(models[i], coxph(patients, spec)));
    expect(workers()).toBe(0);
  });
});

describe("a worker that ends before its time", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test("is an error, not an endless wait", async () => {
    const ended = vi.fn();
    class Worker {
      onmessage: ((event: object) => void) | null = null;
      onerror: ((event: object) => void) | null = null;
      readonly terminate = ended;
      constructor() {
        setTimeout(() => this.onmessage?.({ data: { kind: "ready" } }));
      }
      postMessage({ kind }: { kind: string }): void {
        if (kind === "call") this.onerror?.({ message: "out of memory", preventDefault: () => {} });
      }
    }
    vi.stubGlobal("Worker", Worker);
    const error = await rejection(coxphAsync(patients, { ...base, covariates: [] }));
    expect(error).toEqual(new Error("out of memory"));
    expect(ended).toHaveBeenCalledOnce();
  });
});

describe("where there is no worker", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });
  const spec: CoxSpec<Patient> = { ...base, covariates: ["age", "arm"] };
  const refusals: Record<string, unknown> = {
    "the constructor throws": class {
      constructor() {
        throw new Error("SecurityError");
      }
    },
    "an error event comes": class {
      onerror: ((event: object) => void) | null = null;
      constructor() {
        setTimeout(() => this.onerror?.({ message: "refused", preventDefault: () => {} }));
      }
      terminate(): void {}
    },
  };
  for (const [name, Worker] of Object.entries(refusals)) {
    test(`the fit runs on the calling thread with a warning: ${name}`, async () => {
      vi.stubGlobal("Worker", Worker);
      const seen: CoxProgress[] = [];
      const { warnings, ...model } = await coxphAsync(patients.values(), spec, {
        onProgress: (step) => seen.push(step),
      });
      const { warnings: expected, ...same } = coxph(patients, spec);
      expectSame(model, same);
      expect(warnings).toEqual([
        ...expected,
        { code: "no-worker", message: expect.stringContaining("worker-src blob:") },
      ]);
      expect(fromJson(toJson(warnings))).toEqual(warnings);
      expect(seen.map(({ stage }) => stage)).toEqual(Array.from({ length: model.iterations }, () => "fitting"));
    });

    test(`or is refused, if so wanted: ${name}`, async () => {
      vi.stubGlobal("Worker", Worker);
      const error = await rejection(coxphAsync(patients, spec, { fallback: "error" }));
      expect(error).toBeInstanceOf(InputError);
      expect(error).toMatchObject({ code: "option", column: "fallback" });
    });
  }
});
