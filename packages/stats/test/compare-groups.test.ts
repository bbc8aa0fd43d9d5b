import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CategoryComparison,
  type ComparisonRule,
  compareGroups,
  contingencyTest,
  levene,
  mannWhitney,
  type NumberComparison,
  shapiroWilk,
  tTest,
} from "../src/index.js";
import { expectTail, means } from "./means-reference.js";

const RULES = ["cn-textbook", "gtsummary", "tableone", "spss"] as const;
const spec = { values: "values", by: "by", missing: "omit" } as const;

describe("P is what tableone and gtsummary get from R for the data set's variable", () => {
  it.each(means.rules.map((r) => [`${r.data} ${r.variable}`, r] as const))("%s", (_, r) => {
    const data = Object.freeze({ values: r.values, by: r.by }) as { values: string[]; by: string[] };
    const p = (rule: ComparisonRule, normality?: "assumed" | "rejected") =>
      compareGroups(data, { ...spec, rule, type: r.type, ...(normality && { normality }) }).pValue;
    expectTail(p("tableone"), r.tableone, "tableone");
    expectTail(p("gtsummary"), r.gtsummary, "gtsummary");
    if (r.nonnormal !== undefined) expectTail(p("tableone", "rejected"), r.nonnormal, "kruskal.test");
    if (r.welch !== undefined) expectTail(p("gtsummary", "assumed"), r.welch, "welch");
    if (r.counts !== undefined) {
      const { counts, type } = compareGroups(data, { ...spec, rule: "tableone", type: r.type }) as CategoryComparison;
      expect([type, counts]).toEqual(["category", r.counts]);
    }
  });
});

const golden = { arm: [..."AAAAAAABBBBBBBB"], age: [12, 15, 15, 18, 21, 30, 44, 10, 11, 15, 16, 19, 20, 22, 25] };
const ofAge = (rule: ComparisonRule, rest: object = {}) =>
  compareGroups(golden, { values: "age", by: "arm", rule, ...rest }) as NumberComparison;

describe("the rule decides the test and says why", () => {
  it("cn-textbook: normal by Shapiro-Wilk in every group, variances equal by Levene: t test, mean and SD", () => {
    const result = ofAge("cn-textbook");
    expect(result.summaryTest).toEqual(tTest(golden.age.slice(0, 7), golden.age.slice(7), { variance: "pooled" }));
    expect([result.summary, result.rule, result.type]).toEqual(["mean-sd", "cn-textbook", "number"]);
    expect(result.reason).toBe(
      'Shapiro-Wilk P is at least 0.05 in every group (smallest 0.102, of "A"), Levene\'s P = 0.115 is at least 0.05: t test with one variance',
    );
    expect(result.shapiroWilk).toEqual([shapiroWilk(golden.age.slice(0, 7)), shapiroWilk(golden.age.slice(7))]);
    expect(result.levene).toEqual(levene([golden.age.slice(0, 7), golden.age.slice(7)]));
  });

  it("cn-textbook: alpha moves the decisions of Shapiro-Wilk and Levene", () => {
    expect(ofAge("cn-textbook", { alpha: 0.2, normality: "assumed" }).reason).toBe(
      "normal distribution assumed, Levene's P = 0.115 is below 0.2: Welch's t test",
    );
    expect(ofAge("cn-textbook", { alpha: 0.2, normality: "assumed" }).summaryTest.method).toBe("welch");
    const ranks = ofAge("cn-textbook", { alpha: 0.2 });
    expect(ranks.reason).toBe('Shapiro-Wilk P = 0.102 of "A" is below 0.2: Mann-Whitney test');
    expect(ranks.summaryTest).toEqual(
      mannWhitney(golden.age.slice(0, 7), golden.age.slice(7), { conventions: "spss" }),
    );
    expect([ranks.summary, ranks.levene, ranks.quantileType]).toEqual(["median-iqr", null, 6]);
  });

  it("spss: both rows of the t test, Mann-Whitney and Levene; the row that Levene points to is the one chosen", () => {
    const result = ofAge("spss");
    expect(result.tests.map(({ kind, method }) => [kind, method])).toEqual([
      ["t-test", "pooled"],
      ["t-test", "welch"],
      ["mann-whitney", "normal"],
    ]);
    expect(result.tests.map(({ pValue }) => pValue!.toFixed(3))).toEqual(["0.290", "0.322", "0.561"]);
    expect([result.levene!.statistic!.toFixed(2), result.summaryTest.method]).toEqual(["2.86", "pooled"]);
    expect(ofAge("spss", { alpha: 0.2 }).summaryTest.method).toBe("welch");
    expect(ofAge("spss", { normality: "rejected" }).reason).toBe("normal distribution not assumed: Mann-Whitney test");
  });

  it("more than two groups: analysis of variance, Welch's, or Kruskal-Wallis", () => {
    const three = { g: [..."AAAABBBBCCCC"], v: [1, 2, 3, 4, 2, 3, 4, 5, 1, 9, 20, 33] };
    const kind = (rule: ComparisonRule, normality?: "assumed" | "rejected") => {
      const { summaryTest } = compareGroups(three, {
        values: "v",
        by: "g",
        rule,
        ...(normality && { normality }),
      }) as NumberComparison;
      return `${summaryTest.kind}/${summaryTest.method}`;
    };
    expect(kind("cn-textbook")).toBe("analysis-of-variance/welch");
    expect(kind("spss")).toBe("analysis-of-variance/welch");
    expect(kind("tableone")).toBe("analysis-of-variance/pooled");
    expect(kind("gtsummary")).toBe("kruskal-wallis/chi-square");
    expect(kind("gtsummary", "assumed")).toBe("analysis-of-variance/welch");
    expect(kind("cn-textbook", "rejected")).toBe("kruskal-wallis/chi-square");
  });

  it("categories: each rule's choice for the table (3, 45; 1, 47), smallest expected count 2", () => {
    const counts = [
      [3, 1],
      [45, 47],
    ];
    const rows = counts.flatMap((row, i) =>
      row.flatMap((count, j) => Array.from({ length: count }, () => ({ x: "yn"[i]!, arm: "AB"[j]! }))),
    );
    const of = (rule: ComparisonRule) =>
      compareGroups(rows, { values: "x", by: "arm", rule, categories: ["y", "n"] }) as CategoryComparison;
    const chosen = RULES.map((rule) => [rule, of(rule).countsTest!.method, of(rule).reason]);
    expect(chosen).toEqual([
      [
        "cn-textbook",
        "yates",
        "n = 96 is at least 40 and the smallest expected count, 2, is at least 1 but below 5: continuity-corrected chi-square",
      ],
      ["gtsummary", "fisher", "the smallest expected count, 2, is below 5: Fisher's exact test"],
      ["tableone", "yates", "the table is 2 x 2, whatever the expected counts: continuity-corrected chi-square"],
      [
        "spss",
        "yates",
        "n = 96 is at least 40 and the smallest expected count, 2, is at least 1 but below 5: continuity-corrected chi-square",
      ],
    ]);
    expect(of("spss").tests.map(({ method }) => method)).toEqual([
      "pearson",
      "yates",
      "likelihood-ratio",
      "fisher",
      "fisher",
      "linear-by-linear",
    ]);
    expect(of("gtsummary").tests.map(({ method }) => method)).toEqual(["fisher"]);
    expect(of("spss").countsTest!.rule).toBe("spss");
    expect(of("spss").tests[3]!.pValue).toBe(contingencyTest(counts, { rule: "fisher" }).pValue);
  });
});

describe("compareGroups", () => {
  it("does not change with the order of rows, and with swapped groups only in sign, in 1000 samples of each rule", () => {
    const rows = fc.array(
      fc.record({ v: fc.option(fc.integer({ min: -5, max: 5 }), { freq: 6 }), g: fc.constantFrom("A", "B") }),
      { minLength: 6, maxLength: 24 },
    );
    fc.assert(
      fc.property(rows, fc.constantFrom(...RULES), (data, rule) => {
        const there = (group: string) => data.filter(({ v, g }) => v !== null && g === group).length;
        fc.pre(there("A") > 1 && there("B") > 1);
        const call = (d: typeof data, levels: string[]) =>
          compareGroups(d, { values: "v", by: "g", rule, levels, missing: "omit" }) as NumberComparison;
        const plain = call(data, ["A", "B"]);
        const other = call([...data].reverse(), ["B", "A"]);
        expect(other.summaryTest.method).toBe(plain.summaryTest.method);
        if (plain.pValue === null) expect(other.pValue).toBeNull();
        else expect(other.pValue).toBeCloseTo(plain.pValue, 9);
        expect(other.missing).toEqual([...plain.missing].reverse());
        expect(plain.summaries.map(({ n }) => n)).toEqual([there("A"), there("B")]);
      }),
      { numRuns: 1000 },
    );
  });

  it("is an answer where a preliminary test has none", () => {
    const of = (v: number[], g: string, rule: ComparisonRule) =>
      compareGroups({ v, g: [...g] }, { values: "v", by: "g", rule }) as NumberComparison;
    expect(of([1, 2, 3, 4, 5], "AABBB", "cn-textbook").reason).toBe(
      '"A" has too few values for Shapiro-Wilk: Mann-Whitney test',
    );
    expect(of([1, 1, 1, 4, 5, 7], "AAABBB", "cn-textbook").reason).toBe(
      'the values of "A" are all equal: Mann-Whitney test',
    );
    expect(of([1, 2, 5, 7], "AABB", "spss").reason).toBe(
      "normal distribution assumed, Levene's test has no answer: t test with one variance",
    );
    const single = of([1, 2, 5], "ABB", "spss");
    expect(single.tests.map(({ method }) => method)).toEqual(["pooled", "normal"]);
    expect(single.levene).toBeNull();
  });

  it("categories that nobody has are shown but not tested; one category has no test; numbers may be codes", () => {
    const data = { x: ["a", "b", "a", "b"], one: ["a", "a", "a", "a"], code: [1, 2, 1, 2], g: [..."AABB"] };
    const unused = compareGroups(data, { values: "x", by: "g", rule: "tableone", categories: ["a", "b", "c"] });
    expect((unused as CategoryComparison).counts).toEqual([
      [1, 1],
      [1, 1],
      [0, 0],
    ]);
    expect(unused.reason).toBe(
      "the table is 2 x 2, whatever the expected counts: continuity-corrected chi-square (without 1 unused)",
    );
    const one = compareGroups(data, { values: "one", by: "g", rule: "gtsummary" });
    expect(one).toMatchObject({ pValue: null, tests: [], reason: 'every value is "a": there is nothing to compare' });
    expect("countsTest" in one).toBe(false);
    expect(compareGroups(data, { values: "code", by: "g", rule: "gtsummary", type: "category" }).type).toBe("category");
    expect(compareGroups(data, { values: "code", by: "g", rule: "gtsummary" }).type).toBe("number");
  });

  it("refuses what has no answer", () => {
    const call = (rest: object, data: object = golden) =>
      compareGroups(data as typeof golden, { values: "age", by: "arm", rule: "spss", ...rest } as never);
    expect(() => call({ rule: undefined })).toThrowError(/rule is not given/);
    expect(() => call({ rule: "sas" })).toThrowError(/rule is "sas": give one of "cn-textbook"/);
    expect(() => call({ alpha: 5 })).toThrowError(/alpha is 5/);
    expect(() => call({ type: "number", categories: ["a"] })).toThrowError(/categories are listed for type "number"/);
    expect(() => call({ weights: "age" })).toThrowError(/no option "weights"/);
    expect(() => call({ levels: ["A", "B", "C"] })).toThrowError(/group "C" has no values/);
    expect(() => call({}, { age: [1, 2], arm: ["A", "A"] })).toThrowError(/there is one group, "A"/);
    expect(() => call({}, { age: [1, null, 2], arm: ["A", "B", "B"] })).toThrowError(
      /column "age" is missing in 1 row/,
    );
    expect(() => call({}, { age: ["1", "2"], arm: ["A", "B"] })).toThrowError(
      /column "age" holds numbers as text \(row 0\): convert it to numbers, or give type "category"/,
    );
    const long = {
      age: Float64Array.from({ length: 10004 }, (_, i) => i % 97),
      arm: Array.from({ length: 10004 }, (_, i) => "AB"[i % 2]),
    };
    expect(() => call({ rule: "cn-textbook" }, long)).toThrowError(/group "A" has 5002 values .* normality "assumed"/);
    expect(call({ rule: "cn-textbook", normality: "assumed" }, long).pValue).not.toBeNull();
  });
});
