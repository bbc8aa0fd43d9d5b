import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  assessResponses,
  criteriaProfile,
  fromAdtr,
  type Measurement,
  responseSensitivity,
  thresholdDistances,
  toAdrs,
  toAdtr,
} from "../src/index.js";
import { CHANNELS } from "./channels.js";
import { assess, course, freeze } from "./helpers.js";
import { fitting, measurements } from "./oracle-courses.js";

type Size = Partial<Measurement>;
const size = (total: number, totalPerpendicular: number): Size => ({ total, totalPerpendicular });
const target = (...values: readonly Size[]) => course("T1", "target", values);
const responses = (rows: readonly Measurement[]) => assess(rows, "who").visits.map((visit) => visit.target);
const refused = (column: string) => expect.objectContaining({ name: "HccInputError", column });

describe("WHO (thresholds as S3 and S4 print them): the sum of products of two perpendicular total diameters", () => {
  test("PR at exactly -50 % of the baseline, SD a hundredth of a mm2 above", () => {
    expect(responses(target(size(40, 30), size(30, 20)))).toEqual(["PR"]);
    expect(responses(target(size(24.4, 24.4), size(24.1, 12.3)))).toEqual(["PR"]);
    expect(responses(target(size(10.1, 10), size(10.1, 5)))).toEqual(["PR"]);
    expect(responses(target(size(10.1, 9.9), size(10, 5)))).toEqual(["SD"]);
  });

  test("PD above +25 % of the smallest sum, not at exactly +25 %", () => {
    expect(responses(target(size(40, 30), size(50, 30)))).toEqual(["SD"]);
    expect(responses(target(size(40, 30), size(47.5, 31.6)))).toEqual(["PD"]);
    expect(responses(target(size(40, 20), size(20, 20), size(25, 20), size(25.1, 20)))).toEqual(["PR", "SD", "PD"]);
  });

  test("CR when every target has disappeared, without a diameter across it; any tumor after it is PD", () => {
    expect(responses(target(size(40, 30), { total: 0 }, size(0.1, 0.1)))).toEqual(["CR", "PD"]);
    expect(responses(target(size(40, 30), { ...size(30, 30), enhancing: false, viable: 0 }))).toEqual(["SD"]);
  });

  test("no single lesion progresses by itself: the sum decides", () => {
    const rows = [...target(size(40, 40), size(40, 40)), ...course("T2", "target", [size(10, 10), size(20, 20)])];
    expect(responses(rows)).toEqual(["SD"]);
  });

  test("sums are in mm2, and the trace says so", () => {
    const { baseline, visits } = assess(target(size(40, 30), size(30, 20), size(30, 30)), "who");
    expect([baseline.sum, visits[0]!.sum, visits[0]!.percentFromBaseline]).toEqual([1200, 600, -50]);
    expect(visits.map(({ trace }) => trace[0]!.text)).toEqual([
      "PR: sum of total products 600 mm2 is -50 % against the baseline 1200 mm2 (at least -50 %)",
      "PD: sum of total products 900 mm2 is +50 % against the nadir 600 mm2 of day 50 (more than +25 %)",
    ]);
    expect(visits[0]!.trace[0]!.citation).toContain("Miller");
    expect(visits[1]!.flags).toEqual([]);
  });

  test("what the reader says of enhancement does not count: new enhancement, lipiodol, a missing arterial phase", () => {
    const seen = { finding: "new-enhancement", lipiodol: true, modality: "CT", arterialPhase: false } as const;
    expect(responses(target(size(40, 30), { ...size(40, 30), ...seen }))).toEqual(["SD"]);
  });

  test("new lesions count as by RECIST 1.1: any pattern, nodes from 10 mm short axis, at the porta hepatis as well", () => {
    const fresh = (now: Size) =>
      assess([...target(size(40, 30), size(40, 30)), ...course("X", "new", [undefined, now])], "who").visits[0]!
        .newLesion;
    expect(fresh({ total: 4 })).toBe(true);
    expect(fresh({ total: 4, finding: "new-lesion-atypical" })).toBe(false);
    for (const site of ["lymph-node", "porta-hepatis-node"] as const) {
      expect([9.9, 10].map((shortAxis) => fresh({ site, shortAxis }))).toEqual([false, true]);
      expect([9.9, 10].map((across) => fresh({ site, ...size(18, across) }))).toEqual([false, true]);
    }
  });

  test("non-target tumor persists without enhancement, as by RECIST 1.1", () => {
    const other = course("N1", "non-target", [{ total: 8 }, { total: 8, enhancing: false }]);
    const { visits } = assess([...target(size(40, 30), { total: 0 }), ...other], "who");
    expect([visits[0]!.overall, visits[0]!.trace[1]!.text]).toEqual(["PR", "NON-CR/NON-PD: tumor persists in N1"]);
  });
});

describe("WHO: lesions wherever they are", () => {
  const at = (site: Measurement["site"], ...values: readonly Size[]) =>
    responses(target(...values.map((value) => ({ ...value, site }))));

  test("targets outside the liver have products too", () => {
    expect(at("lung", size(40, 30), size(30, 20))).toEqual(["PR"]);
    expect(at("lung", size(40, 30), { total: 30 })).toEqual(["NE"]);
    const both = [...target(size(20, 10), size(20, 9)), ...course("T2", "target", [size(30, 20), size(5, 4)])];
    const rows = both.map((row) => (row.lesion === "T2" ? { ...row, site: "adrenal" as const } : row));
    expect(assess(rows, "who").visits[0]!.sum).toBe(200);
  });

  test("a lymph node counts by the product; its short axis is the diameter across it, and 10 mm is no limit", () => {
    expect(at("lymph-node", { total: 40, shortAxis: 30 }, { total: 30, shortAxis: 20 })).toEqual(["PR"]);
    expect(at("lymph-node", size(40, 30), size(9, 8), { total: 0 })).toEqual(["PR", "CR"]);
    expect(at("lymph-node", size(40, 30), { shortAxis: 20 })).toEqual(["NE"]);
    const node = course("N1", "non-target", [{ total: 12 }, { total: 8 }]);
    const rows = [...target(size(40, 30), { total: 0 }), ...node.map((it) => ({ ...it, site: "lymph-node" as const }))];
    expect([
      assess(rows, "who").visits[0]!.nonTarget,
      assess(rows.slice(2), "recist-1.1").visits[0]!.nonTarget,
    ]).toEqual(["NON-CR/NON-PD", "CR"]);
  });

  test("by other criteria that diameter of a node is its short axis, with and without shortAxis", () => {
    const rows = (now: Size) => target({ ...size(30, 20), site: "lymph-node" }, { ...now, site: "lymph-node" });
    const sums = (now: Size) => assess(rows(now), "recist-1.1").visits[0]!.sum;
    expect([size(25, 14), { ...size(25, 14), shortAxis: 14 }, { total: 14 }].map(sums)).toEqual([14, 14, 14]);
    expect(sums({ ...size(25, 14), viable: 25 })).toBe(14);
    expect(() => sums({ total: 25, viable: 26 })).toThrow("exceeds total");
    expect(() => sums({ ...size(25, 14), shortAxis: 13 })).toThrow(refused("totalPerpendicular"));
  });

  test("fragments add their products, a merged lesion adds none, too small to measure is 5 mm by 5 mm", () => {
    const parts = [
      ...target(size(40, 30)),
      { day: 50, lesion: "T1", role: "target" as const, fragment: "a", ...size(20, 10) },
      { day: 50, lesion: "T1", role: "target" as const, fragment: "b", ...size(20, 20) },
    ];
    const sum = (rows: readonly Measurement[]) => assess(rows, "who").visits[0]!.sum;
    expect(sum(parts)).toBe(600);
    const merged = course("T2", "target", [size(20, 10), { mergedInto: "T1" }]);
    expect(sum([...target(size(40, 30), size(45, 30)), ...merged])).toBe(1350);
    expect(sum(target(size(40, 30), { tooSmall: true }))).toBe(25);
    expect(sum(target(size(40, 30), { tooSmall: true, ...size(12, 10) }))).toBe(120);
    expect(sum(target(size(40, 30), { tooSmall: true, total: 12 }))).toBeNull();
    expect(sum(target(size(40, 30), { tooSmall: true, totalPerpendicular: 12 }))).toBeNull();
  });
});

describe("WHO: input", () => {
  test("totalPerpendicular is checked as perpendicular: not above total, and no 0 where there is a lesion", () => {
    expect(() => assess(target(size(40, 40.1)), "mrecist")).toThrow(
      "totalPerpendicular 40.1 mm exceeds total 40 mm: check both",
    );
    expect(() => assess(target(size(40, 0)), "who")).toThrow(refused("totalPerpendicular"));
    expect(() => assess(target(size(40, 30), size(0.1, 0)), "who")).toThrow("is no lesion");
    expect(() => assess(target(size(40, -1)), "who")).toThrow(refused("totalPerpendicular"));
    expect(() => assess(target(size(40, 30.25)), "who")).toThrow(refused("totalPerpendicular"));
    expect(responses(target(size(40, 40), size(0, 0)))).toEqual(["CR"]);
  });

  test("a target needs both diameters at baseline, a table both channels", () => {
    expect(() => assess(target({ total: 40 }), "who")).toThrow(
      "has no total and totalPerpendicular diameter at baseline",
    );
    expect(() => assess(target({ total: 0 }), "who")).toThrow("has nothing to measure at baseline");
    const { totalPerpendicular: _, ...spec } = CHANNELS;
    expect(() => assessResponses(target(size(40, 30)), { ...spec, criteria: "who" })).toThrow(
      'criteria "who" need the channel totalPerpendicular',
    );
  });

  test("products have no least increase in mm and no least size, but centimeters are noticed", () => {
    expect(() => criteriaProfile("who", { pdAbsMm: 5 })).toThrow("products are areas");
    expect(assess(target(size(9, 4), size(9, 4)), "who").warnings).toEqual([]);
    expect(() => assess(target(size(2.9, 2)), "who")).toThrow(refused("total"));
  });
});

describe("WHO: derivations", () => {
  test("ADRS names the criteria; ADTR holds sums of diameters and is refused", () => {
    const rows = target(size(40, 30), size(30, 20));
    const study = { studyId: "S", referenceDate: "2021-01-01" };
    const adrs = toAdrs(assessResponses(rows, { ...CHANNELS, criteria: "who" }), study);
    expect(new Set(adrs.map(({ PARCAT3 }) => PARCAT3))).toEqual(new Set(["WHO"]));
    expect(() => toAdtr(rows, { ...CHANNELS, ...study, criteria: "who" })).toThrow('criteria "who" sum products');
  });

  test("rows of ADTR by WHO give total diameters, NLDIAM the diameter across", () => {
    const row = { USUBJID: "P1", ADT: "2021-03-01", PARCAT3: "WHO", AVALU: "mm", TULOC: "LUNG" };
    const read = fromAdtr([
      { ...row, PARAMCD: "LDIAM1", AVAL: 40 },
      { ...row, PARAMCD: "NLDIAM1", AVAL: 30 },
    ]);
    expect(read).toMatchObject([{ viable: null, perpendicular: null, total: 40, totalPerpendicular: 30 }]);
  });

  test("distances are in mm2: 0 to the limit of progression is none yet", () => {
    const [near] = thresholdDistances(assess(target(size(40, 30), size(50, 30)), "who"));
    expect(near).toMatchObject({ target: "SD", toProgression: 0, toPartialResponse: 900, distance: 0 });
  });

  test("an error of reading moves both diameters, so the product by its square", () => {
    const rows = target(size(50, 40), size(40, 40)).map((row) => ({ ...row, id: "P1" }));
    const spec = { ...CHANNELS, patient: "id", criteria: "who", simulations: 2000 } as const;
    const { patients } = responseSensitivity(freeze(rows), {
      ...spec,
      error: { baselineLogSd: 0, followUpLogSd: 0.2 },
    });
    // 0.8 exp(0.4 Z) <= 0.5: Z <= log(0.625) / 0.4 = -1.175, of which a normal variable has 12.0 %; > 1.25: Z > 1.116, 13.2 %.
    const { PR, PD } = patients[0]!.visits[0]!.shares;
    expect(Math.abs(PR! - 0.12)).toBeLessThan(0.02);
    expect(Math.abs(PD! - 0.132)).toBeLessThan(0.02);
  });
});

describe("WHO and what it comes from", () => {
  const inLiver = (rows: readonly Measurement[]) =>
    rows.filter(({ role, site }) => site === "liver" && role === "target");

  test("by the products of total diameters it says what EASL says by viable ones of the same size", () => {
    const whole = ({ viable = null, perpendicular = null, ...row }: Measurement): Measurement => ({
      ...{ day: row.day, lesion: row.lesion, role: row.role, mergedInto: row.mergedInto, fragment: row.fragment },
      ...{ viable, perpendicular, total: viable, totalPerpendicular: perpendicular },
    });
    fc.assert(
      fc.property(measurements, (courses) => {
        const rows = freeze(inLiver(fitting("easl", courses)).map(whole));
        if (rows.length === 0) return;
        const of = (criteria: "easl" | "who") =>
          assess(rows, criteria).visits.map(({ target, sum, nadir, overall }) => ({ target, sum, nadir, overall }));
        expect(of("who")).toEqual(of("easl"));
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  test("where all lesions are equally wide and keep their width, the sum of diameters decides", () => {
    const lengths = criteriaProfile("who", { measure: "total" });
    fc.assert(
      fc.property(measurements, fc.constantFrom(1, 2, 5), (courses, width) => {
        const rows = inLiver(courses)
          .filter(({ tooSmall }) => !tooSmall)
          .map(({ total, ...row }): Measurement => {
            const longer = total == null || total === 0 ? total : total + width;
            return {
              ...row,
              viable: null,
              total: longer,
              totalPerpendicular: longer == null || longer === 0 ? null : width,
            };
          });
        if (rows.length === 0 || !rows.some(({ day }) => day === 0)) return;
        const hosts = new Set(rows.map(({ lesion, day }) => `${lesion} ${day}`));
        if (rows.some(({ mergedInto, day }) => mergedInto != null && !hosts.has(`${mergedInto} ${day}`))) return;
        const of = (criteria: "who" | typeof lengths) =>
          assess(freeze(rows), criteria as "who").visits.map(({ target, percentFromBaseline }) => [
            target,
            percentFromBaseline === null ? null : Math.round(1e6 * percentFromBaseline),
          ]);
        expect(of("who")).toEqual(of(lengths));
      }),
      { numRuns: 500, seed: 8 },
    );
  });
});
