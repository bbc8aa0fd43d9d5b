import { describe, expect, test } from "vitest";
import { albi, assessResponse, assessResponses, childPugh, hapScore } from "../src/index.js";
import { freeze } from "./helpers.js";

// What a data manager reads: the whole message, with patient, visit, field and remedy.
const NOTHING = { total: null, shortAxis: null, site: null, level: null, finding: null, cytology: null, death: null };
const MORE = { modality: null, enhancing: null, tooSmall: null, mergedInto: null, fragment: null };
const base = { ...NOTHING, ...MORE, id: "P1", day: 0, lesion: "T1", role: "target", viable: 50 };
const spec = {
  patient: "id",
  deathDay: "death",
  criteria: "mrecist",
  ...Object.fromEntries(
    ["day", "lesion", "role", "viable", ...Object.keys(NOTHING), ...Object.keys(MORE)]
      .filter((name) => name !== "death")
      .map((name) => [name, name]),
  ),
};
const table = (rows: readonly object[], more: object = {}) =>
  assessResponses(freeze(rows) as never, { ...spec, ...more } as never);
/** A baseline of 50 mm and a visit on day 56. */
const later = (change: object) => [base, { ...base, day: 56, viable: 30, ...change }];
const where = 'lesion "T1" of patient "P1" on day 56 (row 1)';
const one = (change: object, patient: object = {}) =>
  assessResponse(
    freeze({
      patient: "P1",
      measurements: [
        { day: 0, lesion: "T1", role: "target", viable: 50 },
        { day: 56, lesion: "T1", role: "target", viable: 30, ...change },
      ],
      ...patient,
    }) as never,
    { criteria: "mrecist" },
  );

describe("a row of a table that cannot be is refused with patient, visit, field and remedy", () => {
  const role = "give one of target, non-target, thrombus, new";
  test.each([
    ["a negative diameter", { viable: -3 }, "viable", "viable is -3 mm: correct it, diameters are 0 or more"],
    [
      "tenths of mm given as mm",
      { viable: 4500 },
      "viable",
      "viable is 4500 mm, more than a body measures: give millimeters",
    ],
    ["a total of more than 500 mm", { total: 500.1 }, "total", "total is 500.1 mm, more than a body measures"],
    ["viable beyond total", { total: 20 }, "viable", "viable 30 mm exceeds total 20 mm: check both"],
    ["a hundredth of mm", { viable: 30.25 }, "viable", "give at most one decimal, rounded by a rule of your own"],
    ["an unknown role", { role: "Target" }, "role", `role is "Target": ${role}`],
    [
      "a role that changes",
      { role: "non-target" },
      "role",
      'role is "non-target" but "target" at row 0: keep one role',
    ],
    ["an unknown level", { level: "Vp5" }, "level", 'level is "Vp5": give one of Vp1, Vp2, Vp3, Vp4, Vv1, Vv2, Vv3'],
    ["an unknown finding", { finding: "PD" }, "finding", 'finding is "PD": give one of new-lesion-typical, '],
    ["an unknown cytology", { cytology: "pos" }, "cytology", 'cytology is "pos": give one of malignant, benign'],
    ["an unknown site", { site: "hepar" }, "site", 'site is "hepar": give one of liver, portal-vein, '],
    ["an unknown modality", { modality: "PET" }, "modality", 'modality is "PET": give one of CT, MRI'],
    ["a level of a tumor", { level: "Vp3" }, "level", 'a level belongs to a thrombus, give role "thrombus"'],
    [
      "too small and measured",
      { tooSmall: true, viable: 3 },
      "tooSmall",
      "tooSmall counts as 5 mm, but viable is 3 mm",
    ],
    [
      "enhancing, but 0 mm",
      { enhancing: true, viable: 0 },
      "viable",
      "enhancing is true but viable is 0: give tooSmall",
    ],
    ["a visit after death", { death: 40 }, "day", "the visit is after the death on day 40: correct one of them"],
  ])("%s", (_, change, column, message) => {
    const rows = "death" in change ? later(change).map((row) => ({ ...row, ...change })) : later(change);
    const run = () => table(rows);
    expect(run).toThrow(`${where}: `);
    expect(run).toThrow(message);
    expect(run).toThrow(expect.objectContaining({ name: "HccInputError", column, row: 1 }));
  });

  test("a visit twice: the same lesion and day", () => {
    expect(() => table([...later({}), { ...base, day: 56 }])).toThrow(
      'lesion "T1" of patient "P1" on day 56 (row 2): measured twice on this day: keep one row per lesion and visit, or name the fragments in fragment',
    );
  });

  test("a day that is no whole number", () => {
    expect(() => table(later({ day: 55.5 }))).toThrow(
      'lesion "T1" of patient "P1" on day 55.5 (row 1): day is 55.5: give whole days, rounded by a rule of your own',
    );
    expect(() => table(later({}).map((row) => ({ ...row, death: 70.5 })))).toThrow(
      'deathDay of patient "P1" is 70.5 at row 0: give whole days',
    );
    expect(() => table(later({}), { options: { baselineDay: 0.5 } })).toThrow(
      "baselineDay is 0.5: give a whole number of days, or leave it out",
    );
  });
});

describe("a column that cannot be read names the patient and, where there is one, the day of the row", () => {
  test.each([
    ["text as a diameter", { viable: "<10" }, 'patient "P1" on day 56: column "viable" holds the text "<10" at row 1'],
    ["a number as text", { viable: "30" }, "convert it to a number when reading the file"],
    ["an infinite diameter", { viable: Number.POSITIVE_INFINITY }, 'column "viable" is Infinity at row 1'],
    ["an infinite day", { day: Number.POSITIVE_INFINITY }, 'patient "P1": column "day" is Infinity at row 1'],
    ["a date as a day", { day: "2021-01-05" }, 'patient "P1": column "day" mixes numbers with "2021-01-05" (row 1)'],
    ["a missing day", { day: null }, 'patient "P1": column "day" is missing in 1 row (1): complete the data'],
    ["a missing role", { role: null }, 'patient "P1" on day 56: column "role" is missing in 1 row (1)'],
    ["a missing lesion", { lesion: null }, 'patient "P1" on day 56: column "lesion" is missing in 1 row (1)'],
    [
      "a finding that is neither true nor false",
      { enhancing: "yes" },
      'patient "P1" on day 56: column "enhancing" is "yes" at row 1: give true or 1, false or 0, or nothing',
    ],
    ["a day of death as text", { death: "70" }, 'patient "P1" on day 56: column "death" holds the text "70"'],
  ])("%s", (_, change, message) => {
    expect(() => table(later(change))).toThrow(message);
  });

  test("without a patient there is no name to give", () => {
    expect(() => table(later({ id: null }))).toThrow(/^column "id" is missing in 1 row \(1\): complete the data$/);
  });

  test("without a row, as when a column is not there, the columns are named", () => {
    expect(() => table(later({}), { viable: "viabel" })).toThrow(
      /^viable: there is no column "viabel"; the columns are /,
    );
  });
});

describe("what is wrong with a patient's course", () => {
  test("a lesion that is missing at baseline", () => {
    expect(() => table([...later({}), { ...base, lesion: "T2", day: 56 }])).toThrow(
      'target "T2" of patient "P1" is not in the baseline visit (day 0): complete it, or give role "new" to a lesion that appeared later',
    );
    expect(() =>
      table([
        { ...base, viable: null },
        { ...base, day: 56 },
      ]),
    ).toThrow(
      'target "T1" of patient "P1" has no viable diameter at baseline (day 0): complete it, or make the lesion non-target',
    );
  });

  test.each([
    ["perpendicular", { viable: 20, perpendicular: 0 }, "viable 20 mm"],
    ["totalPerpendicular", { viable: 20, total: 25, totalPerpendicular: 0 }, "total 25 mm"],
    ["shortAxis", { site: "lymph-node", total: 25, shortAxis: 0 }, "total 25 mm"],
  ] as const)("%s of 0 across a diameter above 0", (name, sizes, longest) => {
    const rows = [0, 56].map((day) => ({ ...base, ...(day === 0 ? { viable: 20 } : { viable: null, ...sizes }), day }));
    expect(() => assessResponse({ patient: "P1", measurements: rows as never }, { criteria: "mrecist" })).toThrow(
      `on day 56 (row 1): ${name} 0 mm with ${longest} is no lesion: leave out what was not measured`,
    );
  });

  test("centimeters: the largest target below 3 mm", () => {
    expect(() => table([2.4, 1.2].map((viable, i) => ({ ...base, day: 56 * i, viable })))).toThrow(
      'the largest target lesion of patient "P1" measures 2.4 mm at baseline (day 0), targets at least 10: give millimeters, not centimeters',
    );
  });

  test("more than five targets, more than two in an organ: a warning, with strict an error", () => {
    const many = (count: number, sites: readonly string[]) =>
      Array.from({ length: count }, (_, i) =>
        [0, 56].map((day) => ({ ...base, day, lesion: `T${i}`, total: 50, site: sites[i % sites.length] })),
      ).flat();
    const six = many(6, ["liver", "lung", "bone"]);
    const three = many(3, ["liver"]);
    expect(table(six)[0]!.warnings.map(({ message }) => message)).toEqual([
      "6 target lesions: the criteria take 5 at most",
    ]);
    expect(() => table(six, { strict: true })).toThrow(
      'patient "P1" has 6 target lesions: the criteria take 5 at most: make the others non-target',
    );
    expect(table(three)[0]!.warnings.map(({ message }) => message)).toEqual([
      "3 target lesions in one organ (liver): the criteria take 2 at most",
    ]);
    expect(() => table(three, { strict: true })).toThrow(
      'patient "P1" has 3 target lesions in one organ (liver): the criteria take 2 at most: make the others non-target',
    );
  });

  test("two days of death", () => {
    expect(() => table(later({}).map((row, i) => ({ ...row, death: 70 + i })))).toThrow(
      'deathDay of patient "P1" is 71 at row 1, but 70 before: keep one',
    );
  });

  test("a lesion merged with none", () => {
    expect(() => table(later({ viable: null, mergedInto: "T9" }))).toThrow(
      'target "T1" of patient "P1" is merged on day 56 into "T9", which is no other lesion: name one',
    );
  });
});

describe("one patient, from untyped data", () => {
  test.each([
    ["day", Number.NaN, "day is NaN: give the day of the visit as a whole number"],
    ["day", "56", 'day is "56": give the day of the visit as a whole number'],
    ["day", null, "day is null: give the day of the visit as a whole number"],
    ["day", 55.5, "day is 55.5: give whole days, rounded by a rule of your own"],
    ["viable", "30", 'viable is "30": give millimeters as a number'],
    ["viable", Number.POSITIVE_INFINITY, "viable is Infinity: give millimeters"],
    ["enhancing", "true", 'enhancing is "true": give true, false or null'],
  ])("%s %s", (column, value, message) => {
    const run = () => one({ [column]: value });
    expect(run).toThrow(`lesion "T1" of patient "P1" on day ${column === "day" ? value : 56} (row 1): ${message}`);
    expect(run).toThrow(expect.objectContaining({ column, row: 1 }));
  });

  test.each(["70", 70.5, Number.NaN])("deathDay %s", (deathDay) => {
    const found = typeof deathDay === "string" ? JSON.stringify(deathDay) : deathDay;
    expect(() => one({}, { deathDay })).toThrow(
      `deathDay of patient "P1" is ${found}: give a whole number of days, or leave it out`,
    );
  });

  test("NaN is a missing diameter, which is not evaluable and never 0", () => {
    expect(one({ viable: Number.NaN }).visits[0]).toMatchObject({ target: "NE", sum: null });
  });
});

describe("criteria and options are named, not guessed", () => {
  test.each(["mrecist-2020", "mRECIST", "recist"])("criteria %s", (criteria) => {
    expect(() => table(later({}), { criteria })).toThrow(
      `criteria is "${criteria}": give one of "mrecist", "recist-1.1", "easl", "irecist", "tki-i", "who"`,
    );
  });
  test("an option that is text, or not known", () => {
    expect(() => table(later({}), { options: { pdAbsMm: "5" } })).toThrow('pdAbsMm is "5": give a number of 0 or more');
    expect(() => table(later({}), { options: { pdAbs: 5 } })).toThrow(
      'options has no option "pdAbs": the options are ',
    );
  });
});

describe("laboratory values in another unit (response-rules.md 3.3: g/L against g/dL)", () => {
  const row = { bilirubin: 20, albumin: 4.1, inr: 1.1, ascites: "none", encephalopathy: 0, afp: 20, size: 5 };
  const albumin = (unit: string) => ({ channel: "albumin", unit });
  const bilirubin = (unit: string) => ({ channel: "bilirubin", unit });
  const child = (value: number, unit: string) =>
    childPugh([{ ...row, albumin: value }], {
      bilirubin: bilirubin("umol/L"),
      albumin: albumin(unit),
      inr: { channel: "inr", unit: "ratio" },
      ascites: "ascites",
      encephalopathy: "encephalopathy",
    } as never);
  const hap = (value: number, unit: string) =>
    hapScore([{ ...row, albumin: value }], {
      albumin: albumin(unit),
      bilirubin: bilirubin("umol/L"),
      afp: { channel: "afp", unit: "ug/L" },
      largestTumor: { channel: "size", unit: "cm" },
    } as never);

  test("albumin of 4.1 g/L and of 41 g/dL cannot be", () => {
    const low = 'albumin is 4.1 g/L at row 0, which cannot be (10 to 70): correct it, or give the unit "g/dL"';
    const high = 'albumin is 41 g/dL at row 0, which cannot be (1 to 7): correct it, or give the unit "g/L"';
    const score = (value: number, unit: string) =>
      albi([{ ...row, albumin: value }], { bilirubin: bilirubin("umol/L"), albumin: albumin(unit) } as never);
    for (const of of [score, child, hap]) {
      expect(() => of(4.1, "g/L")).toThrow(low);
      expect(() => of(41, "g/dL")).toThrow(high);
    }
  });

  test("a unit that there is not, and none", () => {
    expect(() => child(41, "g/l")).toThrow('the unit of albumin is "g/l": give "g/L" or "g/dL"');
    expect(() => albi([row], { bilirubin: bilirubin("umol/L"), albumin: "albumin" } as never)).toThrow(
      'albumin is no quantity: give { channel, unit: "g/L" or "g/dL" }',
    );
  });
});
