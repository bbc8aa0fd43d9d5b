import { describe, expect, test } from "vitest";
import { assess, course } from "./helpers.js";

/** Where the oracle and the engine disagreed, and the text of the rules was on the side of the oracle. */
describe("found by the oracle", () => {
  test("a raised marker prevents complete response of the non-targets whatever the targets do (RECIST 1.1)", () => {
    const rows = [
      ...course("T", "target", [{ total: 40 }, { total: 20, markerNormal: false }]),
      ...course("N", "non-target", [{ total: 8 }, { total: 0 }]),
    ];
    const { nonTarget, overall, flags } = assess(rows, "recist-1.1").visits[0]!;
    expect([nonTarget, overall, flags]).toEqual(["NON-CR/NON-PD", "PR", ["marker-not-normal"]]);
    expect(assess(rows, "recist-1.1", { normalMarkerForCr: false }).visits[0]!.nonTarget).toBe("CR");
  });

  test("an effusion that is back after complete response is PD only with malignant cytology (Lencioni & Llovet 2010)", () => {
    const of = (cytology: "malignant" | "benign" | null) =>
      assess([
        ...course("T", "target", [20, 0, 0]),
        ...course("E", "non-target", [
          { total: 10, site: "effusion" },
          { total: 0, site: "effusion" },
          { total: 10, site: "effusion", cytology },
        ]),
      ]).visits[1]!;
    expect([of("malignant").overall, of("malignant").flags]).toEqual(["PD", []]);
    expect([of("benign").overall, of("benign").flags]).toEqual(["PR", ["effusion-without-cytology"]]);
    expect(of(null).nonTarget).toBe("NON-CR/NON-PD");
  });

  test("a bland thrombus without a diameter is not the smallest one that later growth is compared with", () => {
    const clot = [
      { viable: 10, level: "Vp2" as const },
      { enhancing: false },
      { viable: 12, enhancing: false, level: "Vp2" as const },
    ];
    const rows = [...course("T", "target", [20, 20, 20]), ...course("V", "thrombus", clot)];
    expect(assess(rows, "tki-i", { blandExtension: "PD" }).visits.map((visit) => visit.thrombus)).toEqual(["CR", "PD"]);
  });

  test("growth of a bland thrombus has the reference of the other growth, thrombusPdReference", () => {
    const clot = [20, 10, 15].map((viable) => ({ viable, enhancing: viable === 20, level: "Vp2" as const }));
    const rows = [...course("T", "target", [20, 20, 20]), ...course("V", "thrombus", clot)];
    const of = (thrombusPdReference: "nadir" | "baseline") =>
      assess(rows, "tki-i", { blandExtension: "PD", thrombusPdReference }).visits.map((visit) => visit.thrombus);
    expect(of("nadir")).toEqual(["CR", "PD"]);
    expect(of("baseline")).toEqual(["CR", "CR"]);
  });

  test("a target that is measured again after the first iUPD is no further growth (iRECIST)", () => {
    const rows = [
      ...course("A", "target", [{ total: 20 }, { total: 60 }, { total: 60 }]),
      ...course("B", "target", [{ total: 20 }, undefined, { total: 20 }]),
    ];
    expect(assess(rows, "irecist").visits.map((visit) => visit.immune)).toEqual(["iUPD", "iUPD"]);
    const grown = [...course("A", "target", [{ total: 20 }, { total: 40 }, { total: 45 }])];
    expect(assess(grown, "irecist").visits.map((visit) => visit.immune)).toEqual(["iUPD", "iCPD"]);
  });

  test("nor is a new lesion whose size was not given at the first iUPD", () => {
    const rows = [
      ...course("A", "target", [{ total: 20 }, { total: 20 }, { total: 20 }]),
      ...course("X", "new", [undefined, { finding: "new-lesion-typical" }, { total: 12 }]),
    ];
    expect(assess(rows, "irecist").visits.map((visit) => visit.immune)).toEqual(["iUPD", "iUPD"]);
  });
});
