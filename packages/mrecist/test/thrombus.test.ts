import { describe, expect, test } from "vitest";
import { assess, course, thrombus } from "./helpers.js";

const of = (...args: Parameters<typeof thrombus>) => thrombus(...args).visits.map((visit) => visit.thrombus);

describe("the thrombus criteria (TKI-I study, Methods)", () => {
  test("1: no thrombus at baseline is not applicable, and a later thrombus is a new lesion", () => {
    const rows = [
      ...course("T1", "target", [40, 40]),
      ...course("V1", "new", [undefined, { viable: 8, level: "Vp3", enhancing: true }]),
    ];
    const result = assess(rows, "tki-i");
    const visit = result.visits[0]!;
    expect([visit.thrombus, visit.intrahepatic, visit.overall]).toEqual([null, "SD", "PD"]);
    expect([result.best.thrombus, result.firstProgressionDay.thrombus]).toEqual([null, null]);
  });

  test("2: not assessable is NE, unless the known level is more proximal", () => {
    expect(of([[20, "Vp2"], undefined, [null, "Vp2"]])).toEqual(["NE", "NE"]);
    expect(
      of([
        [20, "Vp2"],
        [null, "Vp3", true],
      ]),
    ).toEqual(["PD"]);
  });

  test("3: gone or no enhancement inside is CR", () => {
    expect(of([[20, "Vp3"], [0]])).toEqual(["CR"]);
    expect(
      of([
        [20, "Vp3"],
        [18, "Vp3", false],
      ]),
    ).toEqual(["CR"]);
  });

  test("4: enhancing thrombus after CR is PD", () => {
    expect(of([[20, "Vp3"], [0], [2, "Vp1"]])).toEqual(["CR", "PD"]);
  });

  test("5: +20 % against the smallest diameter or a more proximal level is PD, exactly at the threshold", () => {
    expect(
      of([
        [20, "Vp3"],
        [24, "Vp3"],
      ]),
    ).toEqual(["PD"]);
    expect(
      of([
        [20, "Vp3"],
        [23.9, "Vp3"],
      ]),
    ).toEqual(["SD"]);
    expect(
      of([
        [20, "Vp3"],
        [15, "Vp3"],
        [18, "Vp3"],
      ]),
    ).toEqual(["SD", "PD"]);
    expect(
      of([
        [20, "Vp2"],
        [20, "Vp3"],
      ]),
    ).toEqual(["PD"]);
    expect(
      of([
        [20, "Vp3"],
        [20, "Vp2"],
        [20, "Vp3"],
      ]),
    ).toEqual(["PR", "PD"]);
    expect(
      of([
        [20, "Vv1"],
        [20, "Vv2"],
      ]),
    ).toEqual(["PD"]);
  });

  test("5: a second venous tree is PD", () => {
    expect(
      of([
        [20, "Vp3"],
        [20, "Vv1"],
      ]),
    ).toEqual(["PD"]);
    const rows = [
      ...course("T1", "target", [40, 40]),
      ...course("V1", "thrombus", [
        { viable: 20, level: "Vp2" },
        { viable: 20, level: "Vp2" },
      ]),
      ...course("V2", "new", [undefined, { viable: 6, level: "Vv2" }]),
    ];
    const visit = assess(rows, "tki-i").visits[0]!;
    expect([visit.thrombus, visit.overall, visit.intrahepatic]).toEqual(["PD", "PD", "SD"]);
  });

  test("6: -30 % against baseline or a more peripheral level is PR, exactly at the threshold", () => {
    expect(
      of([
        [14, "Vp3"],
        [9.8, "Vp3"],
      ]),
    ).toEqual(["PR"]);
    expect(
      of([
        [14, "Vp3"],
        [9.9, "Vp3"],
      ]),
    ).toEqual(["SD"]);
    expect(
      of([
        [14, "Vp3"],
        [14, "Vp2"],
      ]),
    ).toEqual(["PR"]);
  });

  test("7: everything between is SD", () => {
    expect(
      of([
        [14, "Vp3"],
        [14, "Vp3"],
      ]),
    ).toEqual(["SD"]);
  });

  test("PD wins over PR with the flag conflict [P]", () => {
    const visit = thrombus([
      [20, "Vp2"],
      [10, "Vp3"],
    ]).visits[0]!;
    expect([visit.thrombus, visit.flags]).toEqual(["PD", ["conflict"]]);
  });

  test("a change of less than 5 mm is flagged, and not counted with thrombusPdAbsMm 5 [P]", () => {
    const visit = thrombus([
      [10, "Vp3"],
      [12, "Vp3"],
    ]).visits[0]!;
    expect([visit.thrombus, visit.flags]).toEqual(["PD", ["change-below-5mm"]]);
    expect(
      of(
        [
          [10, "Vp3"],
          [12, "Vp3"],
        ],
        { thrombusPdAbsMm: 5 },
      ),
    ).toEqual(["SD"]);
    expect(
      of(
        [
          [25, "Vp3"],
          [30, "Vp3"],
        ],
        { thrombusPdAbsMm: 5 },
      ),
    ).toEqual(["PD"]);
  });

  test("references can be the baseline instead of the best state so far [P]", () => {
    expect(
      of(
        [
          [20, "Vp3"],
          [15, "Vp3"],
          [18, "Vp3"],
        ],
        { thrombusPdReference: "baseline" },
      ),
    ).toEqual(["SD", "SD"]);
    expect(
      of(
        [
          [20, "Vp3"],
          [20, "Vp2"],
          [20, "Vp3"],
        ],
        { levelReference: "baseline" },
      ),
    ).toEqual(["PR", "SD"]);
  });

  test("a thrombus that grew without enhancement is CR with a flag, or as blandExtension says [P]", () => {
    const values = [
      [20, "Vp2"],
      [26, "Vp3", false],
    ] as const;
    const visit = thrombus(values).visits[0]!;
    expect([visit.thrombus, visit.flags]).toEqual(["CR", ["bland-growth"]]);
    expect(of(values, { blandExtension: "PD" })).toEqual(["PD"]);
    expect(of(values, { blandExtension: "NE" })).toEqual(["NE"]);
  });

  test("several thrombi: diameters add up, levels count per venous tree, CR needs all [P]", () => {
    const two = (a: object, b: object) =>
      assess(
        [
          ...course("T1", "target", [40, 40]),
          ...course("V1", "thrombus", [{ viable: 20, level: "Vp3" }, a]),
          ...course("V2", "thrombus", [{ viable: 10, level: "Vv1" }, b]),
        ],
        "tki-i",
      ).visits[0]!.thrombus;
    expect(two({ viable: 0 }, { viable: 0 })).toBe("CR");
    expect(two({ viable: 0 }, { viable: 10, level: "Vv1" })).toBe("PR");
    expect(two({ viable: 20, level: "Vp3" }, { viable: 10, level: "Vv2" })).toBe("PD");
    expect(two({ viable: 16, level: "Vp3" }, { viable: 20, level: "Vv1" })).toBe("PD");
    expect(two({ viable: 20, level: "Vp3" }, {})).toBe("NE");
    expect(two({ viable: 12, level: "Vp2" }, { viable: 10, level: "Vv2" })).toBe("PD");
  });

  test("a thrombus that lost its enhancement no longer adds to the sum of several", () => {
    const rows = [
      ...course("V1", "thrombus", [{ viable: 20 }, { viable: 20, enhancing: false }]),
      ...course("V2", "thrombus", [{ viable: 10 }, { viable: 10 }]),
    ];
    const visit = assess(rows, "tki-i").visits[0]!;
    expect([visit.thrombus, visit.thrombusSum]).toEqual(["PR", 10]);
  });

  test("growth without enhancement is against the smallest diameter so far", () => {
    const grown = (mm: number) => thrombus([[20], [10], [mm, null, false]]).visits[1]!.flags;
    expect(grown(12)).toEqual(["bland-growth"]);
    expect(grown(11.9)).toEqual([]);
  });

  test("a visit with a diameter or a level missing does not become the reference", () => {
    const rows = (last: number) => [
      ...course("V1", "thrombus", [{ viable: 20 }, { viable: 10 }, { viable: last }]),
      ...course("V2", "thrombus", [{ viable: 10 }, {}, { viable: 10 }]),
    ];
    expect(assess(rows(25.9), "tki-i").visits.map((visit) => visit.thrombus)).toEqual(["NE", "SD"]);
    expect(assess(rows(26), "tki-i").visits.map((visit) => visit.thrombus)).toEqual(["NE", "PD"]);
    expect(
      of([
        [20, "Vp3"],
        [18, null],
        [18, "Vp3"],
      ]),
    ).toEqual(["SD", "SD"]);
  });

  test("changes of exactly 5 mm are not flagged as below 5 mm", () => {
    expect(thrombus([[15], [20]]).visits[0]).toMatchObject({ thrombus: "PD", flags: [] });
    expect(thrombus([[15], [10]]).visits[0]).toMatchObject({ thrombus: "PR", flags: [] });
  });

  test("a stated progression of a thrombus is not used, and that is said", () => {
    const rows = [
      ...course("T1", "target", [40, 40]),
      ...course("V1", "thrombus", [{ viable: 20 }, { viable: 20, finding: "unequivocal-progression" }]),
    ];
    expect(assess(rows, "tki-i").visits[0]).toMatchObject({ thrombus: "SD", flags: ["finding-not-used"] });
    expect(assess(rows, "mrecist").visits[0]!.overall).toBe("PD");
  });
});

describe("the overall response with a thrombus, by the mRECIST table or the worst (TKI-I study [P])", () => {
  // Intrahepatic state by target lesion x thrombus state: by the mRECIST table, and by the worst component.
  const target = { CR: 0, PR: 20, SD: 40, PD: 60, NE: null } as const;
  const clot = {
    CR: { viable: 0 },
    PR: { viable: 7 },
    SD: { viable: 10 },
    PD: { viable: 12 },
    NE: {},
  } as const;
  const table = {
    CR: { CR: ["CR", "CR"], PR: ["PR", "PR"], SD: ["PR", "SD"], PD: ["PD", "PD"], NE: ["PR", "NE"] },
    PR: { CR: ["PR", "PR"], PR: ["PR", "PR"], SD: ["PR", "SD"], PD: ["PD", "PD"], NE: ["PR", "NE"] },
    SD: { CR: ["SD", "SD"], PR: ["SD", "SD"], SD: ["SD", "SD"], PD: ["PD", "PD"], NE: ["SD", "NE"] },
    PD: { CR: ["PD", "PD"], PR: ["PD", "PD"], SD: ["PD", "PD"], PD: ["PD", "PD"], NE: ["PD", "PD"] },
    NE: { CR: ["NE", "NE"], PR: ["NE", "NE"], SD: ["NE", "NE"], PD: ["PD", "PD"], NE: ["NE", "NE"] },
  } as const;
  for (const t of Object.keys(table) as (keyof typeof table)[]) {
    for (const v of Object.keys(clot) as (keyof typeof clot)[]) {
      test(`intrahepatic ${t}, thrombus ${v}: ${table[t][v][0]}, by the worst component ${table[t][v][1]}`, () => {
        const rows = [
          ...course("T1", "target", [40, target[t]]),
          ...course("V1", "thrombus", [{ viable: 10 }, clot[v]]),
        ];
        const byTable = assess(rows, "tki-i").visits[0]!;
        expect([byTable.intrahepatic, byTable.thrombus, byTable.overall]).toEqual([t, v, table[t][v][0]]);
        expect(assess(rows, "tki-i", { overallRule: "worst" }).visits[0]!.overall).toBe(table[t][v][1]);
      });
    }
  }

  test("with a thrombus alone is that of a patient without target lesions", () => {
    const overall = (cell: object) => {
      const visit = assess(course("V1", "thrombus", [{ viable: 20 }, cell]), "tki-i").visits[0]!;
      return [visit.intrahepatic, visit.thrombus, visit.overall];
    };
    expect(overall({ viable: 0 })).toEqual([null, "CR", "CR"]);
    expect(overall({ viable: 10 })).toEqual([null, "PR", "NON-CR/NON-PD"]);
    expect(overall({ viable: 30 })).toEqual([null, "PD", "PD"]);
    expect(overall({})).toEqual([null, "NE", "NE"]);
    const joined = assess(
      [...course("N1", "non-target", [{ viable: 9 }, { viable: 9 }]), ...course("V1", "thrombus", [20, null])],
      "tki-i",
    ).visits[0]!;
    expect([joined.intrahepatic, joined.thrombus, joined.overall]).toEqual(["NON-CR/NON-PD", "NE", "NE"]);
  });
});
