import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bclc, type CnlcStage, cnlcStage, type LiverStageSpec } from "../src/index.js";
import { freeze, STAGE_CHANNELS } from "./helpers.js";

interface Patient {
  readonly ecog: number;
  readonly cp: "A" | "B" | "C";
  readonly mvi: number | boolean;
  readonly spread: number | boolean;
  readonly cm: number;
  readonly n: number;
}
const row: Patient = { ecog: 0, cp: "A", mvi: 0, spread: 0, cm: 4, n: 1 };
const spec: LiverStageSpec<Patient> = STAGE_CHANNELS;
const stage = (more: Partial<Patient>, options: Partial<LiverStageSpec<Patient>> = {}) => {
  const result = cnlcStage(freeze([{ ...row, ...more }]), { ...spec, ...options });
  return [result.stage[0], result.reasons[0]];
};
const refused = (code: string, column: string, row?: number): object =>
  expect.objectContaining({ name: "HccInputError", code, column, ...(row !== undefined && { row }) });

describe("China Liver Cancer staging (Zhou 2020)", () => {
  test.each<[string, Partial<Patient>, CnlcStage, string[]]>([
    ["Ia: a single tumor of 5 cm", { cm: 5 }, "Ia", ["single tumor of 5 cm"]],
    ["Ib: a single tumor of 5.1 cm", { cm: 5.1 }, "Ib", ["single tumor of 5.1 cm"]],
    ["Ib: a single tumor of any size above 5 cm", { cm: 21 }, "Ib", ["single tumor of 21 cm"]],
    ["Ib: two tumors of 3 cm", { n: 2, cm: 3 }, "Ib", ["2 tumors, the largest 3 cm"]],
    ["Ib: three tumors of 3 cm", { n: 3, cm: 3 }, "Ib", ["3 tumors, the largest 3 cm"]],
    ["IIa: two tumors, the largest above 3 cm", { n: 2, cm: 3.1 }, "IIa", ["2 tumors, the largest 3.1 cm"]],
    ["IIa: three tumors, the largest above 3 cm", { n: 3, cm: 3.1 }, "IIa", ["3 tumors, the largest 3.1 cm"]],
    ["IIa: two or three tumors, the largest above 5 cm", { n: 3, cm: 12 }, "IIa", ["3 tumors, the largest 12 cm"]],
    ["IIb: four tumors, however small", { n: 4, cm: 0.8 }, "IIb", ["4 tumors, the largest 0.8 cm"]],
    ["IIb: four tumors and more of any size", { n: 11, cm: 9 }, "IIb", ["11 tumors, the largest 9 cm"]],
    ["IIIa: macrovascular invasion, however small the tumor", { mvi: 1, cm: 1 }, "IIIa", ["macrovascular invasion"]],
    ["IIIa: macrovascular invasion with many tumors", { mvi: true, n: 6 }, "IIIa", ["macrovascular invasion"]],
    ["IIIb: extrahepatic spread without macrovascular invasion", { spread: 1 }, "IIIb", ["extrahepatic spread"]],
    ["IIIb: extrahepatic spread with it", { spread: true, mvi: 1, n: 4 }, "IIIb", ["extrahepatic spread"]],
    ["IV: ECOG 3", { ecog: 3 }, "IV", ["ECOG 3"]],
    ["IV: ECOG 4, whatever the tumor", { ecog: 4, spread: 1, mvi: 1, n: 4 }, "IV", ["ECOG 4"]],
    ["IV: Child-Pugh C, whatever the tumor", { cp: "C", mvi: 1, spread: 1 }, "IV", ["Child-Pugh C"]],
    ["IV: both", { ecog: 3, cp: "C" }, "IV", ["ECOG 3", "Child-Pugh C"]],
  ])("%s", (_, more, expected, reasons) => {
    expect(stage(more)).toEqual([expected, reasons]);
  });

  test("ECOG 0 to 2 and Child-Pugh A and B leave the stage to the tumor, unlike in BCLC", () => {
    const tumors: readonly (readonly [Partial<Patient>, CnlcStage])[] = [
      [{ cm: 5 }, "Ia"],
      [{ cm: 5.1 }, "Ib"],
      [{ cm: 3.1, n: 2 }, "IIa"],
      [{ n: 4 }, "IIb"],
      [{ mvi: 1 }, "IIIa"],
      [{ spread: 1 }, "IIIb"],
    ];
    for (const ecog of [0, 1, 2]) {
      for (const cp of ["A", "B"] as const) {
        for (const [tumor, expected] of tumors) expect(stage({ ...tumor, ecog, cp })[0]).toBe(expected);
      }
    }
    expect(bclc([{ ...row, ecog: 1 }], spec).stage).toEqual(["C"]);
  });

  test("limits in mm are those in cm", () => {
    const rows = [50, 51, 30, 31].map((cm, i) => ({ ...row, cm, n: i < 2 ? 1 : 3 }));
    const { stage, reasons } = cnlcStage(freeze(rows), { ...spec, largestTumor: { channel: "cm", unit: "mm" } });
    expect(stage).toEqual(["Ia", "Ib", "Ib", "IIa"]);
    expect(reasons[1]).toEqual(["single tumor of 5.1 cm"]);
  });

  test("the result says what it is, with an entry for every row", () => {
    const rows = freeze([row, { ...row, cm: 5.1 }, { ...row, n: 4 }]);
    const result = cnlcStage(rows, { ...spec, where: (d) => d.n === 1 });
    expect(result).toEqual({
      kind: "cnlc-stage",
      version: 1,
      stage: ["Ia", "Ib", null],
      reasons: [["single tumor of 4 cm"], ["single tumor of 5.1 cm"], null],
      n: 2,
      warnings: [],
      omitted: expect.objectContaining({ count: 0 }),
      excluded: 1,
    });
  });
});

describe("input that cannot be staged", () => {
  test("the diameter has no unit by default, and must be possible in the one given", () => {
    expect(() => stage({}, { largestTumor: { channel: "cm" } as never })).toThrow(refused("option", "largestTumor"));
    expect(() => stage({ cm: 51 })).toThrow(refused("option", "largestTumor", 0));
    expect(() => stage({ cm: 51 })).toThrow('or give the unit "mm"');
  });

  test("a number of tumors that is none is named with its row", () => {
    for (const n of [0, 1.5, -1]) expect(() => stage({ n })).toThrow(refused("option", "tumorNumber", 0));
  });

  test("an unknown performance status or class is named with its row and what there is", () => {
    for (const ecog of [-1, 1.5, 5]) expect(() => stage({ ecog })).toThrow(refused("unknown-level", "ecog", 0));
    expect(() => stage({ ecog: 5 })).toThrow("ecog is 5 at row 0: give a performance status from 0 to 4");
    expect(() => stage({ cp: "D" as "C" })).toThrow(refused("unknown-level", "cp", 0));
  });

  test("a missing value is an error or leaves the row out, in stage IV too", () => {
    const rows = freeze([
      { ...row, ecog: 4, mvi: null },
      { ...row, cm: 5 },
    ]);
    expect(() => cnlcStage(rows, spec as never)).toThrow(refused("missing-value", "mvi", 0));
    const result = cnlcStage(rows, { ...spec, missing: "omit" } as never);
    expect([result.stage, result.reasons[0], result.n, result.omitted.count]).toEqual([[null, "Ia"], null, 1, 1]);
  });

  test("options of BCLC alone are refused", () => {
    for (const option of ["transplantable", "stageZeroAt2Cm"]) {
      expect(() => stage({}, { [option]: "cp" })).toThrow(`cnlcStage has no option "${option}"`);
    }
  });
});

describe("on random patients", () => {
  const tenths = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constantFrom(29, 30, 31, 49, 50, 51));
  const patient: fc.Arbitrary<Patient> = fc.record({
    ecog: fc.constantFrom(0, 1, 1, 2, 2, 3, 4),
    cp: fc.constantFrom("A", "A", "A", "B", "B", "C"),
    mvi: fc.constantFrom(0, 0, 0, 1),
    spread: fc.constantFrom(0, 0, 0, 1),
    cm: tenths.map((size) => size / 10),
    n: fc.integer({ min: 1, max: 6 }),
  });
  const patients = fc.array(patient, { minLength: 1, maxLength: 12 });
  const runs = { numRuns: 1000, seed: 20_261 };

  /** Each stage by itself, with all that it asks for. */
  const conditions: Readonly<Record<CnlcStage, (it: Patient) => boolean>> = {
    Ia: (it) => fit(it) && confined(it) && it.n === 1 && it.cm <= 5,
    Ib: (it) => fit(it) && confined(it) && ((it.n === 1 && it.cm > 5) || ((it.n === 2 || it.n === 3) && it.cm <= 3)),
    IIa: (it) => fit(it) && confined(it) && (it.n === 2 || it.n === 3) && it.cm > 3,
    IIb: (it) => fit(it) && confined(it) && it.n >= 4,
    IIIa: (it) => fit(it) && it.mvi === 1 && it.spread === 0,
    IIIb: (it) => fit(it) && it.spread === 1,
    IV: (it) => it.ecog === 3 || it.ecog === 4 || it.cp === "C",
  };
  const fit = (it: Patient): boolean => it.ecog <= 2 && (it.cp === "A" || it.cp === "B");
  const confined = (it: Patient): boolean => it.mvi === 0 && it.spread === 0;

  test("the conditions of exactly one stage hold, and it is the stage", () => {
    fc.assert(
      fc.property(patient, (it) => {
        const held = (Object.keys(conditions) as CnlcStage[]).filter((name) => conditions[name](it));
        expect(held).toEqual(cnlcStage([it], spec).stage);
      }),
      runs,
    );
  });

  test("the order of the rows does not matter", () => {
    const shuffled = patients.chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray([...rows.keys()], { minLength: rows.length })),
    );
    fc.assert(
      fc.property(shuffled, ([rows, order]) => {
        const { stage, reasons } = cnlcStage(freeze(rows), spec);
        const other = cnlcStage(freeze(order.map((i) => rows[i]!)), spec);
        expect(other.stage).toEqual(order.map((i) => stage[i]));
        expect(other.reasons).toEqual(order.map((i) => reasons[i]));
      }),
      runs,
    );
  });

  test("a diameter in mm gives what it gives in cm", () => {
    fc.assert(
      fc.property(patients, (rows) => {
        const mm = rows.map((it) => ({ ...it, cm: Math.round(it.cm * 10) }));
        const { stage, reasons } = cnlcStage(freeze(mm), { ...spec, largestTumor: { channel: "cm", unit: "mm" } });
        const expected = cnlcStage(freeze(rows), spec);
        expect([stage, reasons]).toEqual([expected.stage, expected.reasons]);
      }),
      runs,
    );
  });
});
