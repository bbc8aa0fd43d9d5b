import { expect, test } from "vitest";
import {
  compareSurvival,
  confidenceBand,
  cumulativeIncidence,
  followUp,
  incidenceAt,
  incidenceQuantile,
  kaplanMeier,
  landmark,
  logRankHazardRatio,
  maxCombo,
  numberAtRisk,
  reconstructSurvival,
  requiredSubjects,
  restrictedMean,
  riskTableRows,
  survivalAt,
  survivalQuantile,
  timeToEvent,
} from "../src/index.js";

const result = kaplanMeier({ t: [2, 5, 9, 12], d: [1, 0, 1, 0] }, { time: "t", event: "d" });
const curve = result.curves[0]!;
const error = (code: string, column: string): object =>
  expect.objectContaining({ name: "HccInputError", code, column });

test.each([result, result.curves, null, undefined, "curve"])("questions are put to one curve, not to %j", (wrong) => {
  for (const question of [
    () => survivalAt(wrong as never, [5]),
    () => numberAtRisk(wrong as never, [5]),
    () => restrictedMean(wrong as never, { tau: 5 }),
    () => survivalQuantile(wrong as never, 0.5),
  ]) {
    expect(question).toThrow(error("option", "curve"));
  }
});

test.each([12, "12", null, undefined, { 0: 12 }])("times are a list: %j", (times) => {
  expect(() => survivalAt(curve, times as never)).toThrow(error("option", "times"));
  expect(() => numberAtRisk(curve, times as never)).toThrow(error("option", "times"));
});

test("a name cannot be both an event and a reason of censoring", () => {
  const data = [{ day0: 0, end: 30, seen: 50 }];
  const spec = { origin: "day0", event: { death: "end" }, censoring: { death: "seen" } } as const;
  expect(() => timeToEvent(data, spec)).toThrow(error("duplicate", "censoring"));
});

const cause = { channel: "d", event: [1], competing: [2], censored: [0] } as const;
const incidence = cumulativeIncidence({ t: [2, 5, 9, 12], d: [1, 0, 2, 0] }, { time: "t", cause }).curves[0]!;

test("a survival curve is not taken for a cumulative incidence, nor the other way round", () => {
  for (const question of [
    () => incidenceAt(curve as never, [5]),
    () => incidenceQuantile(curve as never, 0.5),
    () => survivalAt(incidence as never, [5]),
    () => survivalQuantile(incidence as never, 0.5),
    () => restrictedMean(incidence as never, { tau: 5 }),
    () => confidenceBand(incidence as never, { type: "hall-wellner" }),
  ]) {
    expect(question).toThrow(error("option", "curve"));
  }
  expect(Array.from(numberAtRisk(incidence, [0, 5]))).toEqual([4, 3]);
});

test("a table of numbers at risk is made of a result, not of one curve", () => {
  expect(() => riskTableRows(curve as never, [5])).toThrow(error("option", "curves"));
});

test("hazard ratios are made of a log-rank test", () => {
  expect(() => logRankHazardRatio(result as never)).toThrow(error("option", "test"));
});

test("variants of the lower limits are refused where there are none", () => {
  const lower = { confidence: { lower: "peto" } } as never;
  const data = { t: [2, 5, 9, 12], d: [1, 0, 1, 0], g: ["a", "a", "b", "b"] };
  const spec = { time: "t", event: "d" } as const;
  for (const call of [
    () => cumulativeIncidence(data, { time: "t", cause, ...(lower as object) }),
    () => followUp(data, { ...spec, ...(lower as object) }),
    () => compareSurvival(data, { ...spec, by: "g", times: [5], ...(lower as object) }),
  ]) {
    expect(call).toThrow(error("option", "lower"));
  }
  expect(kaplanMeier(data, { ...spec, ...(lower as object) }).curves[0]!.confidence.lower).toBe("peto");
});

test("weightings of maxCombo are a list", () => {
  const data = { t: [2, 5, 9, 12], d: [1, 0, 1, 0], g: ["a", "a", "b", "b"] };
  const wrong = { time: "t", event: "d", by: "g", weightings: "logrank" as never } as const;
  expect(() => maxCombo(data, wrong)).toThrow(error("option", "weightings"));
});

test("a subject of a landmark analysis enters before its end", () => {
  const data = { t: [3, 8], d: [1, 1], from: [5, 2] };
  expect(() => landmark(data, { time: "t", event: "d", entry: "from", at: 6 })).toThrow(error("option", "time"));
});

test("numbers are not given as text", () => {
  expect(() => survivalQuantile(curve, "0.5" as never)).toThrow(error("option", "p"));
  const points = { t: [2, 5], s: [0.9, 0.5] };
  const spec = { time: "t", survival: "s", atRisk: [{ time: 0, n: 20 }], precision: "0.1" as never } as const;
  expect(() => reconstructSurvival(points, spec)).toThrow(error("option", "precision"));
});

test.each([null, 0.1, { share: 0.1, until: 12 }])("losses to follow-up are a share by a time, not %j", (dropout) => {
  const plan = { hazardRatio: 0.5, controlMedian: 12, accrual: 12, followUp: 12, dropout: dropout as never };
  expect(() => requiredSubjects(plan)).toThrow(expect.objectContaining({ name: "HccInputError", code: "option" }));
});

test.each([1e-300, 1e300])("a sampling weight of %g, whose square is none, is refused", (weight) => {
  const data = { t: [2, 5, 9, 12], d: [1, 0, 1, 0], w: [1, weight, 0, 1] };
  const wrong = { time: "t", event: "d", weights: "w", weightType: "sampling" } as const;
  expect(() => kaplanMeier(data, wrong)).toThrow(
    expect.objectContaining({ code: "weight", column: "weights", row: 1 }),
  );
});
