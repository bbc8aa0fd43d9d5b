import { mantelHaenszel, proportionInterval, stratifiedRiskDifference, twoProportions } from "@hcc/stats";
import { describe, expect, test } from "vitest";
import { assessResponse, type BestResponse, responseRates } from "../src/index.js";
import { course, freeze } from "./helpers.js";

type Counts = Partial<Record<BestResponse, number>>;
const rows = (arm: string, counts: Counts) =>
  Object.entries(counts).flatMap(([best, n]) => Array.from({ length: n }, () => ({ arm, best: best as BestResponse })));
const spec = { by: "arm", best: "best", levels: ["TKI-I", "TKI"] } as const;

describe("the rates of the study's Table 2", () => {
  const published = [
    ["overall", { CR: 1, PR: 32, SD: 10, PD: 5 }, { CR: 1, PR: 15, SD: 16, PD: 16 }, "0.001", "0.007"],
    ["intrahepatic", { CR: 2, PR: 31, SD: 11, PD: 4 }, { CR: 1, PR: 16, SD: 17, PD: 14 }, "0.001", "0.009"],
    ["thrombus", { CR: 13, PR: 16, SD: 4, PD: 3 }, { CR: 0, PR: 5, SD: 22, PD: 13 }, "0.000", "0.010"],
  ] as const;
  for (const [component, first, second, orr, dcr] of published) {
    test(`${component}: the printed P values`, () => {
      const rates = responseRates(freeze([...rows("TKI-I", first), ...rows("TKI", second)]), spec);
      expect(rates.comparison!.orr.test.pValue.toFixed(3)).toBe(orr);
      expect(rates.comparison!.dcr.test.pValue.toFixed(3)).toBe(dcr);
    });
  }

  test("overall: counts, rates, difference", () => {
    const rates = responseRates([...rows("TKI-I", published[0][1]), ...rows("TKI", published[0][2])], spec);
    expect(rates.groups.map(({ n, responders, controlled }) => [n, responders, controlled])).toEqual([
      [48, 33, 43],
      [48, 16, 32],
    ]);
    expect(rates.groups[0]!.counts).toEqual({ CR: 1, PR: 32, SD: 10, "NON-CR/NON-PD": 0, PD: 5, NE: 0, MISSING: 0 });
    expect(rates.groups[0]!.orr).toEqual(proportionInterval(33, 48));
    expect(rates.groups[1]!.dcr).toEqual(proportionInterval(32, 48));
    expect(rates.comparison!.orr.difference).toEqual(twoProportions(33, 48, 16, 48).difference);
  });
});

describe("response rates", () => {
  test("the denominator counts NE and MISSING, and leaves out patients without the component", () => {
    const patients = [...rows("A", { PR: 1, NE: 1, MISSING: 1, "NON-CR/NON-PD": 1, PD: 1 }), { arm: "A", best: null }];
    const [group] = responseRates(patients, { by: "arm", best: "best" }).groups;
    expect(group).toMatchObject({ n: 5, notApplicable: 1, responders: 1, controlled: 2 });
    expect(group!.orr.estimate).toBe(0.2);
  });

  test("read the results of assessResponse by component", () => {
    const patients = [
      assessResponse(
        { patient: "P1", measurements: [...course("T1", "target", [40, 20]), ...course("V1", "thrombus", [20, 20])] },
        { criteria: "tki-i" },
      ),
      assessResponse({ patient: "P2", measurements: course("T1", "target", [40, 60]) }, { criteria: "tki-i" }),
    ];
    const rates = (component: "overall" | "intrahepatic" | "thrombus") =>
      responseRates(patients, { component, by: (d) => (d.patient === "P1" ? "A" : "B") });
    expect(rates("overall").groups.map(({ responders, n }) => [responders, n])).toEqual([
      [1, 1],
      [0, 1],
    ]);
    const thrombus = rates("thrombus");
    expect(thrombus.groups.map(({ n, notApplicable }) => [n, notApplicable])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(thrombus.groups[1]!.orr).toMatchObject({ estimate: null, lower: null, upper: null });
    expect(thrombus.comparison).toBeNull();
    expect(responseRates(patients).groups).toMatchObject([{ group: null, n: 2 }]);
  });

  test("of three groups are tested together and have no difference", () => {
    const patients = ["A", "B", "C"].flatMap((arm) => rows(arm, { PR: 20, SD: 20 }));
    const { comparison } = responseRates(patients, { by: "arm", best: "best" });
    expect(comparison!.orr).toMatchObject({ difference: null, test: { df: 2, pValue: 1 } });
  });

  test("do not fail when nobody or everybody responds", () => {
    const none = [...rows("A", { SD: 30 }), ...rows("B", { SD: 30 })];
    expect(responseRates(none, { by: "arm", best: "best" }).comparison!.orr.test).toMatchObject({ pValue: 1 });
  });

  test("do not depend on the order of the rows, and where restricts them", () => {
    const patients = [...rows("A", { PR: 3, SD: 2 }), ...rows("B", { PR: 1, PD: 4 })];
    const bySpec = { by: "arm", best: "best" } as const;
    expect(responseRates([...patients].reverse(), bySpec)).toEqual(responseRates(patients, bySpec));
    expect(responseRates(patients, { ...bySpec, where: (d) => d.arm === "A" })).toMatchObject({ excluded: 5 });
  });

  test("rows without a best response, unknown responses and groups are errors", () => {
    expect(() => responseRates([{ arm: "A" }], { by: "arm" })).toThrow("row 0 is no result of assessResponses");
    expect(() => responseRates([{ arm: "A", best: "pr" as BestResponse }], { best: "best" })).toThrow(
      "none of its levels",
    );
    expect(() => responseRates(rows("C", { PR: 1 }), spec)).toThrow("none of its levels");
    expect(() => responseRates(rows("A", { PR: 1 }), { component: "liver" as "overall" })).toThrow("component");
  });
});

describe("with strata", () => {
  const rows = freeze(
    [
      ["A", "I", 12, 8],
      ["B", "I", 7, 13],
      ["A", "II", 15, 25],
      ["B", "II", 9, 31],
    ].flatMap(([arm, stage, yes, no]) => {
      const make = (best: "PR" | "SD", length: unknown) =>
        Array.from({ length: length as number }, () => ({ arm: arm as string, stage: stage as string, best }));
      return [...make("PR", yes), ...make("SD", no)];
    }),
  );
  const tables = [
    [
      [12, 8],
      [7, 13],
    ],
    [
      [15, 25],
      [9, 31],
    ],
  ];
  test("two groups are also compared within them", () => {
    const rates = responseRates(rows, { by: "arm", best: "best", strata: "stage" });
    expect(rates.comparison!.orr.stratified).toEqual({
      difference: stratifiedRiskDifference(tables),
      test: mantelHaenszel(tables, { continuity: false }),
    });
    // Everybody's disease is controlled: there is nothing to compare.
    expect(rates.comparison!.dcr.stratified!.difference).toMatchObject({ estimate: 0, lower: null });
  });
  test("without them there is no such comparison", () => {
    expect(responseRates(rows, { by: "arm", best: "best" }).comparison!.orr.stratified).toBeNull();
  });
});
