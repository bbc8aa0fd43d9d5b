import { expect } from "vitest";
import type { GroupContrast, SurvivalComparison } from "../src/index.js";
import { expectClose, expectLogP } from "./reference.js";

interface Estimated {
  readonly estimate: number;
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
  readonly logP: number | null;
}
interface Tested {
  readonly statistic: number | null;
  readonly df: number;
  readonly logP: number | null;
}
/** Contrasts and tests of all groups as R gives them, at each time and of the means. */
export interface ContrastReference {
  readonly differences: readonly (readonly Estimated[])[];
  readonly logLog: readonly (readonly Estimated[])[];
  readonly ratios: readonly (readonly Estimated[])[];
  readonly meanDifferences: readonly Estimated[];
  readonly meanRatios: readonly Estimated[];
  readonly lostRatios: readonly Estimated[];
  readonly tests: readonly Tested[];
  readonly logLogTests: readonly Tested[];
  readonly meanTest: Tested;
}

function expectContrast(actual: GroupContrast | null, expected: Estimated): void {
  const scale = expected.standardError;
  expectClose(actual!.estimate, expected.estimate, scale);
  expectClose(actual!.standardError, expected.standardError);
  expectClose(actual!.lower, expected.lower, scale);
  expectClose(actual!.upper, expected.upper, scale);
  if (expected.logP === null) expect(actual!.pValue).toBe(null);
  else expectLogP(actual!.pValue!, expected.logP);
}

function expectTest(actual: { statistic: number | null; df: number; pValue: number | null }, expected: Tested): void {
  expect(actual.df).toBe(expected.df);
  if (expected.statistic === null) expect([actual.statistic, actual.pValue]).toEqual([null, null]);
  else {
    expectClose(actual.statistic, expected.statistic);
    expectLogP(actual.pValue!, expected.logP!);
  }
}

/** Compares a result of the method "delta", and one of "log-log", with the reference. */
export function expectContrasts(
  found: SurvivalComparison,
  other: SurvivalComparison,
  expected: ContrastReference,
): void {
  expected.differences.forEach((differences, i) => {
    differences.forEach((each, g) => {
      expectContrast(found.differences[g]!.survival[i]!, each);
      expectContrast(other.differences[g]!.survival[i]!, expected.logLog[i]![g]!);
      expectContrast(found.ratios[g]!.survival[i]!, expected.ratios[i]![g]!);
    });
    expectTest(found.tests.survival[i]!, expected.tests[i]!);
    expectTest(other.tests.survival[i]!, expected.logLogTests[i]!);
  });
  expected.meanDifferences.forEach((each, g) => {
    expectContrast(found.differences[g]!.restrictedMean, each);
    expectContrast(found.ratios[g]!.restrictedMean, expected.meanRatios[g]!);
    expectContrast(found.ratios[g]!.restrictedMeanLost, expected.lostRatios[g]!);
  });
  expectTest(found.tests.restrictedMean!, expected.meanTest);
}
