import { describe, expect, test } from "vitest";
import { assessResponse, type Measurement, type ResponseCriteria } from "../src/index.js";
import { assess, course, thrombus } from "./helpers.js";

/** Limits of the sets of criteria and of new lesions that mutation testing found untested. */
const NAMED: readonly ResponseCriteria[] = ["mrecist", "recist-1.1", "easl", "irecist", "tki-i"];
const cube = (mm: number) => ({ viable: mm, perpendicular: mm, total: mm });

describe("as published", () => {
  test.each(NAMED)("%s: any tumour after complete response is progression, 0.1 mm as well", (criteria) => {
    const { visits } = assess(course("T", "target", [cube(20), cube(0), cube(0.1)]), criteria);
    expect(visits.map(({ target }) => target)).toEqual(["CR", "PD"]);
  });

  test("the study: a thrombus progresses by 20 % without a least increase, 4 mm to 4.8 mm as well", () => {
    const of = (mm: number) => thrombus([[4], [mm]]).visits[0]!.thrombus;
    expect([of(4.7), of(4.8)]).toEqual(["SD", "PD"]);
  });

  test("stable disease has no least duration: one seen half a day after the baseline counts", () => {
    const rows: Measurement[] = [0, 0.5].map((day) => ({ day, lesion: "T", role: "target", viable: 40 }));
    expect(assess(rows).best.overall).toBe("SD");
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

test("EASL: tumour after complete response is flagged below 100 mm2 of the product, 99.99 mm2 as well", () => {
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

  test("EASL: a lesion without viable tumour needs no perpendicular diameter", () => {
    expect(assess(course("T", "target", [cube(20), { viable: 0 }]), "easl").visits[0]!.target).toBe("CR");
  });

  test("lipiodol as necrosis leaves no product where no viable tumour was measured, and what was measured elsewhere", () => {
    const of = (more: Partial<Measurement>) => {
      const measurements = course("T", "target", [cube(20), { total: 20, lipiodol: true, modality: "CT", ...more }]);
      const { target, sum } = assessResponse(
        { measurements },
        { criteria: "easl", options: { lipiodol: "necrosis" } },
      ).visits[0]!;
      return [target, sum];
    };
    expect(of({})).toEqual(["CR", 0]);
    expect(of({ viable: 10, perpendicular: 8 })).toEqual(["PR", 80]);
    expect(of({ viable: 10 })).toEqual(["NE", null]);
  });
});
