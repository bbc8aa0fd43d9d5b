import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assessResponse, assessResponses, criteriaProfile, type LevelMeaning, type Measurement } from "../src/index.js";
import { CHANNELS } from "./channels.js";
import { course, freeze } from "./helpers.js";
import { measurements, profileOf } from "./oracle-courses.js";

const portal = (rank: number): LevelMeaning => ({ tree: "portal", rank });
const hepatic = (rank: number): LevelMeaning => ({ tree: "hepatic", rank });
const CHENG = freeze({ I: portal(1), II: portal(2), III: portal(3), IV: portal(4) });
const cheng = freeze(criteriaProfile("tki-i", { name: "Cheng", levels: CHENG }));

const clot = (...levels: (string | null)[]) =>
  course(
    "V1",
    "thrombus",
    levels.map((level) => ({ viable: 20, level })),
  );
const last = (rows: readonly Measurement[], criteria = cheng) => {
  const visit = assessResponse(freeze({ patient: "P1", measurements: rows }), { criteria }).visits.at(-1)!;
  return [visit.thrombus, visit.trace.find(({ component }) => component === "thrombus")!.text];
};

describe("levels of a thrombus in words of one's own (section 2.4, 7)", () => {
  test("Cheng types I < II < III < IV: more proximal is PD, more peripheral PR, the same SD", () => {
    const words = Object.keys(CHENG);
    words.forEach((before, i) => {
      words.forEach((now, j) => {
        expect(last(clot(before, now))[0]).toBe(j > i ? "PD" : j < i ? "PR" : "SD");
      });
    });
  });

  test("the trace says the words of the table, and where there is no thrombus the vein", () => {
    expect(last(clot("II", "III"))[1]).toBe("PD: III is more proximal than II");
    expect(last(clot("III", "I"))[1]).toBe("PR: I is more peripheral than III");
    const both = criteriaProfile("tki-i", { levels: { ...CHENG, IVC: hepatic(9) } });
    expect(last(clot("II", "IVC"), both)[1]).toBe("PD: IVC is more proximal than no thrombus in the hepatic vein");
    expect(last(clot("Vp2", "Vv1"), criteriaProfile("tki-i"))[1]).toBe(
      "PD: Vv1 is more proximal than no thrombus in Vv",
    );
    const main = criteriaProfile("tki-i", { levels: { main: portal(4), left: portal(3), right: portal(3) } });
    expect(last(clot("right", "main"), main)[1]).toBe("PD: main is more proximal than left");
  });

  test("without a site the tree of the word says where a lesion is", () => {
    const levels = { inferior: hepatic(3), main: portal(4) };
    const sites = ["inferior", "main"].map(
      (level) =>
        assessResponse(
          {
            measurements: [
              ...course("T1", "target", [40, 40]),
              ...course("X", "new", [undefined, { viable: 9, level }]),
            ],
          },
          { criteria: "mrecist", options: { levels } },
        ).newLesions[0]!.site,
    );
    expect(sites).toEqual(["hepatic-vein", "portal-vein"]);
  });

  test("a word that the map has not is refused with patient, lesion, day, row and the words allowed", () => {
    expect(() => last(clot("II", "Vp3"))).toThrow(
      'lesion "V1" of patient "P1" on day 50 (row 1): level is "Vp3": give one of I, II, III, IV',
    );
    expect(() => assessResponses(clot("II", "toString"), { ...CHANNELS, criteria: cheng })).toThrow(
      expect.objectContaining({ code: "unknown-level", column: "level", row: 1 }),
    );
    expect(() => last(clot(3 as never), criteriaProfile("tki-i", { levels: { 3: portal(3) } }))).toThrow(
      "level is 3: give",
    );
  });

  test("the map comes from a profile or an option, prints as JSON and is checked when it comes back", () => {
    expect(JSON.parse(JSON.stringify(cheng))).toEqual(cheng);
    const measurements = clot("IV", "IV");
    const { options } = assessResponse({ measurements }, { criteria: "tki-i", options: { levels: CHENG } });
    expect(options.levels).toEqual(CHENG);
    expect(criteriaProfile("mrecist").levels).toEqual({
      ...{ Vp1: portal(1), Vp2: portal(2), Vp3: portal(3), Vp4: portal(4) },
      ...{ Vv1: hepatic(1), Vv2: hepatic(2), Vv3: hepatic(3) },
    });
  });

  test.each<[string, unknown, string]>([
    ["without words", {}, "levels has no words"],
    ["that is null", null, "levels is null"],
    ["that is a text", "Cheng", 'levels is "Cheng"'],
    ["that is a list", [portal(1)], "levels is a list"],
    ["with a rank of 0", { I: portal(0) }, 'rank of levels of "I" is 0: give a whole number from 1'],
    ["with a fractional rank", { I: portal(1.5) }, "is 1.5: give a whole number from 1"],
    ["with a rank of 10", { I: portal(10) }, "is 10: give a whole number from 1, most peripheral, to 9"],
    ["with an unknown tree", { I: { tree: "arterial", rank: 1 } }, 'tree of levels of "I" is "arterial"'],
    ["with a word that means a number", { I: 1 }, 'levels of "I" is 1: give tree and rank'],
    ["with a word that means null", { I: null }, 'levels of "I" is null: give tree and rank'],
    ["with a further field", { I: { ...portal(1), side: "left" } }, 'levels of "I" have "side"'],
  ])("a map %s is refused", (_, levels, text) => {
    const refused = () => criteriaProfile("tki-i", { levels: levels as never });
    expect(refused).toThrow(text);
    expect(refused).toThrow(expect.objectContaining({ name: "HccInputError", code: "option", column: "levels" }));
  });

  test("other words with other ranks in the same order change no response", () => {
    const words: Readonly<Record<string, string>> = freeze({
      ...{ Vp1: "I", Vp2: "II", Vp3: "III", Vp4: "IV", Vv1: "peripheral", Vv2: "major", Vv3: "cava" },
    });
    const levels = freeze({
      ...{ I: portal(2), II: portal(3), III: portal(7), IV: portal(9) },
      ...{ cava: hepatic(6), peripheral: hepatic(1), major: hepatic(4) },
    });
    fc.assert(
      fc.property(measurements, profileOf("tki-i"), (rows, profile) => {
        const of = (own: readonly Measurement[], criteria: typeof profile) => {
          const { options: _, ...result } = assessResponse({ measurements: freeze(own) }, { criteria, trace: false });
          return result;
        };
        const renamed = rows.map((row) => ({ ...row, level: row.level == null ? null : words[row.level]! }));
        expect(of(renamed, { ...profile, levels })).toEqual(of(rows, profile));
      }),
      { numRuns: 1000, seed: 9 },
    );
  });
});
