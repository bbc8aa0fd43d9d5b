import { describe, expect, test } from "vitest";
import type { Measurement, PatientResponse } from "../src/index.js";
import { assess, course, thrombus } from "./helpers.js";

/** Limits of flags, sums and input that mutation testing found untested, or that the oracle does not look at. */
const flagsOf = ({ visits }: PatientResponse) => visits.map(({ flags }) => flags);
const target = (...values: (Partial<Measurement> | number | null | undefined)[]) => course("T", "target", values);
const area = (viable: number, perpendicular: number) => ({ viable, perpendicular });

describe("flags of the targets", () => {
  test("reappearance-below-10mm: below 10 mm (EASL: 100 mm2) after CR, whatever the response, not while gone", () => {
    expect(flagsOf(assess(target(20, 0, 9.9, 0)))).toEqual([[], ["reappearance-below-10mm"], []]);
    expect(flagsOf(assess(target(20, 0, 10)))).toEqual([[], []]);
    expect(flagsOf(assess(target(20, 0, 0.1)))[1]).toEqual(["reappearance-below-10mm"]);
    expect(flagsOf(assess(target(20, 9)))).toEqual([[]]);
    expect(flagsOf(assess(target(area(20, 20), area(0, 0), area(10, 9.9)), "easl"))[1]).toEqual([
      "reappearance-below-10mm",
    ]);
    expect(flagsOf(assess(target(area(20, 20), area(0, 0), area(10, 10)), "easl"))[1]).toEqual([]);
  });

  test("increase-below-5mm: PD of the sum or of its measured part by less than 5 mm, not of products", () => {
    expect(flagsOf(assess(target(20, 24.9)))[0]).toEqual(["increase-below-5mm"]);
    expect(flagsOf(assess(target(20, 25)))[0]).toEqual([]);
    expect(flagsOf(assess(target(20, 23)))[0]).toEqual([]);
    const part = (mm: number) =>
      flagsOf(assess([...course("A", "target", [10, mm]), ...course("B", "target", [5, null])]))[0];
    expect([part(18), part(20), part(17)]).toEqual([["increase-below-5mm"], [], []]);
    expect(flagsOf(assess(target(area(5, 5), area(5.1, 5), area(6, 6)), "easl"))[1]).toEqual([]);
    expect(flagsOf(assess(target(20, 0, 4)))[1]).toEqual(["reappearance-below-10mm"]);
  });

  test("cr-reclassified: only of the complete responses before tumor is seen again", () => {
    const found = assess(target(20, 0, 5, 0), "mrecist", { reclassifyFalseCr: true });
    expect(found.visits.map((visit) => visit.target)).toEqual(["PR", "PR", "CR"]);
    expect(flagsOf(found)).toEqual([["cr-reclassified"], [], []]);
  });
});

describe("sums and references", () => {
  test("there is no sum without lesions to add up", () => {
    const none = assess(course("N", "non-target", [{ enhancing: true }, { enhancing: true }]), "tki-i");
    expect([none.baseline.sum, none.baseline.thrombusSum, none.visits[0]!.sum]).toEqual([null, null, null]);
    expect([none.visits[0]!.target, none.visits[0]!.thrombus, none.best.thrombus]).toEqual([null, null, null]);
  });

  test("the sum of the baseline is that of all targets, and null at a visit where one is missing", () => {
    const found = assess([...course("A", "target", [20, 10]), ...course("B", "target", [30, null])]);
    expect(found.baseline.sum).toBe(50);
    expect(found.visits[0]).toMatchObject({ sum: null, nadir: 50, nadirDay: 0, percentFromBaseline: null });
  });

  test("the nadir is that of the first of equal sums", () => {
    const days = assess(target(20, 15, 15, 15)).visits.map(({ nadir, nadirDay }) => [nadir, nadirDay]);
    expect(days).toEqual([
      [20, 0],
      [15, 50],
      [15, 50],
    ]);
    expect(assess(target(20, 20, 20)).visits[1]!.nadirDay).toBe(0);
  });

  test("without the baseline there is no nadir at the first visit", () => {
    const { visits } = assess(target(20, 30, 36), "mrecist", { nadirIncludesBaseline: false });
    expect(visits.map(({ target, nadir, nadirDay }) => [target, nadir, nadirDay])).toEqual([
      ["SD", null, null],
      ["PD", 30, 50],
    ]);
  });
});

test("under RECIST 1.1 a non-target without a total diameter is there when any of it is viable", () => {
  const of = (viable: number) =>
    assess(course("N", "non-target", [{ total: 8 }, { viable }]), "recist-1.1").visits[0]!.nonTarget;
  expect([of(0.1), of(0)]).toEqual(["NON-CR/NON-PD", "NE"]);
});

test("under iRECIST a new lesion measured no more counts as 0 mm: the others grow by 5 mm without it or do not", () => {
  const of = (mm: number) => {
    const others = course("X", "new", [undefined, { total: 10 }, { finding: "new-lesion-typical" }]);
    const grown = course("Y", "new", [undefined, { total: 10 }, { total: mm }]);
    const still = [0, 1, 2].map(() => ({ total: 20 }));
    return assess([...target(...still), ...others, ...grown], "irecist").visits.map((visit) => visit.immune);
  };
  expect([of(24.9), of(25)]).toEqual([
    ["iUPD", "iUPD"],
    ["iUPD", "iCPD"],
  ]);
});

describe("flags of a thrombus", () => {
  test("change-below-5mm: PD or PR of the diameter by less than 5 mm", () => {
    const last = (...values: Parameters<typeof thrombus>[0]) => thrombus(values).visits.at(-1)!.flags;
    expect(last([20, "Vp2"], [24.9, "Vp2"])).toEqual(["change-below-5mm"]);
    expect(last([20, "Vp2"], [25, "Vp2"])).toEqual([]);
    expect(last([20, "Vp2"], [24, "Vp3"])).toEqual(["change-below-5mm"]);
    expect(last([20, "Vp2"], [21, "Vp3"])).toEqual([]);
    expect(last([16.3, "Vp2"], [11.4, "Vp2"])).toEqual(["change-below-5mm"]);
    expect(last([16.6, "Vp2"], [11.6, "Vp2"])).toEqual([]);
    expect(last([16.3, "Vp2"], [11.4, "Vp1"])).toEqual([]);
    expect(last([16.3, "Vp2"], [15, "Vp1"])).toEqual([]);
  });

  test("conflict: PD while the other of diameter and level is PR", () => {
    const last = (...values: Parameters<typeof thrombus>[0]) => thrombus(values).visits.at(-1)!.flags;
    expect(last([20, "Vp2"], [10, "Vp3"])).toEqual(["conflict"]);
    expect(last([20, "Vp3"], [30, "Vp2"])).toEqual(["conflict"]);
    expect(last([20, "Vp2"], [30, "Vp3"])).toEqual([]);
    expect(last([20, "Vp2"], [10, "Vp1"])).toEqual([]);
  });

  test("progression is compared with the first of equal smallest diameters, or with the baseline", () => {
    const referenceDays = (options: { thrombusPdReference?: "baseline" }, ...values: Parameters<typeof thrombus>[0]) =>
      thrombus(values, options).visits.map(
        ({ trace }) => trace.find(({ component }) => component === "thrombus")!.referenceDay,
      );
    expect(referenceDays({}, [20], [30]).at(-1)).toBe(0);
    expect(referenceDays({}, [20], [20], [15], [15], [30]).at(-1)).toBe(100);
    expect(referenceDays({}, [20], [20], [20], [30]).at(-1)).toBe(0);
    expect(referenceDays({ thrombusPdReference: "baseline" }, [20], [15], [30]).at(-1)).toBe(0);
  });

  test("a thrombus that enhances without a diameter adds nothing, the measured part alone can be PD", () => {
    const of = (mm: number) =>
      assess(
        [
          ...course("A", "thrombus", [{ viable: 10 }, { viable: mm }]),
          ...course("B", "thrombus", [10, { enhancing: true }]),
        ],
        "tki-i",
      ).visits[0]!.thrombus;
    expect([of(23.9), of(24)]).toEqual(["NE", "PD"]);
  });

  test("the sum of the baseline is that of all thrombi of the baseline", () => {
    const rows = [20, 30].flatMap((mm) =>
      course(`V${mm}`, "thrombus", [{ viable: mm }, { viable: 10 }, { viable: 5 }]),
    );
    expect([assess(rows, "tki-i").baseline.thrombusSum, assess(rows).baseline.thrombusSum]).toEqual([50, null]);
  });

  test("bland-growth: extension from any level at which there was a thrombus, Vp1 as well", () => {
    const last = (...values: Parameters<typeof thrombus>[0]) => thrombus(values).visits.at(-1)!.flags;
    expect(last([20, "Vp1"], [20, "Vp2", false])).toEqual(["bland-growth"]);
    expect(last([20, "Vp1"], [20, "Vp1", false])).toEqual([]);
    expect(last([20, "Vp1"], [0, "Vp2", false])).toEqual([]);
  });

  test("bland-growth is no flag where a new thrombus decides", () => {
    const rows = (site: boolean) => [
      ...target(40, 40),
      ...course("V", "thrombus", [
        { viable: 10, level: "Vp2" },
        { viable: 12, level: "Vp2", enhancing: false },
      ]),
      ...course("X", "new", [undefined, site ? { viable: 8, site: "portal-vein" as const } : undefined]),
    ];
    expect([flagsOf(assess(rows(false), "tki-i"))[0], flagsOf(assess(rows(true), "tki-i"))[0]]).toEqual([
      ["bland-growth"],
      [],
    ]);
  });

  test("of two of one size the first by name is dominant", () => {
    const rows = [
      ...course("V1", "thrombus", [
        { viable: 20, level: "Vp2" },
        { viable: 10, level: "Vp2" },
      ]),
      ...course("V2", "thrombus", [
        { viable: 20, level: "Vp2" },
        { viable: 40, level: "Vp2" },
      ]),
    ];
    expect(assess(rows, "tki-i", { severalThrombi: "dominant" }).visits[0]!.thrombus).toBe("PR");
  });
});

describe("input at its limits", () => {
  const at = (more: Partial<Measurement>, criteria: "mrecist" | "recist-1.1" = "mrecist") =>
    assess(target({ viable: 20, total: 20, perpendicular: 20 }, more), criteria).visits[0]!.sum;

  test("500 mm is a diameter, more is none; a millionth is noise, a hundredth is not", () => {
    expect(at({ viable: 500 })).toBe(500);
    expect(() => at({ viable: 500.1 })).toThrow("more than a body measures");
    expect(at({ viable: 12.3000005 })).toBe(12.3);
    expect(at({ viable: 0.000001 })).toBe(0);
    expect(() => at({ viable: 12.3000015 })).toThrow("at most one decimal");
    expect(() => at({ viable: 12.300005 })).toThrow("at most one decimal");
    expect(() => at({ viable: 12.34 })).toThrow("at most one decimal");
    expect(at({ viable: Number.NaN })).toBeNull();
    expect(() => at({ viable: -0.1 })).toThrow("0 or more");
    expect(() => at({ viable: "12" as never })).toThrow('"12"');
  });

  test("equal diameters do not contradict each other, greater parts do", () => {
    expect(at({ viable: 12, total: 12, perpendicular: 12 })).toBe(12);
    expect(() => at({ viable: 12, total: 11.9 })).toThrow("exceeds total");
    expect(() => at({ viable: 12, perpendicular: 12.1 })).toThrow("exceeds viable");
    const node = (shortAxis: number) =>
      assess(
        course("L", "target", [
          { total: 30, site: "lymph-node" },
          { shortAxis, total: 20, site: "lymph-node" },
        ]),
      );
    expect(node(20).visits[0]!.sum).toBe(20);
    expect(() => node(20.1)).toThrow("exceeds total");
  });

  test("too small to measure is 5 mm, also when that is given", () => {
    expect([at({ tooSmall: true }), at({ tooSmall: true, viable: 5 })]).toEqual([5, 5]);
    expect(() => at({ tooSmall: true, viable: 6 })).toThrow("tooSmall counts as 5 mm");
    expect(() => at({ tooSmall: true, viable: 4 })).toThrow("tooSmall counts as 5 mm");
    expect([at({ tooSmall: true }, "recist-1.1"), at({ tooSmall: true, total: 8 }, "recist-1.1")]).toEqual([5, 8]);
  });
});
