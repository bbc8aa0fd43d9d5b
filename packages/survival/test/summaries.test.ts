import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FollowUpGroup, followUp, kaplanMeier, landmark, numberAtRisk, riskTableRows } from "../src/index.js";
import { expectClose } from "./reference.js";

interface Rows {
  readonly time: readonly number[];
  readonly event: readonly number[];
  readonly by: readonly string[];
}
interface FollowUpReference {
  readonly n: number;
  readonly events: number;
  readonly median: number;
  readonly range: readonly [number, number];
  readonly reverse: readonly (number | null)[];
  readonly lost: number;
  readonly clark: number;
  readonly kornMedian: number;
}
const reference: {
  readonly data: Readonly<Record<string, Rows>>;
  readonly candidates: Rows & { readonly potential: readonly number[]; readonly weights: readonly number[] };
  readonly followUps: { all: FollowUpReference; by: readonly FollowUpReference[]; weighted: FollowUpReference };
  readonly riskRows: Readonly<
    Record<string, Readonly<Record<"times" | "nRisk" | "events" | "censored", readonly number[]>>>
  >;
  readonly landmarks: Readonly<
    Record<
      string,
      {
        at: number;
        n: number;
        eventBefore: number;
        censoredBefore: number;
        time: readonly number[];
        survival: readonly number[];
      }
    >
  >;
} = JSON.parse(readFileSync(new URL("../../../validation/survival-summaries.json", import.meta.url), "utf8"));

const channels = { time: "time", event: "event", by: "by" } as const;

describe("followUp", () => {
  const { candidates, followUps } = reference;
  const expectGroup = (group: FollowUpGroup, expected: FollowUpReference): void => {
    expect(group.n).toBe(expected.n);
    expect(group.events).toBe(expected.events);
    expect(group.observed).toEqual({ median: expected.median, minimum: expected.range[0], maximum: expected.range[1] });
    const { estimate, lower, upper } = group.reverseKaplanMeier;
    [estimate, lower, upper].forEach((value, i) => {
      expectClose(value, expected.reverse[i]!);
    });
    expect(group.completeness!.lost).toBe(expected.lost);
    expectClose(group.completeness!.clark, expected.clark);
    expectClose(group.completeness!.kornMedian, expected.kornMedian);
  };

  test("of the heart transplant candidates equals the formulas in R: all, by group, and with frequency weights", () => {
    const spec = { time: "time", event: "event", potential: "potential" } as const;
    expectGroup(followUp(candidates, spec).groups[0]!, followUps.all);
    followUp(candidates, { ...spec, by: "by" }).groups.forEach((group, g) => {
      expectGroup(group, followUps.by[g]!);
    });
    const weighted = followUp(candidates, { ...spec, weights: "weights", weightType: "frequency" });
    expectGroup(weighted.groups[0]!, followUps.weighted);
  });

  test("nobody lost: Clark's C is 1 and Korn's median is the median of the potential times", () => {
    const data = { time: [5, 9, 12, 20], event: [1, 0, 1, 0], potential: [30, 9, 14, 20] };
    const [group] = followUp(data, { time: "time", event: "event", potential: "potential" }).groups;
    expect(group!.completeness).toEqual({ clark: 1, kornMedian: 17, lost: 0 });
    expect(followUp(data, { time: "time", event: "event" }).groups[0]!.completeness).toBe(null);
  });

  test("a time that differs from the potential one by rounding only is not lost; one after it is an error", () => {
    const data = { time: [0.1 + 0.2, 4], event: [0, 1] };
    const at = (potential: readonly number[]) => followUp(data, { time: "time", event: "event", potential }).groups[0]!;
    expect(at([0.3, 5]).completeness!.lost).toBe(0);
    expect(() => at([0.2, 5])).toThrow(
      "at row 0 is after the potential follow-up 0.2: censor it at the end of the study",
    );
  });

  test("frequency weights are repeated rows, row order has no effect", () => {
    const rows = fc.array(
      fc.record({
        time: fc.integer({ min: 0, max: 9 }),
        event: fc.boolean(),
        more: fc.integer({ min: 0, max: 3 }),
        weight: fc.integer({ min: 1, max: 3 }),
      }),
      { minLength: 1, maxLength: 12 },
    );
    const spec = {
      time: "time",
      event: "event",
      potential: (row: { time: number; more: number }) => row.time + row.more,
    } as const;
    fc.assert(
      fc.property(rows, (list) => {
        const repeated = list.flatMap((row) => Array.from({ length: row.weight }, () => row));
        const plain = followUp(repeated, spec).groups;
        expect(followUp([...repeated].reverse(), spec).groups).toEqual(plain);
        expect(followUp(list, { ...spec, weights: "weight", weightType: "frequency" }).groups).toEqual(plain);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("riskTableRows", () => {
  for (const [name, expected] of Object.entries(reference.riskRows)) {
    test(`of ${name} equals summary(survfit, times, extend = TRUE)`, () => {
      const result = kaplanMeier(reference.data[name]!, channels);
      const rows = riskTableRows(result, expected["times"]!);
      expect(rows.map((row) => row.nRisk)).toEqual(expected["nRisk"]);
      expect(rows.map((row) => row.cumulativeEvents)).toEqual(expected["events"]);
      expect(rows.map((row) => row.cumulativeCensored)).toEqual(expected["censored"]);
      expect(rows.map((row) => row.group)).toEqual(
        result.curves.flatMap(({ group }) => expected["times"]!.map(() => group)),
      );
    });
  }

  test("at every time those at risk and those who left before it are all", () => {
    const result = kaplanMeier(reference.data["lung"]!, channels);
    for (const curve of result.curves) {
      const times = Array.from(curve.time, (t) => t + 0.5);
      for (const row of riskTableRows({ curves: [curve] }, times)) {
        expect(row.nRisk + row.cumulativeEvents + row.cumulativeCensored).toBe(curve.n);
      }
      expect(Array.from(numberAtRisk(curve, times))).toEqual(
        riskTableRows({ curves: [curve] }, times).map((row) => row.nRisk),
      );
    }
    expect(() => riskTableRows(result, [-1])).toThrow("times holds -1");
    expect(() => riskTableRows(result, 12 as never)).toThrow("times is a number: give a list");
  });
});

describe("landmark", () => {
  for (const [name, expected] of Object.entries(reference.landmarks)) {
    test(`of ${name} equals subset and survfit in R`, () => {
      const data = reference.data[name]!;
      const found = landmark(data, { time: "time", event: "event", at: expected.at });
      const { n, eventBefore, censoredBefore } = expected;
      expect(found).toMatchObject({ n, eventBefore, censoredBefore, enteredAfter: 0 });
      const { curves } = kaplanMeier(found.columns, { time: "time", event: "event", by: (d) => data.by[d.row] });
      expect(curves.flatMap(({ time }) => Array.from(time))).toEqual(expected.time);
      curves
        .flatMap(({ survival }) => Array.from(survival))
        .forEach((value, i) => {
          expectClose(value, expected.survival[i]!);
        });
    });
  }

  test("an end at the landmark is before it, rounding apart; late entries are not in the analysis", () => {
    const data = { time: [0.1 + 0.2, 0.3, 2, 5, 6], event: [1, 0, 1, 1, 0], entry: [0, 0, 0, 0.5, 0.3] };
    const found = landmark(data, { time: "time", event: "event", at: 0.3, entry: "entry" });
    expect(found).toMatchObject({ n: 2, eventBefore: 1, censoredBefore: 1, enteredAfter: 1 });
  });

  test("rows are those of the input, whatever where and missing leave out", () => {
    const data = Object.freeze([
      { time: 4, event: 1, used: false },
      { time: null, event: 1, used: true },
      { time: 9, event: 0, used: true },
    ]);
    const found = landmark(data, { time: "time", event: "event", at: 1, where: "used", missing: "omit" });
    expect(Array.from(found.columns.row)).toEqual([2]);
    expect(found).toMatchObject({ excluded: 1, omitted: { count: 1, rows: [1] } });
    expect(Array.from(found.columns.time)).toEqual([8]);
    expect(() => landmark(data, { time: "time", event: "event", at: Number.NaN, missing: "omit" })).toThrow(
      "at holds NaN",
    );
  });
});
