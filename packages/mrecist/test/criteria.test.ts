import { describe, expect, test } from "vitest";
import {
  assessResponse,
  type CriteriaProfile,
  criteriaProfile,
  type Measurement,
  type ResponseOptions,
} from "../src/index.js";
import { assess, course, freeze, targets } from "./helpers.js";

const overall = (measurements: readonly Measurement[], criteria: CriteriaProfile | "irecist" | "easl" | "recist-1.1") =>
  assessResponse(freeze({ patient: "P1", measurements }), freeze({ criteria })).visits.map((visit) => visit.overall);

describe("a set of criteria is data", () => {
  test("the named sets differ in what their sources say", () => {
    const of = (name: Parameters<typeof criteriaProfile>[0]) => {
      const { measure, prDecreasePercent, pdIncreasePercent, pdInclusive, pdAbsMm, immune, thrombus } =
        criteriaProfile(name);
      return [measure, prDecreasePercent, pdIncreasePercent, pdInclusive, pdAbsMm, immune, thrombus];
    };
    expect(of("mrecist")).toEqual(["viable", 30, 20, true, 0, false, "non-target"]);
    expect(of("recist-1.1")).toEqual(["total", 30, 20, true, 5, false, "non-target"]);
    expect(of("easl")).toEqual(["viable-product", 50, 25, false, 0, false, "non-target"]);
    expect(of("irecist")).toEqual(["total", 30, 20, true, 5, true, "non-target"]);
    expect(of("tki-i")).toEqual(["viable", 30, 20, true, 0, false, "component"]);
  });

  test("own criteria override fields, keep the others, and carry their name into the result", () => {
    const charter = criteriaProfile("mrecist", { name: "charter", prDecreasePercent: 25, pdAbsMm: 5 });
    const result = assessResponse(freeze({ measurements: course("T1", "target", [40, 30, 34, 36]) }), {
      criteria: charter,
    });
    expect(result.criteria).toBe("charter");
    expect(result.visits.map((visit) => visit.overall)).toEqual(["PR", "SD", "PD"]);
    expect(result.options).toEqual({ ...charter, baselineDay: null });
    expect(JSON.parse(JSON.stringify(charter))).toEqual(charter);
  });

  test("options go over the fields of a profile", () => {
    const charter = criteriaProfile("mrecist", { pdAbsMm: 5 });
    const measurements = course("T1", "target", [10, 12]);
    const at = (options: ResponseOptions) =>
      assessResponse({ measurements }, { criteria: charter, options }).visits[0]!;
    expect(at({}).overall).toBe("SD");
    expect(at({ pdAbsMm: 0 }).overall).toBe("PD");
  });

  test.each<[string, object, string]>([
    ["a percentage of 0", { prDecreasePercent: 0 }, "prDecreasePercent"],
    ["a decrease above 100 %", { thrombusPrDecreasePercent: 101 }, "thrombusPrDecreasePercent"],
    ["two decimals", { pdIncreasePercent: 12.25 }, "pdIncreasePercent"],
    ["an unknown measure", { measure: "volume" }, "measure"],
    ["a switch that is text", { immune: "yes" }, "immune"],
    ["confirmation after 0 days", { confirmDays: 0 }, "confirmDays"],
    ["a least increase in mm of products", { measure: "viable-product", pdAbsMm: 5 }, "pdAbsMm"],
    ["an unknown field", { pdPercent: 20 }, "pdPercent"],
    ["an empty name", { name: "" }, "name"],
  ])("%s is refused", (_, overrides, column) => {
    expect(() => criteriaProfile("mrecist", overrides)).toThrow(
      expect.objectContaining({ name: "HccInputError", code: "option", column }),
    );
  });

  test("criteria without a field are refused, not filled", () => {
    const { pdAbsMm: _, ...rest } = criteriaProfile("mrecist");
    expect(() => overall(course("T1", "target", [40]), rest as CriteriaProfile)).toThrow(
      "the criteria have no pdAbsMm",
    );
  });
});

describe("EASL (Bruix et al. 2001): the sum of products of two perpendicular viable diameters", () => {
  const product = (...values: (readonly [number, number])[]) =>
    course(
      "T1",
      "target",
      values.map(([viable, perpendicular]) => ({ viable, perpendicular })),
    );

  test("PR at exactly -50 % and SD a hundredth of a mm2 above", () => {
    expect(overall(product([40, 30], [30, 20]), "easl")).toEqual(["PR"]);
    expect(overall(product([40, 30], [30.1, 20]), "easl")).toEqual(["SD"]);
  });

  test("PD above +25 % of the smallest sum, not at exactly +25 %", () => {
    expect(overall(product([40, 30], [50, 30]), "easl")).toEqual(["SD"]);
    expect(overall(product([40, 30], [50.1, 30]), "easl")).toEqual(["PD"]);
  });

  test("CR when no viable tissue is left, and PD by new enhancement in a treated lesion", () => {
    expect(overall(product([40, 30], [0, 0]), "easl")).toEqual(["CR"]);
    const again = course("T1", "target", [
      { viable: 40, perpendicular: 30 },
      { viable: 30, perpendicular: 30, finding: "new-enhancement" },
    ]);
    const [visit] = assessResponse({ measurements: again }, { criteria: "easl" }).visits;
    expect([visit!.target, visit!.trace[0]!.rule]).toEqual(["PD", "target.pd-new-enhancement"]);
  });

  test("sums are in mm2, and the trace says so", () => {
    const { baseline, visits } = assessResponse({ measurements: product([40, 30], [30, 20]) }, { criteria: "easl" });
    expect([baseline.sum, visits[0]!.sum, visits[0]!.percentFromBaseline]).toEqual([1200, 600, -50]);
    expect(visits[0]!.trace[0]!.text).toBe(
      "PR: sum of viable products 600 mm2 is -50 % against the baseline 1200 mm2 (at least -50 %)",
    );
  });

  test("needs the perpendicular diameter, and target lesions of the liver", () => {
    expect(() => overall(course("T1", "target", [40]), "easl")).toThrow(
      "viable and perpendicular diameter at baseline",
    );
    const lung = course("T1", "target", [{ viable: 40, perpendicular: 30, total: 40, site: "lung" }]);
    expect(() => overall(lung, "easl")).toThrow("make it non-target");
  });
});

describe("iRECIST (Seymour et al. 2017)", () => {
  const total = (...values: number[]) =>
    course(
      "T1",
      "target",
      values.map((value) => ({ total: value })),
    );
  const immune = (measurements: readonly Measurement[]) =>
    assessResponse(freeze({ measurements }), { criteria: "irecist" });
  const codes = (measurements: readonly Measurement[]) => immune(measurements).visits.map((visit) => visit.immune);
  const fresh = (values: (number | null | undefined)[]) =>
    course(
      "X1",
      "new",
      values.map((value) => (value === undefined ? undefined : { total: value })),
    );

  test("progression is first unconfirmed, and confirmed by a further 5 mm of the target sum", () => {
    expect(codes(total(40, 50, 55))).toEqual(["iUPD", "iCPD"]);
    expect(codes(total(40, 50, 54.9))).toEqual(["iUPD", "iUPD"]);
  });

  test("progression that is confirmed is dated at the first iUPD of its block", () => {
    const result = immune(total(40, 50, 54.9, 55));
    expect(result.visits.map((visit) => visit.immune)).toEqual(["iUPD", "iUPD", "iCPD"]);
    expect(result.visits.map((visit) => visit.overall)).toEqual(["PD", "PD", "PD"]);
    expect(result.firstProgressionDay.overall).toBe(50);
  });

  test("iSD and iPR against baseline reset it, and the best response is found after it", () => {
    const result = immune(total(40, 50, 44, 28, 34));
    expect(result.visits.map((visit) => visit.immune)).toEqual(["iUPD", "iSD", "iPR", "iUPD"]);
    expect(result.visits.map((visit) => visit.overall)).toEqual(["NE", "SD", "PR", "PD"]);
    expect([result.best.overall, result.firstProgressionDay.overall]).toEqual(["PR", 200]);
  });

  test("new lesions confirm by number and by 5 mm of their sum, and reset when they are gone", () => {
    expect(codes([...total(40, 40, 40), ...fresh([undefined, 12, 17])])).toEqual(["iUPD", "iCPD"]);
    expect(codes([...total(40, 40, 40), ...fresh([undefined, 12, 16.9])])).toEqual(["iUPD", "iUPD"]);
    const second = course("X2", "new", [undefined, undefined, { total: 11 }]);
    expect(codes([...total(40, 40, 40), ...fresh([undefined, 12, 12]), ...second])).toEqual(["iUPD", "iCPD"]);
    expect(codes([...total(40, 40, 40), ...fresh([undefined, 12, 0])])).toEqual(["iUPD", "iSD"]);
  });

  test("progression by another route confirms", () => {
    expect(codes([...total(40, 40, 50), ...fresh([undefined, 12, 12])])).toEqual(["iUPD", "iCPD"]);
    const bone = course("N1", "non-target", [{ total: 9 }, { total: 9 }, { finding: "unequivocal-progression" }]);
    expect(codes([...total(40, 50, 50), ...bone])).toEqual(["iUPD", "iCPD"]);
  });

  test("a visit that is not evaluable neither confirms nor resets", () => {
    const rows = course("T1", "target", [{ total: 40 }, { total: 50 }, { total: null }, { total: 55 }]);
    expect(codes(rows)).toEqual(["iUPD", "NE", "iCPD"]);
  });

  test("other criteria have no immune response", () => {
    expect(assess(course("T1", "target", [40, 50])).visits[0]!.immune).toBeNull();
  });
});

describe("confirmation of responses (RECIST 1.1, Table 3)", () => {
  const best = (values: (number | null)[], options: ResponseOptions = { confirmDays: 28 }) =>
    assess(course("T1", "target", values), "mrecist", options).best.overall;

  test("PR by a second PR or CR at least so many days later, else SD", () => {
    expect(best([40, 20, 20])).toBe("PR");
    expect(best([40, 20, 0])).toBe("PR");
    expect(best([40, 20])).toBe("SD");
    expect(best([40, 20, 20], { confirmDays: 51 })).toBe("SD");
    expect(best([40, 20, 20], { confirmDays: 50 })).toBe("PR");
    expect(best([40, 20, 30])).toBe("SD");
  });

  test("CR by a second CR, with one visit not evaluable in between at most", () => {
    expect(best([40, 0, 0])).toBe("CR");
    expect(best([40, 0, null, 0])).toBe("CR");
    expect(best([40, 0, null, null, 0])).toBe("SD");
    expect(best([40, 0])).toBe("SD");
  });

  test("an unconfirmed response before the least duration of stable disease is PD, or NE without one", () => {
    expect(best([40, 20, 48], { confirmDays: 28, minSdDays: 60 })).toBe("PD");
    expect(best([40, 20], { confirmDays: 28, minSdDays: 60 })).toBe("NE");
  });

  test("without the option the first response counts", () => {
    expect(best([40, 20, 48], {})).toBe("PR");
  });
});

describe("tumor after complete response of the targets (RECIST 1.1, Table 3 footnote)", () => {
  test("below reappearanceMinMm it is no progression", () => {
    expect(targets([40, 0, 5])).toEqual(["CR", "PD"]);
    expect(targets([40, 0, 5, 9.9, 10], "mrecist", { reappearanceMinMm: 10 })).toEqual(["CR", "PR", "PR", "PD"]);
  });

  test("reclassifyFalseCr makes the complete response partial and judges by the sums that were seen", () => {
    const options = { reclassifyFalseCr: true };
    expect(targets([40, 0, 5], "mrecist", options)).toEqual(["PR", "PR"]);
    expect(targets([40, 0, 5, 0, 4, 6], "mrecist", options)).toEqual(["PR", "PR", "PR", "PR", "PD"]);
    expect(targets([40, 0, 0], "mrecist", options)).toEqual(["CR", "CR"]);
    const [visit] = assess(course("T1", "target", [40, 0, 5]), "mrecist", options).visits;
    expect([visit!.flags, visit!.trace[0]!.rule]).toEqual([["cr-reclassified"], "target.pr-reclassified"]);
  });
});
