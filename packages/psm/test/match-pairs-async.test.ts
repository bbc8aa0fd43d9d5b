import { factor, fromJson, InputError, toJson } from "@hcc/data";
import { randomGenerator } from "@hcc/numerics";
import { afterEach, describe, expect, test, vi } from "vitest";
import { busy, expectSame, expectSameInputError, rejection, workers } from "../../../scripts/worker-calls.js";
import { type AsyncMatch, type MatchProgress, matchPairsAsync } from "../src/async.js";
import { austin, type MatchPairsSpec, matchPairs, spss } from "../src/index.js";

interface Patient {
  readonly arm: string | null;
  readonly tki: boolean;
  readonly ps: number;
  readonly center: number;
  readonly age: number;
  readonly sex: string;
}

/** Scores with ties, a treated row to two controls, a missing value. */
function cohort(n: number): readonly Patient[] {
  const random = randomGenerator(7);
  const rows = Array.from({ length: n }, (_, i) => {
    const tki = random() < 0.35;
    return Object.freeze({
      arm: i === 11 ? null : tki ? "TKI" : "TKI-I",
      tki,
      ps: Math.floor(50 + 900 * ((random() + random() + (tki ? 0.3 : 0)) / 2.3)) / 1000,
      center: Math.floor(5 * random()),
      age: 40 + Math.floor(35 * random()),
      sex: random() < 0.7 ? "male" : "female",
    });
  });
  return Object.freeze(rows);
}

const patients = cohort(400);
const base = { treatment: "tki", score: "ps", caliper: spss(0.02) } as const;

describe("matchPairsAsync equals matchPairs bit for bit", () => {
  const specs: Record<string, MatchPairsSpec<Patient>> = {
    "order largest": base,
    "order smallest": { ...base, order: "smallest" },
    "order data": { ...base, order: "data" },
    "order closest": { ...base, order: "closest" },
    "order farthest": { ...base, order: "farthest" },
    "numbers of controls that differ": { ...base, ratio: { min: 1, max: 3, mean: 1.5 } },
    "no caliper": { treatment: "tki", score: "ps" },
    "two controls": { ...base, ratio: 2 },
    "two controls, closest": { ...base, ratio: 2, order: "closest" },
    "with replacement": { ...base, replace: true, ratio: 3 },
    optimal: { ...base, method: "optimal" },
    "optimal, least largest distance": { ...base, method: "optimal", objective: "maximum" },
    "optimal, two controls": { ...base, method: "optimal", ratio: 2 },
    "common support and a caliper in standard deviations of the logit": { ...base, caliper: austin(), discard: "both" },
    "accessors, arrays and names of exact values": {
      treatment: (d) => d.arm,
      treated: "TKI",
      missing: "omit",
      score: patients.map((d) => d.ps),
      caliper: spss(0.05),
      exact: { center: "center", sex: (d) => d.sex },
      where: (d) => d.age < 70,
    },
    "one exact value, values that differ, calipers on covariates": {
      ...base,
      exact: "sex",
      antiExact: (d) => d.center,
      calipers: {
        age: { channel: "age", width: 0.5, unit: "sd" },
        decade: { channel: (d) => Math.floor(d.age / 10), width: 1, unit: "absolute" },
      },
    },
    "closest under calipers on covariates": {
      ...base,
      order: "closest",
      calipers: { age: { channel: "age", width: 5, unit: "absolute" } },
    },
    "optimal among values that differ": { ...base, method: "optimal", antiExact: "sex" },
    "Mahalanobis distance within the caliper": {
      ...base,
      distance: { mahalanobis: ["age", factor("sex"), { center2: (d) => d.center * d.center }] },
    },
    "no pairs": { ...base, caliper: spss(1e-9), exact: (_, i) => i },
  };
  for (const [name, spec] of Object.entries(specs)) {
    test(name, async () => {
      expectSame(await matchPairsAsync(patients, spec), matchPairs(patients, spec));
    });
  }

  test("order random: numbers are drawn as often, and the next matching goes on where this one ended", async () => {
    const [here, there] = [vi.fn(randomGenerator(3)), vi.fn(randomGenerator(3))];
    for (let i = 0; i < 2; i++) {
      const matching = await matchPairsAsync(patients, { ...base, order: "random", random: there });
      expectSame(matching, matchPairs(patients, { ...base, order: "random", random: here }));
      expect(there).toHaveBeenCalledTimes(here.mock.calls.length);
    }
    expect(here.mock.calls.length).toBeGreaterThan(200);
    const unused = vi.fn(randomGenerator(3));
    await matchPairsAsync(patients, { ...base, order: "random", random: unused, replace: true });
    expect(unused).not.toHaveBeenCalled();
  });

  test("more rows than one piece, an iterable that gives them once, and columns, which stay where they are", async () => {
    const rows = cohort(40_000);
    const spec: MatchPairsSpec<Patient> = {
      ...base,
      caliper: spss(0.001),
      treatment: "arm",
      treated: "TKI",
      missing: "omit",
    };
    const expected = matchPairs(rows, spec);
    expect(expected.unmatched.map(({ reason }) => reason)).toContain("missing-value");
    expectSame(await matchPairsAsync(rows.values(), spec), expected);

    const columns = { tki: Uint8Array.from(rows, (d) => Number(d.tki)), ps: Float64Array.from(rows, (d) => d.ps) };
    const before = toJson(columns);
    expectSame(await matchPairsAsync(columns, base), matchPairs(columns, base));
    expect(toJson(columns)).toBe(before);
  });
});

describe("what is wrong arrives as the InputError of matchPairs", () => {
  const cases: Record<string, object> = {
    "a missing value": { ...base, treatment: "arm", treated: "TKI" },
    "a score that is no probability": { ...base, score: (d: Patient, i: number) => (i === 300 ? 1.5 : d.ps) },
    "a score without a logit": { ...base, caliper: austin(), score: (_: Patient, i: number) => (i === 9 ? 1 : 0.5) },
    "a treatment that is 2": { ...base, treatment: (_: Patient, i: number) => (i === 20 ? 2 : i % 2) },
    "one group": { ...base, treatment: () => true },
    "an unknown group": { ...base, treatment: "arm", treated: "TACE", missing: "omit" },
    "an unknown field": { ...base, score: "propensity" },
    "an unknown option": { ...base, seed: 4 },
    "an unknown order": { ...base, order: "nearest" },
    "a caliper without scale": { ...base, caliper: { width: 0.2 } },
    "random order without a generator": { ...base, order: "random" },
    "a generator that leaves [0, 1)": { ...base, order: "random", random: () => 1 },
    "a generator of no numbers": { ...base, order: "random", random: () => "0.5" },
    "optimal matching with replacement": { ...base, method: "optimal", replace: true },
    "an unnamed accessor as term": { ...base, distance: { mahalanobis: [factor((d: Patient) => d.sex)] } },
    "a caliper of a constant": { ...base, calipers: { x: { channel: () => 1, width: 0.2, unit: "sd" } } },
    "too many pairs of rows": { ...base, treatment: "tki", caliper: undefined, method: "optimal", ratio: 3 },
  };
  for (const [name, spec] of Object.entries(cases)) {
    const data = name === "too many pairs of rows" ? cohort(20_000) : patients;
    test(name, async () => {
      await expectSameInputError(
        () => matchPairs(data, spec as MatchPairsSpec<Patient>),
        () => matchPairsAsync(data, spec as MatchPairsSpec<Patient>),
      );
      expect(workers()).toBe(0);
    });
  }

  test("an unknown option of the second kind", async () => {
    const error = await rejection(matchPairsAsync(patients, base, { abort: 1 } as AsyncMatch));
    expect(error).toMatchObject({ code: "option", column: "abort" });
  });

  test("what an accessor or a generator throws arrives as it is", async () => {
    const mine = new RangeError("mine");
    const fail = (): never => {
      throw mine;
    };
    expect(await rejection(matchPairsAsync(patients, { ...base, score: fail }))).toBe(mine);
    expect(await rejection(matchPairsAsync(patients, { ...base, order: "random", random: fail }))).toBe(mine);
    expect(workers()).toBe(0);
  });
});

describe("progress", () => {
  const rows = cohort(30_000);

  test("has every column read, then visits of treated rows up to all of them", async () => {
    const seen: MatchProgress[] = [];
    const spec = {
      ...base,
      exact: { sex: "sex" },
      calipers: { age: { channel: "age", width: 9, unit: "absolute" } },
    } as const;
    await matchPairsAsync(rows, spec, { onProgress: (progress) => seen.push(progress) });
    const reading = seen.filter((progress) => progress.stage === "reading");
    expect(reading.map(({ column, done, of }) => `${column} ${done}/${of}`)).toEqual([
      "sex 1/4",
      "age 2/4",
      "ps 3/4",
      "tki 4/4",
    ]);
    const treated = rows.filter((d) => d.tki).length;
    expect(seen.slice(4)).toEqual([4096, 8192, treated].map((done) => ({ stage: "matching", done, of: treated })));
  });

  const ways: Record<string, MatchPairsSpec<Patient>> = {
    "two controls": { ...base, ratio: 2 },
    replacement: { ...base, replace: true, ratio: 2 },
    "numbers of controls that differ": { ...base, ratio: { min: 1, max: 2, mean: 1.5 } },
    "closest first": { ...base, order: "closest" },
    "closest first, under a caliper on age": {
      ...base,
      order: "closest",
      calipers: { age: { channel: "age", width: 5, unit: "absolute" } },
    },
    optimal: { ...base, method: "optimal" },
    "optimal, two controls": {
      ...base,
      caliper: spss(0.001),
      exact: { c: "center", s: "sex" },
      method: "optimal",
      ratio: 2,
    },
  };
  for (const [name, spec] of Object.entries(ways)) {
    test(`rises and ends with all: ${name}`, async () => {
      const seen: number[] = [];
      let last = 0;
      await matchPairsAsync(rows, spec, {
        onProgress: (progress) => {
          if (progress.stage !== "matching") return;
          seen.push(progress.done);
          last = progress.of;
        },
      });
      const { ratio = 1, replace = false } = spec;
      const most = typeof ratio === "number" ? ratio : ratio.max;
      expect(last).toBe(rows.filter((d) => d.tki).length * (replace ? 1 : most));
      expect(seen.at(-1)).toBe(last);
      expect(seen.length).toBeGreaterThan(2);
      expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
    });
  }

  test("a listener that throws ends the matching with what it threw", async () => {
    for (const stage of ["reading", "matching"]) {
      const mine = new Error(stage);
      const onProgress = (progress: MatchProgress): void => {
        if (progress.stage === stage) throw mine;
      };
      expect(await rejection(matchPairsAsync(patients, base, { onProgress }))).toBe(mine);
      expect(workers()).toBe(0);
    }
  });
});

describe("a signal ends the call with its reason and leaves no worker", () => {
  const reason = { stop: true };

  test("before the call: nothing is read", async () => {
    const score = vi.fn((d: Patient) => d.ps);
    const signal = AbortSignal.abort(reason);
    expect(await rejection(matchPairsAsync(patients, { ...base, score }, { signal }))).toBe(reason);
    expect(score).not.toHaveBeenCalled();
  });

  test("while the worker starts", async () => {
    const controller = new AbortController();
    const promise = matchPairsAsync(patients, base, { signal: controller.signal });
    controller.abort(reason);
    expect(await rejection(promise)).toBe(reason);
    expect(workers()).toBe(0);
  });

  test("while reading: what is left is not read", async () => {
    const controller = new AbortController();
    const rows = cohort(20_000);
    let calls = 0;
    const score = (d: Patient): number => {
      if (++calls === 1000) setImmediate(() => controller.abort(reason));
      busy(0.01);
      return d.ps;
    };
    expect(await rejection(matchPairsAsync(rows, { ...base, score }, { signal: controller.signal }))).toBe(reason);
    expect(calls).toBeLessThan(20_000);
    expect(workers()).toBe(0);
  });

  test("while random numbers are drawn", async () => {
    const controller = new AbortController();
    let calls = 0;
    const random = (): number => {
      if (++calls === 1000) setImmediate(() => controller.abort(reason));
      busy(0.02);
      return 0.5;
    };
    const spec: MatchPairsSpec<Patient> = { ...base, order: "random", random };
    const rows = cohort(20_000);
    expect(await rejection(matchPairsAsync(rows, spec, { signal: controller.signal }))).toBe(reason);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(calls).toBeLessThan(rows.filter((d) => d.tki).length);
    expect(workers()).toBe(0);
  });

  test("while matching", async () => {
    const controller = new AbortController();
    const rows = cohort(30_000);
    let visits = 0;
    const onProgress = (progress: MatchProgress): void => {
      if (progress.stage !== "matching") return;
      expect(workers()).toBeGreaterThan(0);
      visits = progress.done;
      controller.abort(reason);
    };
    expect(await rejection(matchPairsAsync(rows, base, { signal: controller.signal, onProgress }))).toBe(reason);
    expect(visits).toBe(4096);
    expect(workers()).toBe(0);
  });

  test("while the rows of the result are made", async () => {
    const controller = new AbortController();
    const onProgress = (progress: MatchProgress): void => {
      if (progress.stage !== "matching" || progress.done < progress.of) return;
      // From here on every step is a turn of its own.
      let now = 0;
      vi.spyOn(performance, "now").mockImplementation(() => {
        now += 10;
        return now;
      });
      const wait = (): void => {
        if (now < 100) setImmediate(wait);
        else controller.abort(reason);
      };
      wait();
    };
    const { signal } = controller;
    try {
      expect(await rejection(matchPairsAsync(cohort(30_000), base, { signal, onProgress }))).toBe(reason);
    } finally {
      vi.restoreAllMocks();
    }
    expect(workers()).toBe(0);
  });

  test("after the call: nothing happens, and no listener is left", async () => {
    const controller = new AbortController();
    const added = vi.spyOn(controller.signal, "addEventListener");
    const removed = vi.spyOn(controller.signal, "removeEventListener");
    await matchPairsAsync(patients, base, { signal: controller.signal });
    expect(removed.mock.calls.map((call) => call.slice(0, 2))).toEqual(
      added.mock.calls.map((call) => call.slice(0, 2)),
    );
    controller.abort(reason);
  });
});

describe("the calling thread", () => {
  test("gets its turn while rows are read and while those of the result are made", async () => {
    let turns = 0;
    let over = false;
    const count = (): void => {
      turns++;
      if (!over) setImmediate(count);
    };
    const slow = (d: Patient): number => {
      busy(0.002);
      return d.ps;
    };
    setImmediate(count);
    // 20 000 rows of 2 us are at least five turns of 8 ms.
    await matchPairsAsync(cohort(20_000), { ...base, score: slow });
    over = true;
    expect(turns).toBeGreaterThan(4);
  });

  test("several calls at a time do not mix, and leave no worker", async () => {
    const specs = [0.01, 0.02, 0.03, 0.04].map((width) => ({ ...base, caliper: spss(width) }));
    const matchings = await Promise.all(specs.map((spec) => matchPairsAsync(patients, spec)));
    specs.forEach((spec, i) => void expectSame(matchings[i], matchPairs(patients, spec)));
    expect(workers()).toBe(0);
  });
});

describe("where there is no worker", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });
  const refuse = (): void => {
    vi.stubGlobal(
      "Worker",
      class {
        constructor() {
          throw new Error("SecurityError");
        }
      },
    );
  };

  test("the calling thread matches, with a warning and with progress", async () => {
    refuse();
    const rows = cohort(15_000);
    const seen: MatchProgress[] = [];
    const { warnings, ...matching } = await matchPairsAsync(rows.values(), base, {
      onProgress: (progress) => seen.push(progress),
    });
    const { warnings: expected, ...same } = matchPairs(rows, base);
    expectSame(matching, same);
    expect(warnings).toEqual([
      ...expected,
      { code: "no-worker", message: expect.stringContaining("worker-src blob:") },
    ]);
    expect(fromJson(toJson(warnings))).toEqual(warnings);
    expect(seen.map(({ stage, done, of }) => [stage, done === of])).toEqual([
      ["matching", false],
      ["matching", true],
    ]);
  });

  test("or the call is refused, if so wanted", async () => {
    refuse();
    const error = await rejection(matchPairsAsync(patients, base, { fallback: "error" }));
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code: "option", column: "fallback" });
  });
});
