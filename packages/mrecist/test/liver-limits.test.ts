import { describe, expect, test } from "vitest";
import {
  albi,
  bclc,
  childPugh,
  hapScore,
  sixAndTwelve,
  type TaceSession,
  taceRefractoriness,
  upToSeven,
} from "../src/index.js";
import { freeze, session } from "./helpers.js";

/** Limits that mutation testing found untested. */
const refused = (code: string, column: string): object =>
  expect.objectContaining({ name: "HccInputError", code, column });

describe("ALBI exactly at its limits, reached in binary64 by these values of albumin", () => {
  const at = (bilirubin: number, albumin: number) => {
    const { score, grade, modifiedGrade } = albi(freeze([{ bilirubin, albumin }]), {
      bilirubin: { channel: "bilirubin", unit: "umol/L" },
      albumin: { channel: "albumin", unit: "g/L" },
      albuminCoefficient: 0.085,
    });
    return [score[0], grade[0], modifiedGrade[0]];
  };
  test("-2.60 is grade 1, -2.270 is 2b, -1.39 is grade 2 (Johnson 2015, Hiraoka 2017)", () => {
    expect(at(1, 30.588235294117645)).toEqual([-2.6, "1", "1"]);
    expect(at(1, 26.705882352941174)).toEqual([-2.27, "2", "2b"]);
    expect(at(1, 16.352941176470587)).toEqual([-1.39, "2", "2b"]);
  });
  test("a hundredth beyond them is the next grade", () => {
    expect([30.5, 26.8, 26.6, 16.4, 16.3].map((albumin) => at(1, albumin)[2])).toEqual(["2a", "2a", "2b", "2b", "3"]);
    expect([26.75, 26.65].map((albumin) => at(1, albumin)[2])).toEqual(["2a", "2b"]);
  });
});

const patient = {
  ...{ bili: 1, alb: 40, inr: 1, afp: 1, n: 1, cm: 2 },
  ...{ ascites: "none" as const, enc: 0, ecog: 0, cp: "A" as const, no: false },
};

describe("grades outside their range are refused", () => {
  test("encephalopathy below 0 and between grades; 4 is the last", () => {
    const of = (enc: number) =>
      childPugh(freeze([{ ...patient, enc }]), {
        bilirubin: { channel: "bili", unit: "mg/dL" },
        albumin: { channel: "alb", unit: "g/L" },
        inr: { channel: "inr", unit: "ratio" },
        ascites: "ascites",
        encephalopathy: "enc",
      });
    for (const enc of [-1, 1.5, 5]) expect(() => of(enc)).toThrow(refused("unknown-level", "encephalopathy"));
    expect([of(4).score[0], of(4).version]).toEqual([7, 1]);
  });

  test("performance status below 0 and between grades; 4 is the last", () => {
    const of = (ecog: number) =>
      bclc(freeze([{ ...patient, ecog }]), {
        ecog: "ecog",
        childPugh: "cp",
        macrovascularInvasion: "no",
        extrahepaticSpread: "no",
        tumorNumber: "n",
        largestTumor: { channel: "cm", unit: "cm" },
      });
    for (const ecog of [-1, 1.5, 5]) expect(() => of(ecog)).toThrow(refused("unknown-level", "ecog"));
    expect([of(4).stage[0], of(3).stage[0], of(2).stage[0], of(0).version]).toEqual(["D", "D", "C", 1]);
  });
});

test("results say that they are of version 1", () => {
  const tumors = { tumorNumber: "n", largestTumor: { channel: "cm", unit: "cm" } } as const;
  expect([upToSeven([patient], tumors).version, sixAndTwelve([patient], tumors).version]).toEqual([1, 1]);
  const hap = hapScore([patient], {
    albumin: { channel: "alb", unit: "g/L" },
    bilirubin: { channel: "bili", unit: "mg/dL" },
    afp: { channel: "afp", unit: "ng/mL" },
    largestTumor: { channel: "cm", unit: "cm" },
  });
  expect(hap.version).toBe(1);
  const scored = albi([patient], {
    bilirubin: { channel: "bili", unit: "mg/dL" },
    albumin: { channel: "alb", unit: "g/L" },
  });
  expect([scored.version, taceRefractoriness({ sessions: [] }).version]).toEqual([1, 1]);
});

describe("refractoriness to TACE", () => {
  const of = (...sessions: TaceSession[]) => taceRefractoriness(freeze({ sessions }));
  const poor = { viablePercent: 51 };

  test("needs two sessions, and a session is not its own predecessor", () => {
    expect(of(session(0, poor)).refractory).toBe(false);
    expect(of(session(0), session(60, poor)).refractory).toBe(false);
    expect(of(session(0), session(60, poor), session(120, poor))).toMatchObject({ refractory: true, day: 162 });
    expect(of()).toMatchObject({ refractory: false, day: null, reasons: [], warnings: [] });
  });

  test("is dated at the session where its evaluation has no day", () => {
    expect(of(session(0, poor), session(60, { ...poor, evaluationDay: null })).day).toBe(60);
  });

  test("0 % and 100 % viable and an evaluation on the day of the session are possible, less and earlier are not", () => {
    expect(of(session(0, { viablePercent: 0 }), session(60, { viablePercent: 100 })).refractory).toBe(false);
    expect(of(session(10, { evaluationDay: 10 })).warnings.map(({ code }) => code)).toEqual(["evaluation-time"]);
    expect(() => of(session(0, { viablePercent: -0.5 }))).toThrow(refused("option", "viablePercent"));
    expect(() => of(session(0, { viablePercent: Number.NaN }))).toThrow(refused("option", "viablePercent"));
    expect(() => of(session(0, { evaluationDay: Number.POSITIVE_INFINITY }))).toThrow(
      refused("option", "evaluationDay"),
    );
    expect(() => of(session(Number.POSITIVE_INFINITY))).toThrow(refused("option", "day"));
    expect(() => of(session("1" as never))).toThrow(refused("option", "day"));
  });

  test("times of 28 to 93 days after the session are adequate wherever it lies", () => {
    const warned = (after: number) => of(session(1000, { evaluationDay: 1000 + after })).warnings.length;
    expect([27, 28, 93, 94].map(warned)).toEqual([1, 0, 0, 1]);
    expect(of(session(0, { evaluationDay: null })).warnings).toEqual([]);
  });

  test("null says that a finding is not known, of selective it is refused", () => {
    expect(of(session(0, { moreTumors: null, markersRise: null })).warnings).toEqual([]);
    expect(of(session(0, { viablePercent: null })).warnings).toEqual([]);
    expect(of(session(0, { viablePercent: null, moreTumors: null })).warnings.map(({ code }) => code)).toEqual([
      "not-evaluated",
    ]);
    expect(() => of(session(0, { selective: null as never }))).toThrow(refused("option", "selective"));
    expect(() => of(session(0, { markersRise: undefined as never }))).toThrow(refused("option", "markersRise"));
  });
});
