import { readFileSync } from "node:fs";
import { log } from "@hcc/numerics";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requiredEvents, requiredSubjects, simulatePower } from "../src/index.js";
import { expectClose } from "./reference.js";

const reference: {
  readonly events: readonly {
    readonly hazardRatio: number;
    readonly alpha: number;
    readonly sides: 1 | 2;
    readonly power: number;
    readonly allocation: number;
    readonly schoenfeld: number;
    readonly freedman: number;
  }[];
  readonly plans: readonly {
    readonly controlMedian: number;
    readonly hazardRatio: number;
    readonly accrual: number;
    readonly followUp: number;
    readonly share: number;
    readonly allocation: number;
    readonly control: number;
    readonly treated: number;
    readonly n: number;
  }[];
} = JSON.parse(readFileSync(new URL("../../../validation/survival-planning.json", import.meta.url), "utf8"));

describe("requiredEvents", () => {
  test("is the published formula, on 120 designs", () => {
    expect(reference.events.length).toBe(120);
    for (const { schoenfeld, freedman, ...design } of reference.events) {
      expectClose(requiredEvents(design).exact, schoenfeld);
      expectClose(requiredEvents({ ...design, method: "freedman" }).exact, freedman);
    }
  });

  test("Schoenfeld's events in table 3 of Phadnis and others (2017), there rounded up to even numbers", () => {
    // https://doi.org/10.1002/sim.7421, https://pmc.ncbi.nlm.nih.gov/articles/PMC6478034: one-sided 5 %, power 80 %, equal arms.
    const table = [
      [0.85, 938],
      [0.8, 498],
      [0.75, 300],
      [0.7, 196],
      [0.65, 134],
      [0.6, 96],
      [0.55, 70],
      [0.5, 52],
      [0.45, 40],
      [0.4, 30],
    ] as const;
    for (const [hazardRatio, printed] of table) {
      expect(2 * Math.ceil(requiredEvents({ hazardRatio, sides: 1 }).exact / 2)).toBe(printed);
    }
  });

  test("Freedman's events in print: 26 for survival of 37 and 75 %, 120 for 62 and 75 % in arms of 2 to 3", () => {
    // WINPEPI; by Schoenfeld 20.39, with 1.96 and 0.84 for the quantiles: https://imaging.mrc-cbu.cam.ac.uk/statswiki/FAQ/powsurv
    const design = { hazardRatio: log(0.75) / log(0.37) };
    expect(requiredEvents({ ...design, method: "freedman" }).events).toBe(26);
    expect(Math.abs(requiredEvents(design).exact - 20.39)).toBeLessThan(0.03);
    // Stata, in the protocol of the AMATERASU trial, p. 30: https://doi.org/10.1001/jama.2019.2210
    const trial = { hazardRatio: log(0.75) / log(0.62), allocation: 1.5 };
    expect(trial.hazardRatio.toFixed(4)).toBe("0.6018");
    expect(requiredEvents({ ...trial, method: "freedman" }).events).toBe(120);
  });

  test("swapping the arms inverts hazard ratio and allocation", () => {
    const ratio = fc.double({ min: 0.1, max: 0.95, noNaN: true });
    const allocation = fc.double({ min: 0.2, max: 5, noNaN: true });
    fc.assert(
      fc.property(ratio, allocation, fc.constantFrom("schoenfeld", "freedman"), (hazardRatio, k, method) => {
        const one = requiredEvents({ hazardRatio, allocation: k, method }).exact;
        expectClose(requiredEvents({ hazardRatio: 1 / hazardRatio, allocation: 1 / k, method }).exact, one);
      }),
      { numRuns: 1000 },
    );
  });

  test("what it used is on the result", () => {
    expect(requiredEvents(Object.freeze({ hazardRatio: 0.6 }))).toMatchObject({
      kind: "required-events",
      version: 1,
      events: 121,
      alpha: 0.05,
      sides: 2,
      power: 0.8,
      allocation: 1,
      method: "schoenfeld",
    });
  });

  test("designs that are none are errors", () => {
    expect(() => requiredEvents({ hazardRatio: 1 })).toThrow("there is no difference to find");
    expect(() => requiredEvents({ hazardRatio: -0.5 })).toThrow("hazardRatio is -0.5");
    expect(() => requiredEvents({ hazardRatio: 0.5, power: 1 })).toThrow("power is 1");
    expect(() => requiredEvents({ hazardRatio: 0.5, alpha: 0 })).toThrow("alpha is 0");
    expect(() => requiredEvents({ hazardRatio: 0.5, sides: 3 as never })).toThrow("sides is 3");
    expect(() => requiredEvents({ hazardRatio: 0.5, allocation: 0 })).toThrow("allocation is 0");
    expect(() => requiredEvents({ hazardRatio: 0.5, method: "cox" as never })).toThrow("method");
    expect(() => requiredEvents({ hazardRatio: 0.5, beta: 0.2 } as never)).toThrow("beta");
  });
});

describe("requiredSubjects", () => {
  test("probabilities of an event are those of numerical integration, on 64 plans", () => {
    expect(reference.plans.length).toBe(64);
    for (const { control, treated, n, share, ...plan } of reference.plans) {
      const result = requiredSubjects({ ...plan, dropout: { share, by: 12 } });
      expectClose(result.control.eventProbability, control);
      expectClose(result.treated.eventProbability, treated);
      expect(result.n).toBe(n);
      expect(result.duration).toBe(plan.accrual + plan.followUp);
    }
  });

  test("the unit of time does not matter", () => {
    const plan = { controlMedian: 14, hazardRatio: 0.6, accrual: 24, followUp: 12, dropout: { share: 0.1, by: 12 } };
    const years = { ...plan, controlMedian: 14 / 12, accrual: 2, followUp: 1, dropout: { share: 0.1, by: 1 } };
    expect(requiredSubjects(Object.freeze(years)).n).toBe(requiredSubjects(Object.freeze(plan)).n);
  });

  test("with all events observed patients are events", () => {
    const plan = requiredSubjects({ controlMedian: 1, hazardRatio: 0.5, accrual: 0, followUp: 1e6 });
    expect([plan.n, plan.control.eventProbability, plan.treated.eventProbability]).toEqual([66, 1, 1]);
  });

  test("impossible times and losses are errors", () => {
    const plan = { controlMedian: 14, hazardRatio: 0.6, accrual: 24, followUp: 12 };
    expect(() => requiredSubjects({ ...plan, controlMedian: 0 })).toThrow("controlMedian is 0");
    expect(() => requiredSubjects({ ...plan, accrual: -1 })).toThrow("accrual is -1");
    expect(() => requiredSubjects({ ...plan, accrual: 0, followUp: 0 })).toThrow("nobody would be observed");
    expect(() => requiredSubjects({ ...plan, dropout: { share: 1, by: 12 } })).toThrow("dropout.share is 1");
    expect(() => requiredSubjects({ ...plan, dropout: { share: 0.1, by: 0 } })).toThrow("dropout.by is 0");
  });
});

describe("simulatePower", () => {
  const trial = Object.freeze({ controlMedian: 14, hazardRatio: 0.6, accrual: 24, followUp: 12 });
  const plan = Object.freeze({ ...trial, n: 224 });

  test("a trial of the planned size has about the planned power, and the planned number of events", () => {
    const planned = requiredSubjects({ ...trial, dropout: { share: 0.1, by: 12 } });
    const { power, events } = simulatePower({
      ...plan,
      n: planned.n,
      dropout: { share: 0.1, by: 12 },
      replicates: 2000,
    });
    // The formula itself is approximate: 2 % besides the interval of the simulation.
    expect(power.lower! - 0.02).toBeLessThan(0.8);
    expect(power.upper! + 0.02).toBeGreaterThan(0.8);
    // 2000 trials: the standard error of the mean number of events is about 0.16.
    expect(Math.abs(events - planned.events)).toBeLessThan(1);
  });

  test("with a hazard ratio of 1 it is the type I error, of one side or two", () => {
    for (const sides of [1, 2] as const) {
      const { power } = simulatePower({ ...plan, hazardRatio: 1, n: 100, sides, replicates: 2000 });
      expect(power.lower).toBeLessThan(0.05);
      expect(power.upper).toBeGreaterThan(0.05);
    }
  });

  test("an effect that comes late takes power, and weights of late differences give it back", () => {
    const late = { ...plan, n: 300, hazardRatio: 0.5, delay: 6, replicates: 400 };
    const prompt = simulatePower({ ...late, delay: 0 }).power.estimate!;
    const plain = simulatePower(late).power.estimate!;
    const weighted = simulatePower({ ...late, weighting: { rho: 0, gamma: 1 } }).power.estimate!;
    expect(plain).toBeLessThan(prompt - 0.1);
    expect(weighted).toBeGreaterThan(plain + 0.05);
  });

  test("the same seed gives the same answer, another one another", () => {
    const some = { ...plan, replicates: 50 };
    const result = simulatePower({ ...some, seed: 7 });
    expect(simulatePower({ ...some, seed: 7 })).toEqual(result);
    expect(simulatePower({ ...some, seed: 8 }).events).not.toBe(result.events);
    expect(result).toMatchObject({ seed: 7, replicates: 50, treated: 112, control: 112 });
  });

  test("the interval is Clopper and Pearson's, closed at 0 and at 1", () => {
    const sure = simulatePower({ ...plan, hazardRatio: 0.01, replicates: 20 }).power;
    // (0.025)^(1/20)
    expect(sure.lower).toBeCloseTo(0.8315665, 7);
    expect([sure.estimate, sure.upper, sure.method]).toEqual([1, 1, "clopper-pearson"]);
    const { power } = simulatePower({ ...plan, n: 2, allocation: 2, alpha: 1e-9, replicates: 3 });
    expect([power.estimate, power.lower]).toEqual([0, 0]);
  });

  test("arms have the shares of the allocation", () => {
    expect(simulatePower({ ...plan, n: 90, allocation: 2, replicates: 1 })).toMatchObject({ treated: 60, control: 30 });
  });

  test("numbers out of range are errors", () => {
    expect(() => simulatePower({ ...plan, n: 1 })).toThrow("n is 1");
    expect(() => simulatePower({ ...plan, n: 10.5 })).toThrow("n is 10.5");
    expect(() => simulatePower({ ...plan, seed: -1 })).toThrow("seed is -1");
    expect(() => simulatePower({ ...plan, delay: -1 })).toThrow("delay is -1");
    expect(() => simulatePower({ ...plan, power: 0.8 } as never)).toThrow("power");
  });
});
