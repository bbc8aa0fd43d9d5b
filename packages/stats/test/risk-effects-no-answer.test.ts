import { describe, expect, it } from "vitest";
import { oddsRatio, riskDifference, riskRatio } from "../src/index.js";

describe("what has no answer", () => {
  it("a zero count leaves Wald's ratios without limits, and the reason says so", () => {
    for (const found of [riskRatio(0, 10, 4, 10), oddsRatio(0, 10, 4, 10), oddsRatio(10, 10, 4, 10)]) {
      expect(found).toMatchObject({ lower: null, upper: null, standardError: null, pValue: null });
      expect(found.reason).toContain("a count is 0");
    }
    expect(riskRatio(0, 10, 4, 10).estimate).toBe(0);
    expect(riskRatio(4, 10, 0, 10).estimate).toBe(Number.POSITIVE_INFINITY);
    expect(riskRatio(0, 10, 0, 10).estimate).toBeNull();
  });

  it("without any event every ratio is as likely", () => {
    const nothing = { estimate: null, lower: 0, upper: Number.POSITIVE_INFINITY, pValue: null };
    expect(riskRatio(0, 10, 0, 20, { method: "miettinen-nurminen" })).toMatchObject(nothing);
    expect(oddsRatio(0, 10, 0, 20, { method: "miettinen-nurminen" })).toMatchObject(nothing);
    expect(oddsRatio(10, 10, 20, 20, { method: "exact" })).toMatchObject({ ...nothing, pValue: 1 });
  });

  it("Wald's difference of 0 % and 100 % has no width and no P", () => {
    expect(riskDifference(10, 10, 0, 10, { method: "wald" })).toMatchObject({ lower: 1, upper: 1, pValue: null });
  });

  it.each([
    [() => riskDifference(3, 2, 1, 2), /x1 is 3 of 2/],
    [() => riskRatio(1, 2, 1.5, 2), /x2 is 1.5 of 2/],
    [() => oddsRatio(1, 2, 1, 0), /n2 is 0/],
    [() => oddsRatio(1, 2, 1, 2, { level: 95 }), /level is 95/],
    [() => riskDifference(1, 2, 1, 2, { method: "score" as "wald" }), /method is "score": give one of "newcombe"/],
    [() => riskRatio(1, 2, 1, 2, { confidence: 0.9 } as object), /riskRatio has no option "confidence"/],
    [() => oddsRatio(4e12, 9e12, 4e12, 9e12, { method: "exact" }), /the tables with these margins are too many/],
  ])("%# is refused", (call, message) => {
    expect(call).toThrowError(message);
  });
});
