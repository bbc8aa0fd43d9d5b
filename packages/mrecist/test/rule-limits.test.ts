import { describe, expect, test } from "vitest";
import {
  assessResponse,
  assessResponses,
  criteriaProfile,
  type Measurement,
  type ResponseCriteria,
} from "../src/index.js";
import { assess, course, freeze, thrombus } from "./helpers.js";

/** Limits of the sets of criteria, of new lesions, of the trace and of input that mutation testing found untested. */
const NAMED: readonly ResponseCriteria[] = ["mrecist", "recist-1.1", "easl", "irecist", "tki-i", "who"];
const cube = (mm: number) => ({ viable: mm, perpendicular: mm, total: mm, totalPerpendicular: mm });

describe("as published", () => {
  test.each(NAMED)("%s: any tumor after complete response is progression, 0.1 mm as well", (criteria) => {
    const { visits } = assess(course("T", "target", [cube(20), cube(0), cube(0.1)]), criteria);
    expect(visits.map(({ target }) => target)).toEqual(["CR", "PD"]);
  });

  test("the study: a thrombus progresses by 20 % without a least increase, 4 mm to 4.8 mm as well", () => {
    const of = (mm: number) => thrombus([[4], [mm]]).visits[0]!.thrombus;
    expect([of(4.7), of(4.8)]).toEqual(["SD", "PD"]);
  });

  test("the baseline names its lesions, a single one of a kind as well", () => {
    const rows = [
      ...course("T", "target", [40, 40]),
      ...course("N", "non-target", [20, 20]),
      ...course("V", "thrombus", [10, 10]),
    ];
    const { targets, nonTargets, thrombi } = assess(rows, "tki-i").baseline;
    expect({ targets, nonTargets, thrombi }).toEqual({ targets: ["T"], nonTargets: ["N"], thrombi: ["V"] });
  });

  test("stable disease has no least duration: one seen a day after the baseline counts", () => {
    const rows: Measurement[] = [0, 1].map((day) => ({ day, lesion: "T", role: "target", viable: 40 }));
    const { best, options } = assess(rows);
    expect([best.overall, options.minSdDays]).toEqual(["SD", 0]);
  });

  test("RECIST 1.1: a new node counts from 10 mm of its short axis, at the porta hepatis as well", () => {
    const of = (shortAxis: number) =>
      assess(
        [
          ...course("T", "target", [cube(40), cube(40)]),
          ...course("X", "new", [undefined, { site: "porta-hepatis-node", shortAxis }]),
        ],
        "recist-1.1",
      ).visits[0]!.newLesion;
    expect([of(9.9), of(10)]).toEqual([false, true]);
  });
});

test("EASL: more than 25 % is progression, by less than a thousandth as well", () => {
  const rows = (viable: number, perpendicular: number) =>
    course("T", "target", [
      { viable: 40, perpendicular: 30 },
      { viable, perpendicular },
    ]);
  // 1.25 x 1200 = 1500 mm2; 47.5 x 31.6 = 1501.
  expect(assess(rows(50, 30), "easl").visits[0]!.target).toBe("SD");
  expect(assess(rows(47.5, 31.6), "easl").visits[0]!.target).toBe("PD");
});

test("EASL: tumor after complete response is flagged below 100 mm2 of the product, 99.99 mm2 as well", () => {
  const rows = course("T", "target", [cube(20), cube(0), { viable: 10.1, perpendicular: 9.9 }]);
  expect(assess(rows, "easl").visits[1]!.flags).toEqual(["reappearance-below-10mm"]);
});

describe("new lesions", () => {
  const withNew = (values: readonly (Partial<Measurement> | undefined)[], options = {}) => {
    const still = values.map(() => 40);
    return assess([...course("T", "target", still), ...course("X", "new", values)], "mrecist", options);
  };

  test("of unknown first size have not grown, nor have those of unknown later size", () => {
    const atypical = { finding: "new-lesion-atypical" as const };
    const met = (a: Partial<Measurement>, b: Partial<Measurement>, options = {}) =>
      withNew([undefined, { ...atypical, ...a }, { ...atypical, ...b }], options).newLesions[0]!.criteriaMetDay;
    expect([met({ viable: 5 }, { viable: 15 }), met({}, { viable: 15 })]).toEqual([100, null]);
    expect([met({ viable: 0 }, { viable: 0 }), met({ viable: 0 }, {})]).toEqual([null, null]);
    // With a least growth of 0 mm the first visit itself is one of growth, if its size is known.
    expect(met({ viable: 5 }, {}, { newHepaticGrowthMm: 0 })).toBe(50);
    expect(met({}, {}, { newHepaticGrowthMm: 0 })).toBeNull();
  });

  test("a size is missed of new nodes, which have a least size, and of no other lesion outside the liver", () => {
    const flags = (more: Partial<Measurement>, options = {}) =>
      withNew([undefined, { finding: "new-extrahepatic", ...more }], options).visits[0]!.flags;
    expect(flags({ site: "lymph-node" })).toEqual(["new-lesion-size-missing"]);
    expect(flags({ site: "lymph-node" }, { newNodeMinMm: 0.1 })).toEqual(["new-lesion-size-missing"]);
    expect(flags({ site: "lymph-node" }, { newNodeMinMm: 0 })).toEqual([]);
    expect(flags({ site: "lymph-node", shortAxis: 12 })).toEqual([]);
    expect(flags({ site: "lung" })).toEqual([]);
    expect(flags({ site: "lung", total: 12 })).toEqual([]);
  });
});

describe("input", () => {
  test("a perpendicular diameter alone contradicts nothing", () => {
    const rows = course("T", "target", [cube(20), { perpendicular: 5 }]);
    expect(assess(rows, "easl").visits[0]!.target).toBe("NE");
  });

  test("EASL: a lesion without viable tumor needs no perpendicular diameter", () => {
    expect(assess(course("T", "target", [cube(20), { viable: 0 }]), "easl").visits[0]!.target).toBe("CR");
  });

  test("lipiodol as necrosis leaves no product where no viable tumor was measured, and what was measured elsewhere", () => {
    const of = (more: Partial<Measurement>) => {
      const measurements = course("T", "target", [cube(20), { total: 20, lipiodol: true, modality: "CT", ...more }]);
      const { target, sum } = assessResponse({ measurements }, { criteria: "easl", options: { lipiodol: "necrosis" } })
        .visits[0]!;
      return [target, sum];
    };
    expect(of({})).toEqual(["CR", 0]);
    expect(of({ viable: 10, perpendicular: 8 })).toEqual(["PR", 80]);
    expect(of({ viable: 10 })).toEqual(["NE", null]);
  });
});

describe("two fragments of a lesion without diameters", () => {
  const of = (a: Partial<Measurement>, b: Partial<Measurement>) =>
    assess([
      ...course("N", "non-target", [{ enhancing: true }]),
      { lesion: "N", role: "non-target", day: 50, fragment: "a", ...a },
      { lesion: "N", role: "non-target", day: 50, fragment: "b", ...b },
    ]).visits[0]!.nonTarget;
  test.each([
    [true, true, "NON-CR/NON-PD"],
    [true, false, "NON-CR/NON-PD"],
    [true, null, "NON-CR/NON-PD"],
    [false, true, "NON-CR/NON-PD"],
    [null, true, "NON-CR/NON-PD"],
    [false, false, "CR"],
    [false, null, "NE"],
    [null, false, "NE"],
    [null, null, "NE"],
  ] as const)("of which one enhances %s, the other %s, are %s", (a, b, response) => {
    expect(of({ enhancing: a }, { enhancing: b })).toBe(response);
  });
  test("are not evaluable where one of them is not", () => {
    const seen = { enhancing: true };
    expect([of({ ...seen, notEvaluable: true }, seen), of(seen, { ...seen, notEvaluable: true })]).toEqual([
      "NE",
      "NE",
    ]);
  });
});

describe("the trace", () => {
  const entries = (measurements: readonly Measurement[], component: string, options = {}) =>
    assessResponse(freeze({ measurements }), freeze({ criteria: "tki-i", options })).visits.map(({ trace }) =>
      trace.filter((entry) => entry.component === component),
    );

  test("of a partial response names the day of the baseline, of targets, of thrombi and in the liver", () => {
    const later = (rows: readonly Measurement[]) => rows.map((row) => ({ ...row, day: row.day + 7 }));
    const rows = later([
      ...course("T", "target", [40, 20]),
      ...course("L", "non-target", [
        { enhancing: true, total: 10, site: "lung" },
        { enhancing: true, total: 10, site: "lung" },
      ]),
      ...course("V", "thrombus", [20, 10]),
    ]);
    for (const component of ["target", "thrombus", "intrahepatic"]) {
      expect(entries(rows, component)[0]![0]).toMatchObject({ response: "PR", referenceDay: 7 });
    }
  });

  test("of the liver counts the targets of the liver", () => {
    const lung = { site: "lung" as const, total: 10 };
    const rows = [
      ...course("A", "target", [40, 20]),
      ...course("B", "target", [20, 20]),
      ...course("C", "target", [lung, lung]),
      ...course("N", "non-target", [{ enhancing: true }, { enhancing: true }]),
    ];
    const values = entries(rows, "intrahepatic")[0]![0]!.values;
    expect(values).toMatchObject({ sum: 40, baseline: 60, targets: 2, measured: 2 });
    expect(entries(rows, "target")[0]![0]!.values).toMatchObject({ sum: 50, baseline: 70, targets: 3 });
  });

  test("names a new lesion from the day of its first detection on", () => {
    const rows = [
      ...course("T", "target", [40, 40, 40, 40]),
      ...course("X", "new", [undefined, undefined, { viable: 5 }, { viable: 5 }]),
    ];
    expect(entries(rows, "new-lesion").map(({ length }) => length)).toEqual([0, 1, 1]);
  });

  test("tells the answer of the other rule of joining the components only where it differs", () => {
    const rows = (mm: number) => [...course("T", "target", [40, 20]), ...course("V", "thrombus", [20, mm])];
    const alternatives = (mm: number) => entries(rows(mm), "overall")[0]![0]!.alternatives.length;
    // Targets PR; the thrombus PR, or SD, which is the worst of the components and no obstacle to PR by the table.
    expect([alternatives(10), alternatives(20)]).toEqual([0, 1]);
  });
});

describe("a visit", () => {
  test("has no change from a nadir that there is not, or where a target was not measured", () => {
    const measurements = [...course("A", "target", [40, 30, 30]), ...course("B", "target", [40, null, 30])];
    const of = (nadirIncludesBaseline: boolean) =>
      assess(measurements, "mrecist", { nadirIncludesBaseline }).visits.map(({ percentFromNadir }) => percentFromNadir);
    expect(of(true)).toEqual([null, -25]);
    expect(of(false)).toEqual([null, null]);
  });

  test("has no sum of thrombi without a thrombus", () => {
    expect(assess(course("T", "target", [40, 40]), "tki-i").visits[0]!.thrombusSum).toBeNull();
  });

  test("is flagged where a viable diameter above 0 is given of a lesion without enhancement", () => {
    const flags = (viable: number | null) =>
      assess(course("T", "target", [40, { viable, enhancing: false }])).visits[0]!.flags;
    expect([flags(0.1), flags(0), flags(null)]).toEqual([["viable-without-enhancement"], [], []]);
  });

  test("has its flags once each, in the order of the alphabet", () => {
    const rows = [
      ...course("A", "target", [40, { tooSmall: true }]),
      ...course("B", "target", [40, undefined]),
      ...course("C", "non-target", [40, undefined]),
    ];
    expect(assess(rows).visits[0]!.flags).toEqual(["lesion-not-measured", "too-small"]);
    const twice = [...course("A", "target", [40, 40]), ...rows.slice(2)];
    expect(assess(twice).visits[0]!.flags).toEqual(["lesion-not-measured"]);
  });
});

test("the result says that it is of version 1", () => {
  expect(assess(course("T", "target", [40])).version).toBe(1);
});

describe("what is refused, and where", () => {
  const thrown = (run: () => unknown): { message: string; row?: number; column?: string } => {
    try {
      run();
    } catch (error) {
      return error as Error;
    }
    throw new Error("nothing was refused");
  };
  const table = (rows: readonly Measurement[]) => () =>
    assessResponses(freeze(rows.map((row) => ({ site: null, ...row, patient: "P", viable: row.viable ?? null }))), {
      ...({ patient: "patient", day: "day", lesion: "lesion", role: "role", viable: "viable", site: "site" } as const),
      criteria: "mrecist",
    } as never);

  test("what a lesion lacks at baseline is reported at its first row, with the day of the baseline", () => {
    const rows = [...course("A", "target", [40, 40]), ...course("B", "target", [null, 20, 20])];
    const found = thrown(table(rows.map((row) => ({ ...row, day: row.day + 7 }))));
    expect([found.row, found.column]).toEqual([2, "role"]);
    expect(found.message).toContain("at baseline (day 7)");
  });

  test("a thrombus outside of the vessels is reported at its first row", () => {
    const lung = { viable: 20, site: "lung" as const };
    const found = thrown(table([...course("A", "target", [40, 40]), ...course("V", "thrombus", [lung, lung])]));
    expect([found.row, found.column]).toEqual([2, "site"]);
  });

  test("no lesion is merged at the baseline, also where nothing else is wrong", () => {
    const rows = [
      ...course("A", "non-target", [20, 20]),
      ...course("B", "non-target", [{ mergedInto: "A" }, { mergedInto: "A" }]),
    ];
    expect(thrown(() => assess(rows))).toMatchObject({ column: "mergedInto" });
  });

  test("the baseline day is that of exactly one visit, or after it and before the next", () => {
    const at = (baselineDay: number) => () => assess(course("T", "target", [40, 40]), "mrecist", { baselineDay });
    expect([0, 49].map((day) => at(day)().baseline.day)).toEqual([0, 0]);
    expect(thrown(at(-1)).message).toContain("no visit at or before the baseline day");
    expect(thrown(at(50)).message).toContain("before the baseline visit of day 50");
  });

  test("visits need not come in order, and several rows of one day are one visit", () => {
    const rows = [
      [150, "A"],
      [0, "B"],
      [0, "A"],
      [50, "A"],
      [50, "B"],
      [100, "B"],
    ].map(([day, lesion]) => ({ day, lesion, role: "non-target", enhancing: true }) as Measurement);
    expect(assess(rows).baseline).toMatchObject({ day: 0, nonTargets: ["A", "B"] });
    expect(assess(rows).visits.map(({ day }) => day)).toEqual([50, 100, 150]);
  });

  test("the short axis of a node is no longest diameter: its viable part may exceed it", () => {
    const node = (viable: number | null) => ({ site: "lymph-node" as const, shortAxis: 15, viable });
    expect(assess(course("T", "target", [node(20), node(null)]), "mrecist").visits[0]!.target).toBe("SD");
  });
});

describe("limits of options", () => {
  const taken = (name: string, value: unknown) => {
    const options = freeze({ [name]: value }) as never;
    try {
      assess(course("T", "target", [40, 40]), "mrecist", options);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ name: "HccInputError", code: "option", column: name });
      return false;
    }
  };
  test.each(["prDecreasePercent", "thrombusPrDecreasePercent"])("%s is above 0 and at most 100", (name) => {
    expect([0, 0.1, 100, 100.1, 101].map((value) => taken(name, value))).toEqual([false, true, true, false, false]);
  });
  test.each(["pdIncreasePercent", "thrombusPdIncreasePercent"])("%s is above 0 and finite", (name) => {
    const values = [-0.5, 0, 0.1, 400, Number.POSITIVE_INFINITY, Number.NaN, "20"];
    expect(values.map((value) => taken(name, value))).toEqual([false, false, true, true, false, false, false]);
  });
  test("confirmation is after more than 0 days, half a day as well", () => {
    expect([0, 0.5, 1, null].map((value) => taken("confirmDays", value))).toEqual([false, true, true, true]);
  });
  test("one decimal is the finest; noise of arithmetic up to 1e-10 is none", () => {
    expect([0.1 + 0.2, 1e-10, 12.300_000_000_15].map((value) => taken("pdAbsMm", value))).toEqual([true, true, false]);
  });
  test("products have no least increase in mm, 0.1 mm neither", () => {
    expect(() => criteriaProfile("easl", { pdAbsMm: 0.1 })).toThrow("products are areas");
  });
  test.each(["name", "citation"])("the %s of the criteria is no option", (name) => {
    expect(() => assess(course("T", "target", [40]), "mrecist", { [name]: "own" } as never)).toThrow(
      expect.objectContaining({ name: "HccInputError", code: "option" }),
    );
  });
});
