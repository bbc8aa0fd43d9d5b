import { kappa, mcNemar } from "@hcc/stats";
import { describe, expect, test } from "vitest";
import {
  assessResponse,
  assessResponses,
  type Measurement,
  type PatientResponse,
  type ResponseSensitivitySpec,
  responseAgreement,
  responseDurations,
  responseSensitivity,
  thresholdDistances,
} from "../src/index.js";
import { assess, course, freeze } from "./helpers.js";

const patient = (name: string, sizes: readonly (number | null)[], options = {}): PatientResponse =>
  assessResponse(
    freeze({ patient: name, measurements: course("T1", "target", sizes) }),
    freeze({ criteria: "mrecist", options }),
  );

describe("the distance to the nearest threshold", () => {
  test("is of the sum to 0.7 baseline and 1.2 nadir, at least 5 mm above it under RECIST 1.1", () => {
    const sizes = [40, 29, 22];
    const of = (criteria: "mrecist" | "recist-1.1") =>
      thresholdDistances(
        assess(
          course(
            "T1",
            "target",
            sizes.map((it) => ({ viable: it, total: it })),
          ),
          criteria,
        ),
      ).map(({ toPartialResponse, toProgression, nearest, distance }) => [
        toPartialResponse,
        toProgression,
        nearest,
        distance,
      ]);
    expect(of("mrecist")).toEqual([
      [1, -19, "partial-response", 1],
      [-6, -12.8, "partial-response", 6],
    ]);
    expect(of("recist-1.1")[1]).toEqual([-6, -12.8, "partial-response", 6]);
    const small = assess(course("T1", "target", [{ total: 12 }, { total: 13 }]), "recist-1.1");
    expect(thresholdDistances(small)[0]).toMatchObject({ toProgression: -4, nearest: "progression", distance: 4 });
  });

  test("has the sign of the response: at the limit it is 0", () => {
    expect(thresholdDistances(patient("P", [14, 9.8]))[0]).toMatchObject({ target: "PR", toPartialResponse: 0 });
    expect(thresholdDistances(patient("P", [10, 12]))[0]).toMatchObject({
      target: "PD",
      toProgression: 0,
      relative: 0,
    });
  });

  test("is not given for complete response and after it, nor where a target was not measured", () => {
    expect(thresholdDistances(patient("P", [40, 0, 3, null])).map(({ distance }) => distance)).toEqual([
      null,
      null,
      null,
    ]);
    expect(thresholdDistances(patient("P", [40, null]))[0]).toMatchObject({ sum: null, nearest: null });
  });
});

describe("duration of response", () => {
  const responses = [
    patient("A", [40, 25, 20, 26]),
    patient("B", [40, 39]),
    patient("C", [40, 30, 28, 27, null]),
    patient("D", [40, 48, 10]),
    patient("E", [40, 20]),
  ];

  test("begins with the first CR or PR before progression and ends with PD, else with the last evaluable visit", () => {
    const { timeToResponse, duration, responders } = responseDurations(responses);
    expect(timeToResponse).toEqual([50, null, 100, null, 50]);
    expect([...duration!.event]).toEqual([1, -1, 0, -1, 0]);
    expect([duration!.days[0], duration!.days[2], duration!.days[4]]).toEqual([100, 50, 0]);
    expect(responders).toBe(3);
  });

  test("ends with death, where it is given", () => {
    const death = (response: PatientResponse) => (response.patient === "C" ? 190 : null) as number;
    const { duration } = responseDurations(responses, { death });
    expect([duration!.event[2], duration!.days[2], duration!.reason[2]]).toEqual([1, 90, "death"]);
  });

  test("begins with the first confirmed response, where confirmation is asked for", () => {
    const options = { confirmDays: 28 };
    const { timeToResponse } = responseDurations([
      patient("A", [40, 27, 29, 20, 20], options),
      patient("B", [40, 20], options),
    ]);
    expect(timeToResponse).toEqual([150, null]);
    expect(responseDurations([patient("B", [40, 39])])).toMatchObject({ timeToResponse: [null], duration: null });
  });
});

describe("agreement of two readings", () => {
  const first = [patient("A", [40, 20]), patient("B", [40, 39]), patient("C", [40, 60]), patient("D", [40, 10])];
  const second = [patient("D", [40, 39]), patient("C", [40, 60]), patient("B", [40, 39]), patient("A", [40, 20])];

  test("is kappa of the cross-table of the patients whom both have, in any order", () => {
    const result = responseAgreement(first, [...second, patient("E", [40, 1])]);
    const table = [
      [1, 1, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    expect([result.n, result.agreed, result.categories, result.table]).toEqual([4, 3, ["PR", "SD", "PD"], table]);
    expect(result.kappa).toEqual(kappa(table));
    expect(result.discordant).toEqual([{ patient: "D", first: "PR", second: "SD" }]);
    expect(result.unpaired).toEqual(["E"]);
    expect(result.names).toEqual(["first", "second"]);
    const objective = [
      [1, 1],
      [0, 2],
    ];
    expect(result.objectiveResponse.table).toEqual(objective);
    expect(result.objectiveResponse.mcNemar).toEqual(mcNemar(objective));
  });

  test("exchanging the two transposes the table", () => {
    const a = responseAgreement(first, second);
    const b = responseAgreement(second, first);
    expect(b.table).toEqual(a.table.map((_, i) => a.table.map((row) => row[i])));
    expect(b.kappa).toEqual(a.kappa);
  });

  test("of criteria carries their names", () => {
    const recist = assessResponse(
      { patient: "A", measurements: course("T1", "target", [{ total: 40 }, { total: 41 }]) },
      { criteria: "recist-1.1" },
    );
    expect(responseAgreement([first[0]!], [recist]).names).toEqual(["mrecist", "recist-1.1"]);
  });

  test("refuses a patient twice, and no common patient", () => {
    const error = (code: string) => expect.objectContaining({ name: "HccInputError", code });
    expect(() => responseAgreement([first[0]!, first[0]!], second)).toThrow(error("duplicate"));
    expect(() => responseAgreement(first, [patient("Z", [40, 40])])).toThrow(error("empty-data"));
    expect(() => responseAgreement(first, second, { component: "thrombus" })).toThrow(error("empty-data"));
  });
});

describe("sensitivity to errors of measurement", () => {
  const table = (name: string, arm: string, rows: readonly Measurement[]) =>
    rows.map((row) => ({ id: name, arm, ...row }));
  const rows = freeze([
    ...table("A", "x", course("T1", "target", [40, 28.5, 30])),
    ...table("B", "x", course("T1", "target", [40, 8])),
    ...table("C", "y", course("T1", "target", [40, 0])),
    ...table("D", "y", course("T1", "target", [40, 41, null])),
  ]);
  const spec: ResponseSensitivitySpec<(typeof rows)[number]> = {
    patient: "id",
    day: "day",
    lesion: "lesion",
    role: "role",
    viable: "viable" as never,
    criteria: "mrecist",
    simulations: 400,
  };

  test("without error every simulation is the assessment itself", () => {
    const none = responseSensitivity(rows, { ...spec, error: { baselineLogSd: 0, followUpLogSd: 0 }, by: "arm" });
    const assessed = assessResponses(rows, { ...spec, simulations: undefined } as never);
    for (const [i, { best, bestShares, visits }] of none.patients.entries()) {
      expect(best).toBe(assessed[i]!.best.overall);
      expect(bestShares).toEqual({ [best!]: 1 });
      expect(visits.map(({ shares }) => shares)).toEqual(assessed[i]!.visits.map(({ overall }) => ({ [overall]: 1 })));
    }
    expect(none.groups).toEqual([
      { group: "x", n: 2, orr: rate(0.5), dcr: rate(1) },
      { group: "y", n: 2, orr: rate(0.5), dcr: rate(1) },
    ]);
  });
  const rate = (value: number) => ({ observed: value, mean: value, lower: value, upper: value });

  test("shares are those of the law: of one ratio of two log-normal diameters", () => {
    const error = { baselineLogSd: 0.1, followUpLogSd: 0.1 };
    const { patients } = responseSensitivity(rows, { ...spec, simulations: 20_000, error });
    // P(log ratio + sqrt(0.02) Z <= log 0.7), and 1.2 for progression; Monte Carlo error 0.0035.
    const sd = Math.sqrt(0.02);
    const share = patients[0]!.visits[0]!.shares;
    expect(Math.abs(share.PR! - normal((Math.log(0.7) - Math.log(28.5 / 40)) / sd))).toBeLessThan(0.015);
    expect(Math.abs((share.PD ?? 0) - (1 - normal((Math.log(1.2) - Math.log(28.5 / 40)) / sd)))).toBeLessThan(0.015);
  });

  test("what is gone stays gone, what is not evaluable stays so", () => {
    const { patients } = responseSensitivity(rows, spec);
    expect(patients[2]!.bestShares).toEqual({ CR: 1 });
    expect(patients[3]!.visits[1]!.shares).toEqual({ NE: 1 });
  });

  test("the seed decides, and the order of the rows does not matter", () => {
    expect(responseSensitivity(rows, { ...spec, seed: 4 })).toEqual(responseSensitivity(rows, { ...spec, seed: 4 }));
    expect(responseSensitivity(rows, { ...spec, seed: 4 })).not.toEqual(
      responseSensitivity(rows, { ...spec, seed: 5 }),
    );
  });

  test.each<[string, object, string]>([
    ["a spread below 0", { error: { followUpLogSd: -0.1 } }, "followUpLogSd"],
    ["no simulation", { simulations: 0 }, "simulations"],
    ["two groups of one patient", { by: (row: { day: number }) => (row.day > 0 ? "x" : "y") }, "by"],
    ["an unknown option", { sd: 0.2 }, "sd"],
  ])("%s is refused", (_, more, column) => {
    expect(() => responseSensitivity(rows, { ...spec, ...more } as never)).toThrow(
      expect.objectContaining({ name: "HccInputError", column }),
    );
  });
});

/** Normal distribution function, by Abramowitz and Stegun 26.2.17 (7.5e-8). */
function normal(x: number): number {
  if (x < 0) return 1 - normal(-x);
  const t = 1 / (1 + 0.2316419 * x);
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * poly;
}
