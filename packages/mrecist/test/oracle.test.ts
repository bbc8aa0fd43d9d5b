import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assessResponse } from "../src/assess-response.js";
import type { PatientResponse } from "../src/index.js";
import { freeze } from "./helpers.js";
import { oracle } from "./oracle.js";
import { fitting, measurements, NAMED, profileOf, withBlandTarget } from "./oracle-courses.js";

const answersOf = ({ visits, newLesions, best, firstProgressionDay, lastAssessmentDay }: PatientResponse) => ({
  visits: visits.map(({ day, target, nonTarget, newLesion, thrombus, intrahepatic, overall, immune }) => ({
    day,
    target,
    nonTarget,
    newLesion,
    thrombus,
    intrahepatic,
    overall,
    immune,
  })),
  newLesions: newLesions.map(({ lesion, firstDetectedDay, criteriaMetDay }) => ({
    lesion,
    firstDetectedDay,
    criteriaMetDay,
  })),
  best,
  firstProgressionDay,
  lastAssessmentDay,
});

describe("the rules written a second time, in exact fractions, give every answer of the engine", () => {
  test.each(NAMED)("%s, as published and with fields overridden", (name) => {
    fc.assert(
      fc.property(measurements, profileOf(name), (rows, profile) => {
        const own = freeze(withBlandTarget(profile, fitting(name, rows)));
        const engine = assessResponse({ measurements: own }, { criteria: profile, trace: false });
        expect(answersOf(engine)).toEqual(oracle(own, profile));
      }),
      { numRuns: 1500, seed: 6 },
    );
  });
});
