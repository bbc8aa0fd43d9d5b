import { kappa } from "@hcc/stats";
import { describe, expect, test } from "vitest";
import {
  assessResponse,
  type BestResponse,
  type PatientResponse,
  type ResponseOptions,
  responseAgreement,
  responseDurations,
  responseRates,
  thresholdDistances,
} from "../src/index.js";
import { course, freeze } from "./helpers.js";

/** Limits of what is derived from responses that mutation testing found untested. */
const patient = (name: string, sizes: readonly (number | null)[], options: ResponseOptions = {}): PatientResponse =>
  assessResponse(
    freeze({ patient: name, measurements: course("T", "target", sizes) }),
    freeze({ criteria: "mrecist", options }),
  );
const refused = (code: string, text: string): object =>
  expect.objectContaining({ name: "HccInputError", code, message: expect.stringContaining(text) });

describe("the distance to the nearest threshold", () => {
  const of = (sizes: readonly number[], options?: ResponseOptions) =>
    thresholdDistances(patient("P", sizes, options)).at(-1)!;

  test("is that to progression where both are equally near", () => {
    // 0.7 x 40 = 28, 1.2 x 40 = 48.
    expect(of([40, 38])).toMatchObject({ toPartialResponse: 10, toProgression: -10, nearest: "progression" });
    expect(of([40, 37.9])).toMatchObject({ nearest: "partial-response", distance: 9.9 });
  });

  test("is to no progression before there is a nadir", () => {
    const { toProgression, nearest } = of([40, 30], { nadirIncludesBaseline: false });
    expect([toProgression, nearest]).toEqual([null, "partial-response"]);
  });

  test("is measured from a nadir of 1 mm as from any other, and is a share of a sum of 1 mm", () => {
    expect(of([10, 1, 2])).toMatchObject({ toProgression: 0.8, nearest: "progression", distance: 0.8, relative: 0.4 });
    expect(of([10, 1])).toMatchObject({ toPartialResponse: -6, relative: 6 });
  });

  test("is no share of a sum of 0, which is partial response where tumor is seen again later", () => {
    const [first] = thresholdDistances(patient("P", [10, 0, 5], { reclassifyFalseCr: true }));
    expect(first).toMatchObject({ target: "PR", sum: 0, distance: 7, relative: null });
  });
});

describe("duration of response", () => {
  test("is censored at the cut-off, if given", () => {
    const responses = [patient("A", [40, 20, 20, 30])];
    const of = (cutoff?: number) => {
      const { duration } = responseDurations(responses, cutoff === undefined ? {} : { cutoff });
      return [duration!.event[0], duration!.days[0]];
    };
    expect([of(), of(150), of(149)]).toEqual([
      [1, 100],
      [1, 100],
      [0, expect.any(Number)],
    ]);
  });
});

describe("response rates", () => {
  const rows = (arm: string, stage: string, best: BestResponse | null, n = 1) =>
    Array.from({ length: n }, () => ({ arm, stage, best }));
  const rates = (data: readonly { arm: string; stage: string; best: BestResponse | null }[], levels: string[]) =>
    responseRates(freeze(data), { by: "arm", best: "best" as never, strata: "stage", levels }).comparison!.orr;
  const data = [
    ...[
      ...rows("A", "I", "CR", 4),
      ...rows("A", "I", "SD", 3),
      ...rows("A", "II", "CR", 2),
      ...rows("A", "II", "SD", 6),
    ],
    ...[
      ...rows("B", "I", "PR", 1),
      ...rows("B", "I", "SD", 5),
      ...rows("B", "II", "CR", 1),
      ...rows("B", "II", "PD", 7),
    ],
  ];

  test("within strata are those of the two groups that have patients", () => {
    expect(rates(data, ["A", "none", "B"])).toEqual(rates(data, ["A", "B"]));
  });

  test("within strata count complete responses, and not patients without the component", () => {
    const { difference } = rates(data, ["A", "B"]).stratified!;
    // Mantel-Haenszel weights n1 n2 / n: 42/13 and 4.
    const weights = [42 / 13, 4];
    const expected = (weights[0]! * (4 / 7 - 1 / 6) + weights[1]! * (2 / 8 - 1 / 8)) / (weights[0]! + weights[1]!);
    expect(difference.estimate).toBeCloseTo(expected, 12);
    expect(rates([...data, ...rows("A", "I", null, 3)], ["A", "B"])).toEqual(rates(data, ["A", "B"]));
  });

  test("compare groups of one patient each", () => {
    const one = [...rows("A", "I", "PR"), ...rows("B", "I", "SD")];
    expect(rates(one, ["A", "B"])).toMatchObject({ difference: { estimate: 1 } });
    expect(rates(one, ["A", "B"]).stratified).not.toBeNull();
  });
});

describe("agreement of two readings", () => {
  test("has the categories that occur in one of them, and kappa from two on", () => {
    const one = responseAgreement([patient("A", [40, 20])], [patient("A", [40, 39])]);
    expect([one.categories, one.table]).toEqual([
      ["PR", "SD"],
      [
        [0, 1],
        [0, 0],
      ],
    ]);
    const [pr, sd] = [patient("A", [40, 20]), patient("B", [40, 39])];
    expect(responseAgreement([pr, sd], [pr, sd]).kappa).toEqual(
      kappa([
        [1, 0],
        [0, 1],
      ]),
    );
    const same = responseAgreement([pr], [pr]);
    expect([same.categories, same.kappa]).toEqual([["PR"], null]);
  });

  test("counts objective responses of both, of the first alone, of the second alone and of none", () => {
    const of = (sizes: readonly number[]) => sizes.map((mm, i) => patient(`P${i}`, [40, mm]));
    const [yes, no] = [20, 39];
    const result = responseAgreement(
      of([yes, yes, yes, yes, yes, no, no, no, no, no]),
      of([yes, yes, yes, yes, no, yes, yes, no, no, no]),
    );
    expect(result.objectiveResponse.table).toEqual([
      [4, 1],
      [2, 3],
    ]);
  });

  test("refuses readings without a common patient, and says so", () => {
    expect(() => responseAgreement([patient("A", [40, 20])], [patient("B", [40, 20])])).toThrow(
      refused("empty-data", "no patient has the component in both"),
    );
  });
});

test("results say that they are of version 1", () => {
  const responses = [patient("A", [40, 20])];
  expect([
    responseDurations(responses).version,
    responseRates(responses).version,
    responseAgreement(responses, responses).version,
  ]).toEqual([1, 1, 1]);
});
