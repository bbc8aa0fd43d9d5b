import { fromJson, toJson } from "@hcc/data";
import { contingencyTest, mannWhitney, proportionInterval, riskDifference } from "@hcc/stats";
import { kaplanMeier } from "@hcc/survival";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type TreatmentExposureSpec, treatmentExposure } from "../src/index.js";

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.freeze(value);
    for (const item of Object.values(value)) freeze(item);
  }
  return value;
}
interface Treatment {
  readonly id: string;
  readonly kind?: string | null;
  readonly drug?: string | null;
  readonly day?: number | null;
  readonly until?: number | null;
  readonly dose?: number | null;
  readonly plan?: number | null;
}
interface Patient {
  readonly id: string;
  readonly arm?: string;
  readonly start: number | null;
  readonly stop: number | null;
  readonly end?: number | null;
}
const people = { patient: "id", id: "id", start: "start", stop: "stop" } as const;
const action = {
  channel: (d: Treatment) => d.kind,
  interruption: ["paused"],
  reduction: ["reduced"],
  discontinuation: ["stopped for toxicity"],
  none: ["start", "stop"],
} as const;
const doses = {
  startDay: (d: Treatment) => d.day,
  endDay: (d: Treatment) => d.until,
  dose: (d: Treatment) => d.dose,
  plannedDose: (d: Treatment) => (d.plan === undefined ? 800 : d.plan),
} as const;
const run = (
  treatments: readonly Treatment[],
  patients: readonly Patient[],
  more: Partial<TreatmentExposureSpec<Treatment, Patient>> = {},
) => treatmentExposure(freeze(treatments), freeze(patients), { ...people, ...more });
const ofOne = (treatments: readonly Omit<Treatment, "id">[], patient: Omit<Patient, "id">, more = {}) => {
  const result = run(
    treatments.map((one) => ({ id: "P1", ...one })),
    [{ id: "P1", ...patient }],
    { ...doses, ...more },
  );
  const drug = result.groups[0]!.drugs[0]!;
  const changes = Object.fromEntries(result.changes.map(({ change, groups }) => [change, groups[0]!.count]));
  return { total: drug.cumulativeDose.median, intensity: drug.relativeDoseIntensity?.median ?? null, changes };
};

describe("time on treatment", () => {
  test("counts both ends, or is a difference of days", () => {
    const patients = [{ id: "P1", start: 10, stop: 19 }];
    expect(run([], patients).columns.days).toEqual([10]);
    expect(run([], patients, { countLastDay: false }).columns.days).toEqual([9]);
  });
  test("of patients still treated runs to the last day observed; they are counted, and censored in a curve", () => {
    const patients = [
      { id: "P1", start: 0, stop: 9, end: 30 },
      { id: "P2", start: 0, stop: null, end: 19 },
      { id: "P3", start: null, stop: null },
    ];
    const { groups, columns, untreated } = run([], patients, { end: (d) => d.end });
    expect([groups[0]!.n, groups[0]!.stillTreated, untreated]).toEqual([2, 1, 1]);
    expect(groups[0]!.days).toMatchObject({ n: 2, median: 15, minimum: 10, maximum: 20 });
    expect(columns).toEqual({ id: ["P1", "P2"], group: [null, null], days: [10, 20], stopped: [true, false] });
    const sameDay = run(
      [],
      [
        { id: "P1", start: 5, stop: 5, end: 5 },
        { id: "P2", start: 5, stop: null, end: 5 },
      ],
      {
        end: (d) => d.end,
      },
    );
    expect(sameDay.columns.days).toEqual([1, 1]);
    const curve = kaplanMeier(columns, { time: "days", event: "stopped" }).curves[0]!;
    expect([curve.n, curve.events]).toEqual([2, 1]);
  });
  test("of two groups is compared by the Mann-Whitney test, under the conventions that were asked for", () => {
    const days = [
      [4, 9, 16, 25, 25],
      [1, 9, 81, 100],
    ] as const;
    const patients = days.flatMap((own, arm) =>
      own.map((length, i) => ({ id: `${arm}.${i}`, arm: `${arm}`, start: 5, stop: 4 + length })),
    );
    for (const conventions of ["r", "spss"] as const) {
      expect(run([], patients, { by: (d) => d.arm, conventions }).daysTest).toEqual(
        mannWhitney(days[0], days[1], { conventions }),
      );
    }
    expect(run([], patients).daysTest).toBeNull();
    const arms = (...names: string[]) => names.map((arm, i) => ({ id: `P${i}`, arm, start: 0, stop: i }));
    expect(run([], arms("A", "B", "C"), { by: (d) => d.arm }).daysTest).toBeNull();
    expect(run([], arms("A", "B"), { by: (d) => d.arm }).daysTest).toMatchObject({ n: { x: 1, y: 1 } });
  });
});

describe("changes by what the records say", () => {
  const study = () => {
    // The study's: 31, 35 and 5 of 68 patients, 30, 31 and 5 of 64.
    const sizes = { "TKI-I": 68, TKI: 64 };
    const counts = { "TKI-I": [31, 35, 5], TKI: [30, 31, 5] } as const;
    const patients: Patient[] = [];
    const treatments: Treatment[] = [];
    for (const arm of ["TKI-I", "TKI"] as const) {
      for (let i = 0; i < sizes[arm]; i++) {
        const id = `${arm}.${i}`;
        patients.push({ id, arm, start: 0, stop: 100 });
        ["paused", "reduced", "stopped for toxicity"].forEach((kind, k) => {
          if (i < counts[arm][k]!) treatments.push({ id, kind }, { id, kind });
        });
        treatments.push({ id, kind: "start" });
      }
    }
    return run(treatments, patients, { by: (d) => d.arm, levels: ["TKI-I", "TKI"], action });
  };
  test("a patient counts once per kind, with interval, test and difference of the proportions", () => {
    const { changes } = study();
    expect(changes.map(({ change, groups }) => [change, ...groups.map(({ count }) => count)])).toEqual([
      ["interruption", 31, 30],
      ["reduction", 35, 31],
      ["discontinuation", 5, 5],
    ]);
    const [interruption] = changes;
    expect(interruption!.groups[0]).toEqual({
      group: "TKI-I",
      n: 68,
      count: 31,
      percent: 3100 / 68,
      interval: proportionInterval(31, 68),
    });
    const table = [
      [31, 37],
      [30, 34],
    ];
    expect(interruption!.test).toEqual(contingencyTest(table, { rule: "spss" }));
    expect(interruption!.difference).toEqual(riskDifference(31, 68, 30, 64));
    // Pearson's chi-square of 1 degree of freedom by hand: n (ad - bc)^2 / product of the margins.
    const statistic = (132 * (31 * 34 - 37 * 30) ** 2) / (61 * 71 * 68 * 64);
    expect(interruption!.test).toMatchObject({ method: "pearson" });
    expect(Math.abs((interruption!.test!.statistic as number) - statistic)).toBeLessThan(1e-12);
  });
  test("no test where no patient or every patient has the change, or with one group", () => {
    const patients = [
      { id: "P1", arm: "A", start: 0, stop: 1 },
      { id: "P2", arm: "B", start: 0, stop: 1 },
    ];
    const treatments = [
      { id: "P1", kind: "paused" },
      { id: "P2", kind: "paused" },
    ];
    const by = (d: Patient) => d.arm!;
    expect(run(treatments, patients, { by, action }).changes.map(({ test: found }) => found)).toEqual([
      null,
      null,
      null,
    ]);
    expect(run(treatments, patients, { action }).changes[0]).toMatchObject({ test: null, difference: null });
  });
  test("a group without treated patients is not in the test", () => {
    const treated = ["A", "A", "B"].map((arm, i) => ({ id: `P${i}`, arm, start: 0, stop: 1 }));
    const patients = [...treated, { id: "P9", arm: "C", start: null, stop: null }];
    const { changes } = run([{ id: "P0", kind: "paused" }], patients, { by: (d) => d.arm!, action });
    const table = [
      [1, 1],
      [0, 1],
    ];
    expect(changes[0]!.test).toEqual(contingencyTest(table, { rule: "spss" }));
    expect(changes[0]!.groups[2]).toMatchObject({ n: 0, count: 0, percent: null, interval: null });
  });
  test("where records say what was done, the doses are not asked", () => {
    const paused = [
      { id: "P1", kind: "start", day: 0, dose: 800 },
      { id: "P1", kind: "start", day: 5, dose: 0 },
      { id: "P1", kind: "start", day: 7, dose: 400 },
    ];
    const { changes } = run(paused, [{ id: "P1", start: 0, stop: 9 }], { ...doses, action });
    expect(changes.map(({ groups }) => groups[0]!.count)).toEqual([0, 0, 0]);
  });
  test("records of patients left out do not count; without action and dose there are no changes", () => {
    const patients = [
      { id: "P1", start: 0, stop: 1 },
      { id: "P2", start: 0, stop: 1 },
    ];
    const where = (d: Patient) => d.id === "P1";
    const { changes, groups } = run([{ id: "P2", kind: "paused" }], patients, { where, action });
    expect([groups[0]!.n, changes[0]!.groups[0]!.count]).toEqual([1, 0]);
    expect(run([], patients).changes).toEqual([]);
  });
});

describe("doses", () => {
  test("hold to the next record, the last to the end of treatment", () => {
    const log = [
      { day: 0, dose: 800 },
      { day: 40, dose: 0 },
      { day: 60, dose: 400 },
    ];
    const found = ofOne(log, { start: 0, stop: 99 });
    expect(found).toEqual({ total: 48000, intensity: 60, changes: { interruption: 1, reduction: 1 } });
    expect(ofOne(log, { start: 0, stop: 100 }, { countLastDay: false })).toEqual(found);
  });
  test("hold from the first to the last day of a record; days between records are an interruption", () => {
    const periods = [
      { day: 0, until: 39, dose: 800 },
      { day: 60, until: 99, dose: 400 },
    ];
    const found = ofOne(periods, { start: 0, stop: 99 });
    expect(found).toEqual({ total: 48000, intensity: 60, changes: { interruption: 1, reduction: 1 } });
    const joined = [
      { day: 0, until: 39, dose: 400 },
      { day: 40, until: 99, dose: 800 },
    ];
    expect(ofOne(joined, { start: 0, stop: 99 }).changes).toEqual({ interruption: 0, reduction: 0 });
  });
  test("a lower dose after a raised one is a reduction; a dose of 0 on the day of the stop is no interruption", () => {
    const doseAt = (...list: number[]) => list.map((dose, i) => ({ day: 10 * i, dose }));
    const patient = { start: 0, stop: 30 };
    expect(ofOne(doseAt(400, 800, 600), patient).changes).toEqual({ interruption: 0, reduction: 1 });
    expect(ofOne(doseAt(400, 800, 800, 0), patient).changes).toEqual({ interruption: 0, reduction: 0 });
    expect(ofOne(doseAt(800, 0, 800), patient).changes).toEqual({ interruption: 1, reduction: 0 });
    expect(ofOne([...doseAt(800), { day: 45, dose: 0 }], patient)).toMatchObject({ total: 31 * 800, intensity: 100 });
    const ended = [
      { day: 0, until: 9, dose: 800 },
      { day: 31, dose: 0 },
    ];
    expect(ofOne(ended, patient)).toEqual({ total: 8000, intensity: 100, changes: { interruption: 0, reduction: 0 } });
  });
  test("above the plan give more than 100 %; without plan there is no intensity", () => {
    expect(ofOne([{ day: 0, dose: 1000 }], { start: 0, stop: 9 }).intensity).toBe(125);
    const bare = ofOne([{ day: 0, dose: 1000 }], { start: 0, stop: 9 }, { plannedDose: undefined });
    expect([bare.total, bare.intensity]).toEqual([10000, null]);
    const noDay = ofOne([{ day: 0, until: 0, dose: 800 }], { start: 0, stop: 9 }, { countLastDay: false });
    expect([noDay.total, noDay.intensity]).toEqual([0, null]);
  });
  test("of each drug are apart, with the patients who have records of it", () => {
    const patients = [
      { id: "P1", start: 0, stop: 9 },
      { id: "P2", start: 0, stop: 9 },
      { id: "P3", start: 0, stop: 9 },
    ];
    const treatments = [
      { id: "P1", drug: "sorafenib", day: 0, dose: 800, plan: 800 },
      { id: "P2", drug: "lenvatinib", day: 0, dose: 8, plan: 8 },
      { id: "P2", drug: "lenvatinib", day: 5, dose: 4, plan: 8 },
    ];
    const { drugs } = run(treatments, patients, { ...doses, drug: (d) => d.drug }).groups[0]!;
    expect(
      drugs.map(({ drug, n, cumulativeDose, relativeDoseIntensity }) => [
        drug,
        n,
        cumulativeDose.median,
        relativeDoseIntensity!.median,
      ]),
    ).toEqual([
      ["lenvatinib", 1, 60, 75],
      ["sorafenib", 1, 8000, 100],
    ]);
  });

  const history = fc
    .record({
      spans: fc.array(
        fc.record({ gap: fc.nat(3), days: fc.integer({ min: 1, max: 6 }), dose: fc.constantFrom(0, 2, 4, 8) }),
        {
          minLength: 1,
          maxLength: 6,
        },
      ),
      start: fc.nat(4),
      rest: fc.nat(3),
    })
    .map(({ spans, start, rest }) => {
      let day = start;
      const records = spans.map(({ gap, days, dose }, i): Treatment => {
        day += i === 0 ? 0 : gap;
        const record = { id: "P1", day, until: day + days - 1, dose, plan: 8 };
        day += days;
        return record;
      });
      return freeze({ records, patient: { id: "P1", start, stop: day - 1 + rest } });
    });
  test("add up as they do day by day", () => {
    fc.assert(
      fc.property(history, ({ records, patient }) => {
        const byDay = new Map<number, number>();
        for (const { day, until, dose } of records) for (let t = day!; t <= until!; t++) byDay.set(t, dose!);
        const first = records[0]!.day!;
        const last = records.at(-1)!.until!;
        let total = 0;
        let missed = 0;
        let reduced = false;
        let before = 0;
        for (let t = first; t <= last; t++) {
          const dose = byDay.get(t) ?? 0;
          total += dose;
          if (dose === 0 && t < patient.stop) missed++;
          if (dose > 0 && dose < before) reduced = true;
          if (dose > 0) before = dose;
        }
        const found = ofOne(records, patient);
        expect(found.total).toBe(total);
        expect(Math.abs(found.intensity! - (100 * total) / (8 * (last - first + 1)))).toBeLessThan(1e-9);
        expect(found.changes).toEqual({ interruption: missed > 0 ? 1 : 0, reduction: reduced ? 1 : 0 });
      }),
      { numRuns: 1000, seed: 1 },
    );
  });
  test("do not depend on the order of records, on the origin of days, nor, as intensities, on the unit of doses", () => {
    fc.assert(
      fc.property(history, fc.integer({ min: -50, max: 50 }), ({ records, patient }, shift) => {
        const found = ofOne(records, patient);
        const moved = records.map((d) => ({
          ...d,
          day: d.day! + shift,
          until: d.until! + shift,
          dose: d.dose! / 4,
          plan: 2,
        }));
        const again = ofOne(moved.reverse(), { start: patient.start + shift, stop: patient.stop + shift });
        expect(again).toEqual({ ...found, total: found.total! / 4 });
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});

test("the result is plain data", () => {
  const patients = [{ id: "P1", arm: "A", start: 0, stop: 9 }];
  const result = run([{ id: "P1", day: 0, dose: 400 }], patients, { ...doses, by: (d) => d.arm });
  expect(fromJson(toJson(result))).toEqual(result);
  expect(structuredClone(result)).toEqual(result);
});

describe("an input without an answer is an InputError that names patient, row, field and remedy", () => {
  const P1 = { id: "P1", start: 0, stop: 99 };
  const bad =
    (record: Omit<Treatment, "id">, more = {}) =>
    () =>
      run([{ id: "P1", ...record }], [P1], { ...doses, ...more });
  const two =
    (...records: Omit<Treatment, "id">[]) =>
    () =>
      run(
        records.map((d) => ({ id: "P1", ...d })),
        [P1],
        doses,
      );
  const cases: readonly (readonly [string, () => unknown, string, readonly string[]])[] = [
    ["a negative dose", bad({ day: 0, dose: -400 }), "negative-value", ['patient "P1": dose is -400 at row 0', "give"]],
    ["a planned dose of 0", bad({ day: 0, dose: 4, plan: 0 }), "negative-value", ["plannedDose is 0 at row 0"]],
    [
      "a missing dose",
      bad({ day: 0, dose: null }),
      "missing-value",
      ['patient "P1": dose is missing at row 0', "complete"],
    ],
    ["a missing day", bad({ dose: 400 }), "missing-value", ["startDay is missing at row 0"]],
    [
      "a missing drug",
      bad({ day: 0, dose: 4 }, { drug: (d: Treatment) => d.drug }),
      "missing-value",
      ["drug is missing"],
    ],
    [
      "a dose as text",
      bad({ day: 0, dose: "400" as never }),
      "text-in-number",
      ['patient "P1"', "at row 0", "convert"],
    ],
    [
      "a record that ends before it begins",
      bad({ day: 9, until: 5, dose: 400 }),
      "date",
      ['patient "P1": the record at row 0 ends on day 5 before its start on day 9'],
    ],
    [
      "a record before treatment",
      bad({ day: -3, dose: 400 }),
      "date",
      ['patient "P1": the record at row 0 begins on day -3, before treatment on day 0'],
    ],
    [
      "a dose after treatment",
      bad({ day: 120, dose: 400 }),
      "date",
      ['patient "P1": the dose at row 0 begins on day 120, after the end of treatment'],
    ],
    [
      "a second dose after treatment, which is the one that is named",
      two({ day: 0, dose: 400 }, { day: 100, dose: 400 }),
      "date",
      ['patient "P1": the dose at row 1 begins on day 100, after the end of treatment'],
    ],
    [
      "a dose that outlasts treatment",
      bad({ day: 0, until: 100, dose: 400 }),
      "date",
      ['patient "P1": the dose at row 0 ends on day 100, after the end of treatment'],
    ],
    [
      "records that overlap",
      two({ day: 0, until: 20, dose: 400 }, { day: 20, dose: 800 }),
      "date",
      ['patient "P1": the record at row 1 begins on day 20, within another one of the drug'],
    ],
    [
      "two records of a day",
      two({ day: 0, dose: 400 }, { day: 0, dose: 800 }),
      "date",
      ["the record at row 1 begins on day 0, within another one"],
    ],
    [
      "two planned doses",
      two({ day: 0, dose: 400, plan: 400 }, { day: 9, dose: 400, plan: 800 }),
      "option",
      ['patient "P1": the planned dose is 800 at row 1 and 400 before'],
    ],
    [
      "an action in no list",
      () => run([{ id: "P1", kind: "halved" }], [P1], { action }),
      "unknown-level",
      ['"halved" at row 0, of patient "P1"', "add it to one"],
    ],
    [
      "a missing action",
      () => run([{ id: "P1", kind: null }], [P1], { action }),
      "missing-value",
      ['patient "P1": action is missing at row 0'],
    ],
    [
      "a record of an unknown patient",
      () => run([{ id: "P9", kind: "paused" }], [P1], { action }),
      "unknown-level",
      ['patient "P9": the record at row 0 is of no one among the patients', "add the patient"],
    ],
    [
      "a record of a patient who was never treated",
      () => run([{ id: "P2", kind: "paused" }], [P1, { id: "P2", start: null, stop: null }], { action }),
      "date",
      ['patient "P2": there is a treatment record at row 0, but no start of treatment'],
    ],
    ["a patient twice", () => run([], [P1, P1]), "duplicate", ['patient "P1" is there again at row 1', "keep one row"]],
    [
      "a stop before the start",
      () => run([], [{ id: "P1", start: 5, stop: 2 }]),
      "date",
      ['patient "P1" stops on day 2 before the start on day 5 (row 0)', "correct the days"],
    ],
    [
      "a patient still treated without a last day",
      () => run([], [{ id: "P1", start: 5, stop: null }]),
      "missing-value",
      ['patient "P1" (row 0) is still treated', "give the last day observed with end"],
    ],
    [
      "a stop after the last day observed",
      () => run([], [{ id: "P1", start: 5, stop: 30, end: 20 }], { end: (d) => d.end }),
      "date",
      ['patient "P1" (row 0) stops on day 30, after the last day observed, 20'],
    ],
    [
      "a last day before the start",
      () => run([], [{ id: "P1", start: 5, stop: null, end: 2 }], { end: (d) => d.end }),
      "date",
      ['patient "P1" (row 0) was last observed on day 2, before the start of treatment on day 5'],
    ],
    ["doses without days", () => run([], [P1], { dose: () => 4 }), "option", ["dose is given without startDay"]],
    [
      "a plan without doses",
      () => run([], [P1], { plannedDose: () => 4 }),
      "option",
      ["plannedDose is given without dose"],
    ],
    ["an unknown option", () => run([], [P1], { window: 30 } as never), "option", ['no option "window"']],
    ["a level of 95", () => run([], [P1], { level: 95 }), "option", ["level is 95"]],
  ];
  for (const [name, call, code, words] of cases) {
    test(name, () => {
      expect(call).toThrow(expect.objectContaining({ name: "HccInputError", code }));
      for (const word of words) expect(call).toThrow(word);
    });
  }
});
