import { describe, expect, test } from "vitest";
import {
  assessResponse,
  assessResponses,
  type LesionFinding,
  type Measurement,
  type ResponseCriteria,
  type ResponseOptions,
} from "../src/index.js";
import { assess, course } from "./helpers.js";

type Given = Partial<Measurement> | number | null | undefined;
const first = (values: readonly Given[], criteria: ResponseCriteria = "mrecist", options?: ResponseOptions) =>
  assess(course("T1", "target", values), criteria, options).visits[0]!;
const error = (code: string, column: string): object =>
  expect.objectContaining({ name: "HccInputError", code, column });

describe("what a diameter is", () => {
  test("too small to measure is 5 mm, and is no complete response (RECIST 1.1)", () => {
    const visit = first([40, { tooSmall: true }]);
    expect([visit.target, visit.sum, visit.flags]).toEqual(["PR", 5, ["too-small"]]);
    expect(first([40, { enhancing: false }]).target).toBe("CR");
    expect(() => first([40, { tooSmall: true, viable: 3 }])).toThrow(error("option", "tooSmall"));
    expect(() => first([40, { tooSmall: true, enhancing: false }])).toThrow(error("option", "tooSmall"));
  });

  test("the diameters of fragments are added, and one that is not evaluable leaves no sum (RECIST 1.1)", () => {
    const parts = (a: Partial<Measurement>, b: Partial<Measurement>): Measurement[] => [
      ...course("T1", "target", [40]),
      { day: 50, lesion: "T1", role: "target", fragment: "a", ...a },
      { day: 50, lesion: "T1", role: "target", fragment: "b", ...b },
    ];
    expect(assess(parts({ viable: 12 }, { viable: 16 })).visits[0]!.sum).toBe(28);
    expect(assess(parts({ viable: 12 }, { enhancing: false })).visits[0]!.sum).toBe(12);
    expect(assess(parts({ viable: 12 }, {})).visits[0]!.target).toBe("NE");
    const products = assess(
      [
        { day: 0, lesion: "T1", role: "target", viable: 40, perpendicular: 30 },
        ...parts({ viable: 20, perpendicular: 10 }, { viable: 20, perpendicular: 20 }).slice(1),
      ],
      "easl",
    );
    expect(products.visits[0]!.sum).toBe(600);
    expect(() => assess(parts({ fragment: "a", viable: 1 }, { fragment: "a", viable: 2 }))).toThrow(
      error("duplicate", "lesion"),
    );
    expect(() => assess(parts({ fragment: null, viable: 1 }, { viable: 2 }))).toThrow(error("duplicate", "lesion"));
  });

  test("of merged lesions one has the diameter of both, the other none (RECIST 1.1)", () => {
    const merged = (rows: readonly Measurement[]) => assess([...course("T1", "target", [30, 36]), ...rows]);
    const visit = merged(course("T2", "target", [20, { mergedInto: "T1" }])).visits[0]!;
    expect([visit.target, visit.sum, visit.flags]).toEqual(["SD", 36, []]);
    const gone = assess([
      ...course("T1", "target", [30, 36, 0]),
      ...course("T2", "target", [20, { mergedInto: "T1" }, { mergedInto: "T1" }]),
    ]);
    expect(gone.visits.map((it) => it.target)).toEqual(["SD", "CR"]);
    for (const wrong of [
      course("T2", "target", [20, { mergedInto: "T9" }]),
      course("T2", "target", [20, { mergedInto: "T2" }]),
      course("T2", "target", [20, { mergedInto: "T1", viable: 3 }]),
      course("T2", "target", [{ viable: 20, mergedInto: "T1" }, 3]),
      course("N1", "non-target", [20, { mergedInto: "T1" }]),
      [...course("T2", "target", [20, { mergedInto: "T3" }]), ...course("T3", "target", [20, { mergedInto: "T1" }])],
      [...course("T2", "target", [20, { mergedInto: "T3" }]), ...course("T3", "target", [20])],
    ]) {
      expect(() => merged(wrong)).toThrow(error("option", "mergedInto"));
    }
  });

  test("a node has its short axis, which is its total too (RECIST 1.1)", () => {
    const node = (values: readonly Partial<Measurement>[]) =>
      assess([
        ...course("T1", "target", [40, 40]),
        ...course(
          "T2",
          "target",
          values.map((value) => ({ site: "lymph-node" as const, ...value })),
        ),
      ]);
    expect(node([{ shortAxis: 20, total: 31 }, { total: 15 }]).visits[0]!.sum).toBe(55);
    expect(() => first([{ viable: 40, shortAxis: 30 }])).toThrow(error("option", "shortAxis"));
    expect(() => node([{ shortAxis: 20, total: 19 }])).toThrow(error("option", "shortAxis"));
  });

  test("without an adequate arterial phase there is no viable diameter, but a total one (Lencioni & Llovet 2010)", () => {
    const now = { viable: 20, total: 20, arterialPhase: false };
    const visit = first([{ viable: 40, total: 40 }, now]);
    expect([visit.target, visit.flags]).toEqual(["NE", ["no-arterial-phase"]]);
    const recist = first([{ viable: 40, total: 40 }, now], "recist-1.1");
    expect([recist.target, recist.flags]).toEqual(["PR", []]);
  });

  test("dense lipiodol on CT is not evaluable, viable or necrosis, as the option says; on MRI it hides nothing [P]", () => {
    const now = { viable: null, total: 38, lipiodol: true, modality: "CT" as const };
    const at = (options?: ResponseOptions, more: Partial<Measurement> = {}) =>
      first(
        [
          { viable: 40, total: 40 },
          { ...now, ...more },
        ],
        "mrecist",
        options,
      );
    expect(at().target).toBe("NE");
    expect(at({ lipiodol: "viable" }).target).toBe("SD");
    expect(at({ lipiodol: "necrosis" }).target).toBe("CR");
    expect(at({ lipiodol: "necrosis" }, { viable: 12 }).sum).toBe(12);
    expect(at({}, { viable: 12 }).target).toBe("NE");
    expect(at({}, { viable: 12, modality: "MRI" }).sum).toBe(12);
    expect(at().flags).toEqual(["lipiodol"]);
  });
});

describe("effusions (Lencioni & Llovet 2010): progression needs malignant cytology", () => {
  const tumor = course("T1", "target", [40, 40]);
  const effusion = (role: "non-target" | "new", now: Partial<Measurement>) =>
    assess([
      ...tumor,
      ...course("E1", role, [
        role === "new" ? undefined : { site: "effusion", enhancing: true },
        { site: "effusion", enhancing: true, ...now },
      ]),
    ]).visits[0]!;
  const worse = { finding: "unequivocal-progression" as LesionFinding };

  test.each([
    ["benign", "NON-CR/NON-PD"],
    ["not-done", "NON-CR/NON-PD"],
    [null, "NON-CR/NON-PD"],
    ["malignant", "PD"],
  ] as const)("one that worsens with cytology %s is %s", (cytology, response) => {
    const visit = effusion("non-target", { ...worse, cytology });
    expect(visit.nonTarget).toBe(response);
    expect(visit.flags.includes("effusion-without-cytology")).toBe(response !== "PD");
  });

  test.each([
    ["benign", false],
    [null, false],
    ["malignant", true],
  ] as const)("a new one with cytology %s is a new lesion: %s", (cytology, counts) => {
    const visit = effusion("new", { cytology });
    expect(visit.newLesion).toBe(counts);
    expect(visit.flags.includes("effusion-without-cytology")).toBe(!counts);
  });

  test("cytology belongs to an effusion", () => {
    expect(() => first([40, { viable: 40, site: "lung", cytology: "benign" }])).toThrow(error("option", "cytology"));
  });
});

describe("tumor markers", () => {
  const rows = [
    ...course("T1", "target", [
      { viable: 40, total: 40 },
      { viable: 0, total: 0, markerNormal: false },
    ]),
    ...course("N1", "non-target", [
      { enhancing: true, total: 20 },
      { enhancing: false, total: 0 },
    ]),
  ];
  test("a raised one prevents complete response under RECIST 1.1, not under mRECIST (Lencioni & Llovet 2010 [K])", () => {
    const recist = assess(rows, "recist-1.1").visits[0]!;
    expect([recist.nonTarget, recist.overall, recist.flags]).toEqual(["NON-CR/NON-PD", "PR", ["marker-not-normal"]]);
    expect(assess(rows).visits[0]!.overall).toBe("CR");
    expect(assess(rows, "mrecist", { normalMarkerForCr: true }).visits[0]!.overall).toBe("PR");
  });

  test("it also prevents it where there is no non-target lesion", () => {
    expect(assess(rows.slice(0, 2), "recist-1.1").visits[0]!.overall).toBe("PR");
  });
});

describe("nodes that are new (Lencioni & Llovet 2010; Eisenhauer 2009)", () => {
  const node = (site: "porta-hepatis-node" | "lymph-node", size: number, criteria: ResponseCriteria = "mrecist") =>
    assess(
      [
        ...course("T1", "target", [
          { viable: 40, total: 40 },
          { viable: 40, total: 40 },
        ]),
        ...course("X1", "new", [undefined, { site, shortAxis: size }]),
      ],
      criteria,
    ).visits[0]!.newLesion;
  test("count at the porta hepatis from 20 mm short axis under mRECIST, from 10 mm under RECIST 1.1", () => {
    expect([node("porta-hepatis-node", 19.9), node("porta-hepatis-node", 20)]).toEqual([false, true]);
    expect(node("porta-hepatis-node", 10, "recist-1.1")).toBe(true);
  });
  test("count elsewhere from 10 mm", () => {
    expect([node("lymph-node", 9.9), node("lymph-node", 10)]).toEqual([false, true]);
  });
});

describe("several thrombi", () => {
  const clots = [
    ...course("T1", "target", [40, 40]),
    ...course("V1", "thrombus", [
      { viable: 20, level: "Vp3" },
      { viable: 12, level: "Vp3" },
    ]),
    ...course("V2", "thrombus", [
      { viable: 10, level: "Vp2" },
      { viable: 12, level: "Vp2" },
    ]),
  ];
  test.each([
    ["sum", "SD", 24],
    ["dominant", "PR", 12],
    ["worst", "PD", 24],
  ] as const)("%s: %s", (severalThrombi, response, sum) => {
    const visit = assess(clots, "tki-i", { severalThrombi }).visits[0]!;
    expect([visit.thrombus, visit.thrombusSum]).toEqual([response, sum]);
  });
});

describe("bad input is named, not guessed", () => {
  test("a visit after death", () => {
    const measurements = course("T1", "target", [40, 30]);
    expect(() => assessResponse({ patient: "P1", measurements, deathDay: 49 }, { criteria: "mrecist" })).toThrow(
      error("date", "day"),
    );
    expect(assessResponse({ measurements, deathDay: 50 }, { criteria: "mrecist" }).visits).toHaveLength(1);
    const table = measurements.map((row) => ({ ...row, id: "P1", death: 49 }));
    const spec = { patient: "id", day: "day", lesion: "lesion", role: "role", viable: "viable" } as const;
    const all = (rows: typeof table) =>
      assessResponses(rows, { ...spec, deathDay: "death", criteria: "mrecist" } as never);
    expect(() => all(table)).toThrow("the visit is after the death on day 49");
    expect(() => all([table[0]!, { ...table[1]!, death: 60 }])).toThrow(error("option", "deathDay"));
  });

  test("centimeters, micrometres and negative diameters", () => {
    expect(() => first([2.9, 3])).toThrow("give millimeters, not centimeters");
    expect(first([3, 3]).target).toBe("SD");
    expect(() => first([40, 500.1])).toThrow(error("option", "viable"));
    expect(() => first([40, -1])).toThrow(error("negative-value", "viable"));
    expect(() => first([{ viable: 40, perpendicular: 41 }])).toThrow(error("option", "perpendicular"));
  });

  test("more than five targets, or two in an organ: a warning, with strict an error", () => {
    const six = Array.from({ length: 6 }, (_, i) => course(`T${i}`, "target", [40, 40])).flat();
    const three = six.slice(0, 6);
    expect(assess(six).warnings.map(({ code }) => code)).toEqual(["too-many-targets", "too-many-targets"]);
    for (const measurements of [six, three]) {
      expect(() => assessResponse({ measurements }, { criteria: "mrecist", strict: true })).toThrow(
        error("option", "role"),
      );
    }
  });

  test("another modality at a later visit is a warning", () => {
    const rows = course("T1", "target", [
      { viable: 40, modality: "CT" },
      { viable: 30, modality: "MRI" },
    ]);
    expect(assess(rows).warnings.map(({ code }) => code)).toEqual(["modality-changed"]);
  });

  test.each([
    ["modality", "PET"],
    ["cytology", "positive"],
    ["tooSmall", "yes"],
    ["lipiodol", 1],
    ["arterialPhase", "no"],
    ["markerNormal", 0],
  ])("%s: %j", (name, value) => {
    expect(() => first([40, { viable: 40, [name]: value }])).toThrow(expect.objectContaining({ column: name }));
  });
});

test("trace: false leaves every response and flag as it is, and the trace empty", () => {
  const measurements = [
    ...course("T1", "target", [40, 20, 30, null]),
    ...course("N1", "non-target", [{ enhancing: true }, {}, { finding: "unequivocal-progression" }, {}]),
    ...course("V1", "thrombus", [{ viable: 12, level: "Vp3" }, { viable: 12, level: "Vp2" }, { viable: 0 }, {}]),
    ...course("X1", "new", [undefined, undefined, { total: 12, finding: "new-lesion-typical" }, undefined]),
  ];
  const traced = assessResponse({ measurements }, { criteria: "tki-i" });
  const bare = assessResponse({ measurements }, { criteria: "tki-i", trace: false });
  expect(bare).toEqual({ ...traced, visits: traced.visits.map((visit) => ({ ...visit, trace: [] })) });
  expect(traced.visits.every(({ trace }) => trace.length > 0)).toBe(true);
});
