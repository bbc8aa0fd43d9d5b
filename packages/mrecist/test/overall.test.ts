import { describe, expect, test } from "vitest";
import { assess, course } from "./helpers.js";

const TARGET = { CR: 0, PR: 20, SD: 40, PD: 60, NE: null } as const;
const NON_TARGET = {
  none: undefined,
  CR: { enhancing: false },
  "NON-CR/NON-PD": { enhancing: true },
  PD: { finding: "unequivocal-progression" },
  NE: {},
} as const;

function overall(target: keyof typeof TARGET | "none", nonTarget: keyof typeof NON_TARGET, newLesion: boolean) {
  const rows = [
    ...(target === "none" ? [] : course("T1", "target", [40, TARGET[target]])),
    ...(nonTarget === "none" ? [] : course("N1", "non-target", [{ enhancing: true }, NON_TARGET[nonTarget]])),
    ...(newLesion ? course("X1", "new", [undefined, { viable: 12, finding: "new-lesion-typical" }]) : []),
  ];
  return assess(rows).visits[0]!;
}

describe("the overall table of mRECIST (Lencioni & Llovet 2010), with the rows of RECIST 1.1 for NE and no targets", () => {
  const rows = [
    ["CR", "CR", "CR"],
    ["CR", "none", "CR"],
    ["CR", "NON-CR/NON-PD", "PR"],
    ["CR", "NE", "PR"],
    ["PR", "none", "PR"],
    ["PR", "CR", "PR"],
    ["PR", "NON-CR/NON-PD", "PR"],
    ["PR", "NE", "PR"],
    ["SD", "none", "SD"],
    ["SD", "CR", "SD"],
    ["SD", "NON-CR/NON-PD", "SD"],
    ["SD", "NE", "SD"],
    ["NE", "none", "NE"],
    ["NE", "CR", "NE"],
    ["NE", "NON-CR/NON-PD", "NE"],
    ["NE", "NE", "NE"],
    ["PD", "none", "PD"],
    ["PD", "CR", "PD"],
    ["PD", "NON-CR/NON-PD", "PD"],
    ["PD", "NE", "PD"],
    ["PD", "PD", "PD"],
    ["CR", "PD", "PD"],
    ["PR", "PD", "PD"],
    ["SD", "PD", "PD"],
    ["NE", "PD", "PD"],
    ["none", "CR", "CR"],
    ["none", "NON-CR/NON-PD", "NON-CR/NON-PD"],
    ["none", "NE", "NE"],
    ["none", "PD", "PD"],
  ] as const;
  for (const [target, nonTarget, expected] of rows) {
    test(`target ${target}, non-target ${nonTarget}: ${expected} without a new lesion, PD with one`, () => {
      const visit = overall(target, nonTarget, false);
      expect(visit.target).toBe(target === "none" ? null : target);
      expect(visit.nonTarget).toBe(nonTarget === "none" ? null : nonTarget);
      expect([visit.overall, visit.intrahepatic]).toEqual([expected, expected]);
      const withNew = overall(target, nonTarget, true);
      expect([withNew.overall, withNew.intrahepatic, withNew.newLesion]).toEqual(["PD", "PD", true]);
    });
  }
});

describe("non-target lesions", () => {
  test("one lesion not evaluable makes the group NE, one that progresses makes it PD (RECIST 1.1)", () => {
    const two = (a: object, b: object) =>
      assess([
        ...course("T1", "target", [40, 40]),
        ...course("N1", "non-target", [{ enhancing: true }, a]),
        ...course("N2", "non-target", [{ enhancing: true }, b]),
      ]).visits[0]!.nonTarget;
    expect(two({ enhancing: true }, {})).toBe("NE");
    expect(two({ viable: 0 }, { viable: 8 })).toBe("NON-CR/NON-PD");
    expect(two({ finding: "unequivocal-progression" }, {})).toBe("PD");
    expect(two({ viable: 0 }, { enhancing: false })).toBe("CR");
  });

  test("enhancement after a complete response of targets and non-targets is PD (RECIST 1.1, Table 3 footnote), after a non-target CR alone it is not [D]", () => {
    const rows = (target: number) => [
      ...course("T1", "target", [40, target, target]),
      ...course("N1", "non-target", [{ enhancing: true }, { enhancing: false }, { enhancing: true }]),
    ];
    expect(assess(rows(0)).visits.map((visit) => [visit.nonTarget, visit.overall])).toEqual([
      ["CR", "CR"],
      ["PD", "PD"],
    ]);
    expect(assess(rows(40)).visits.map((visit) => [visit.nonTarget, visit.overall])).toEqual([
      ["CR", "SD"],
      ["NON-CR/NON-PD", "SD"],
    ]);
  });

  test("thrombi are non-target lesions under mRECIST and RECIST 1.1 (Lencioni & Llovet 2010)", () => {
    const rows = [
      ...course("T1", "target", [
        { viable: 40, total: 40 },
        { viable: 0, total: 0 },
      ]),
      ...course("V1", "thrombus", [
        { viable: 10, total: 10, level: "Vp3" },
        { viable: 20, total: 20, level: "Vp4" },
      ]),
    ];
    for (const criteria of ["mrecist", "recist-1.1"] as const) {
      const visit = assess(rows, criteria).visits[0]!;
      expect([visit.thrombus, visit.nonTarget, visit.overall]).toEqual([null, "NON-CR/NON-PD", "PR"]);
    }
  });
});

describe("a new lesion", () => {
  const base = course("T1", "target", [40, 40, 40, 40]);
  const withNew = (values: Parameters<typeof course>[2], criteria: "mrecist" | "recist-1.1" = "mrecist") =>
    assess([...base.map((row) => ({ ...row, total: 40 })), ...course("X1", "new", [undefined, ...values])], criteria);
  const overallOf = (result: ReturnType<typeof assess>) => result.visits.map((visit) => visit.overall);

  test("of typical pattern is PD from 10 mm on (Lencioni & Llovet 2010)", () => {
    expect(overallOf(withNew([{ viable: 10, finding: "new-lesion-typical" }]))).toEqual(["PD", "PD", "PD"]);
    const small = withNew([{ viable: 9.9, finding: "new-lesion-typical" }]);
    expect(overallOf(small)).toEqual(["SD", "SD", "SD"]);
    expect(small.visits[0]!.flags).toEqual(["new-lesion-pending"]);
    expect(small.newLesions[0]!.criteriaMetDay).toBeNull();
  });

  test("that meets the criteria later is progression at its first detection (Lencioni & Llovet 2010)", () => {
    const result = withNew([
      { viable: 8, finding: "new-lesion-atypical" },
      { viable: 9, finding: "new-lesion-atypical" },
      { viable: 12, finding: "new-lesion-typical" },
    ]);
    expect(result.newLesions).toEqual([
      { lesion: "X1", site: "liver", firstDetectedDay: 50, criteriaMetDay: 150, rule: "new-lesion.typical" },
    ]);
    expect(result.firstProgressionDay).toEqual({ overall: 50, intrahepatic: 50, thrombus: null });
    expect(result.visits[0]!.flags).toEqual(["retrospective-progression"]);
  });

  test("of atypical pattern needs 10 mm of growth since its first detection (Lencioni & Llovet 2010)", () => {
    const grow = (mm: number) =>
      withNew([
        { viable: 12, finding: "new-lesion-atypical" },
        { viable: mm, finding: "new-lesion-atypical" },
      ]);
    expect(overallOf(grow(21.9))).toEqual(["SD", "SD", "SD"]);
    expect(overallOf(grow(22))).toEqual(["PD", "PD", "PD"]);
  });

  test("outside the liver is PD at any size and leaves the intrahepatic response (RECIST 1.1)", () => {
    for (const cell of [{ finding: "new-extrahepatic" }, { site: "lung", total: 4 }] as const) {
      const visit = withNew([cell]).visits[0]!;
      expect([visit.overall, visit.intrahepatic]).toEqual(["PD", "SD"]);
    }
  });

  test("in a lymph node is PD from 20 mm at the porta hepatis (Lencioni & Llovet 2010) and 10 mm elsewhere (RECIST 1.1)", () => {
    const node = (site: "porta-hepatis-node" | "lymph-node", total: number) => overallOf(withNew([{ site, total }]))[0];
    expect(node("porta-hepatis-node", 20)).toBe("PD");
    expect(node("porta-hepatis-node", 19.9)).toBe("SD");
    expect(node("lymph-node", 10)).toBe("PD");
    expect(node("lymph-node", 9.9)).toBe("SD");
  });

  test("is judged with a flag where size or pattern were not given", () => {
    const noSize = withNew([{ finding: "new-lesion-typical" }]).visits[0]!;
    expect([noSize.overall, noSize.flags]).toEqual(["PD", ["new-lesion-size-missing"]]);
    const noPattern = withNew([{ viable: 15 }]).visits[0]!;
    expect([noPattern.overall, noPattern.flags]).toEqual([
      "SD",
      ["new-lesion-pattern-not-stated", "new-lesion-pending"],
    ]);
  });

  test("is PD at any size under RECIST 1.1 unless atypical", () => {
    expect(overallOf(withNew([{ total: 5 }], "recist-1.1"))[0]).toBe("PD");
    expect(overallOf(withNew([{ total: 5, finding: "new-lesion-atypical" }], "recist-1.1"))[0]).toBe("SD");
  });

  test("that the reader calls unequivocal progression is PD (RECIST 1.1)", () => {
    expect(overallOf(withNew([{ viable: 6, finding: "unequivocal-progression" }]))[0]).toBe("PD");
  });
});
