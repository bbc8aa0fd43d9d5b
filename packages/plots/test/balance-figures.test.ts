import { balance, fullMatching } from "@hcc/psm";
import { kernelDensity } from "@hcc/stats";
import { describe, expect, test } from "vitest";
import { lovePlot, propensityPlot } from "../src/index.js";
import { adjustedRows } from "./draw-figures.js";
import { att, covariates, lalonde, matching, score, treatment } from "./lalonde.js";
import { corners, described, page, texts } from "./read-figure.js";

const marks = (figure: Element): Element[] => [...figure.querySelectorAll('[aria-label="dot"] > *')];

describe("lovePlot of several samples", () => {
  const rows = ["age", "stage"].map((name, i) => ({
    name,
    before: { smd: 0.4 - i / 10 },
    after: null,
    samples: { matched: { smd: -0.05 - i / 5 }, weighted: { smd: 0.02 } },
  }));
  const draw = (options = {}) => lovePlot({ rows }, { document: page(), ...options });

  test("each has a symbol, a hue, a line within the variable and a name in the key", () => {
    const figure = draw();
    const first = marks(figure).slice(0, 3);
    expect(marks(figure)).toHaveLength(6);
    expect(new Set(first.map((mark) => mark.getAttribute("d"))).size).toBe(3);
    expect(new Set(first.map((mark) => mark.getAttribute("fill"))).size).toBe(3);
    const heights = first.map((mark) =>
      Number(mark.getAttribute("cy") ?? /,([\d.]+)/.exec(mark.getAttribute("transform")!)![1]),
    );
    expect(heights[1]! - heights[0]!).toBe(8);
    expect(heights[2]! - heights[1]!).toBe(8);
    expect(texts(figure)).toEqual(expect.arrayContaining(["Before matching", "matched", "weighted", "Threshold 0.1"]));
    expect(texts(figure)).not.toContain("After matching");
  });

  test("marks lie where the axis has their difference, without its sign", () => {
    const figure = draw();
    const ticks = [...figure.querySelectorAll('[aria-label="axis"] text')].map((tick) => [
      Number(tick.textContent),
      Number(tick.getAttribute("x")),
    ]);
    const [low, high] = [ticks[0]!, ticks.at(-1)!];
    const x = (smd: number): number => low[1]! + ((high[1]! - low[1]!) * (smd - low[0]!)) / (high[0]! - low[0]!);
    const [circle, diamond] = marks(figure);
    expect(Number(circle!.getAttribute("cx"))).toBeCloseTo(x(0.4), 1);
    expect(Number(/\(([\d.]+),/.exec(diamond!.getAttribute("transform")!)![1])).toBeCloseTo(x(0.05), 1);
  });

  test("is drawn from several results of balance", () => {
    const spec = { treatment, covariates, binary: "raw" } as const;
    const found = {
      "1:1": balance(lalonde, { ...spec, matching }),
      Full: balance(lalonde, { ...spec, matching: fullMatching(lalonde, { treatment, score }) }),
      "ATT weights": balance(lalonde, { ...spec, weights: att.weights }),
    };
    const all = found["1:1"].rows.map((row, i) => ({
      ...row,
      after: null,
      samples: Object.fromEntries(Object.entries(found).map(([name, { rows }]) => [name, rows[i]!.after!])),
    }));
    const figure = lovePlot({ rows: all }, { document: page(), width: 390 });
    expect(marks(figure)).toHaveLength(4 * all.length);
    expect(texts(figure)).toContain("race=black *");
    expect(texts(figure)).toContain("age");
    expect(texts(figure).join(" ")).toContain("* Difference of proportions, not standardized");
    expect(described(figure)).toContain("race=black (not standardized): 0.640;");
    expect(texts(figure)).toContain("Absolute standardized mean difference");
  });

  test("where every difference is raw the axis says so, and no star is needed", () => {
    const raw = rows.map((row) => ({ ...row, formula: "raw" }));
    const written = texts(lovePlot({ rows: raw }, { document: page() }));
    expect(written).toContain("Absolute difference of proportions");
    expect(written.join()).not.toContain("*");
  });

  test("an infinite difference has the symbol of its sample and an arrow right of the axis", () => {
    const figure = lovePlot({ rows: adjustedRows }, { document: page() });
    const infinite = [...figure.querySelectorAll('[aria-label="infinite"] > *')];
    expect(infinite).toHaveLength(2);
    const axis = Number(figure.querySelector('[aria-label="axis"] line')!.getAttribute("x2"));
    expect(Number(/\(([\d.]+),/.exec(infinite[0]!.getAttribute("transform")!)![1])).toBeGreaterThan(axis);
    expect(described(figure)).toContain("; infinite");
    const both = [{ name: "a", before: { smd: Number.POSITIVE_INFINITY }, after: { smd: Number.NEGATIVE_INFINITY } }];
    const two = lovePlot({ rows: both }, { document: page() });
    expect(two.querySelectorAll('[aria-label="infinite"] > *')).toHaveLength(4);
    expect(marks(two)).toHaveLength(0);
  });

  test("orders by the worst adjusted sample and by name", () => {
    const order = (options: object): string[] => texts(draw(options)).filter((text) => /age|stage|Zubrod/.test(text));
    expect(order({})).toEqual(["age", "stage"]);
    expect(order({ sort: "before" })).toEqual(["age", "stage"]);
    expect(order({ sort: "after" })).toEqual(["stage", "age"]);
    expect(order({ sort: "name", labels: { age: "Zubrod", stage: "stage" } })).toEqual(["Zubrod", "stage"]);
  });

  test("draws one or two thresholds, which the axis holds, or none", () => {
    const dashes = (options: object): (string | null)[] =>
      [...draw(options).querySelectorAll("[stroke-dasharray]")].map((line) => line.getAttribute("stroke-dasharray"));
    expect(dashes({ threshold: [0.9, 0.1] })).toEqual(["4 3", "1.5 2.5", "4 3", "1.5 2.5"]);
    expect(dashes({ threshold: null })).toEqual([]);
    const figure = draw({ threshold: [0.9, 0.1] });
    expect(described(figure)).toContain("Lines at 0.1 and 0.9.");
    expect(Math.max(...texts(figure).map(Number).filter(Number.isFinite))).toBeGreaterThanOrEqual(0.8);
    expect(described(draw({ threshold: null }))).not.toContain("Line");
  });

  test("refuses what it cannot draw", () => {
    const refuse = (list: unknown, options = {}) =>
      expect(() => lovePlot({ rows: list } as never, { document: page(), ...options }));
    refuse(null).toThrow("the rows are no list");
    refuse([{ name: "a", before: { smd: Number.NaN }, after: null }]).toThrow('the difference of "a" is NaN');
    refuse([{ name: "a", before: { smd: "0.1" }, after: null }]).toThrow('the difference of "a" is 0.1 in the sample');
    const many = Object.fromEntries(Array.from("abcdefg", (name) => [name, { smd: 0 }]));
    refuse([{ name: "a", before: { smd: 0.1 }, after: null, samples: many }]).toThrow("there are 7 adjusted samples");
    refuse(rows, { threshold: 0 }).toThrow("threshold is 0: give one or two positive numbers, or null");
    refuse(rows, { threshold: [0.1, 0.2, 0.3] }).toThrow("threshold is 0.1, 0.2, 0.3");
    refuse(rows, { sort: "worst" }).toThrow('sort is "worst"');
    refuse(rows, { stages: ["Before"] }).toThrow("give a list of two texts");
    refuse(rows, { thresholds: 0.1 }).toThrow('lovePlot has no option "thresholds"');
    expect(() => lovePlot(undefined as never, { document: page() })).toThrow("the rows are no list");
  });
});

describe("propensityPlot", () => {
  const draw = (weights: ArrayLike<number>, options = {}) =>
    propensityPlot({ score, treatment, weights }, { document: page(), ...options });

  test("densities have the heights of kernelDensity to a pixel, treated above and controls below", () => {
    const figure = draw(att.weights, { shape: "density" });
    const areas = [...figure.querySelectorAll('[aria-label="area"] path')];
    expect(areas).toHaveLength(4);
    const axis = [...figure.querySelectorAll('[aria-label="axes"]')].map((g) => {
      const number = (text: Element): [number, number] => [
        Number(text.textContent),
        Number(text.getAttribute("y")) - 4,
      ];
      const ticks = [...g.querySelectorAll('text[text-anchor="end"]')].map(number);
      const zero = ticks.find(([tick]) => tick === 0)!;
      return { zero: zero[1], unit: (zero[1] - ticks.at(-1)![1]) / ticks.at(-1)![0] };
    });
    areas.forEach((area, i) => {
      const [side, stage] = [i % 2, Math.floor(i / 2)];
      const { zero, unit } = axis[stage]!;
      const rows = Array.from(score.keys()).filter((row) => (treatment[row] === 1) === (side === 0));
      const values = rows.map((row) => score[row]!);
      const weights = rows.map((row) => (stage === 0 ? 1 : att.weights[row]!));
      const { density } = kernelDensity(values, { weights, from: 0, to: 1, points: 401 });
      const peak = Math.max(...corners(area).map(([, y]) => Math.abs(y - zero)));
      expect(Math.abs(peak - unit * Math.max(...density))).toBeLessThan(1);
      expect(corners(area).every(([, y]) => (side === 0 ? y <= zero + 0.01 : y >= zero - 0.01))).toBe(true);
    });
  });

  test("takes the weights of pairs, of full matching and of weighting", () => {
    const totals = (weights: ArrayLike<number>): string => described(draw(weights)).split("After matching: ")[1]!;
    expect(totals(matching.weights)).toBe(`${matching.pairs.length} Treated, ${matching.pairs.length} Control.`);
    const full = fullMatching(lalonde, { treatment, score }).weights;
    const sum = (weights: ArrayLike<number>, group: number): number =>
      Math.round(100 * Array.from(weights).reduce((s, w, i) => (treatment[i] === group ? s + w : s), 0)) / 100;
    for (const weights of [full, att.weights]) {
      expect(totals(weights)).toBe(`${sum(weights, 1)} Treated, ${sum(weights, 0)} Control.`);
    }
    const missing = Float64Array.from(matching.weights, (w) => (w === 0 ? Number.NaN : w));
    expect(totals(missing)).toBe(totals(matching.weights));
  });

  test("has ticks at whole numbers of patients on both sides of the axis", () => {
    const few = { score: [0.1, 0.5, 0.5, 0.9], treatment: [1, 1, 0, 0] };
    const ticks = texts(propensityPlot(few, { document: page() })).filter((text) => /^\d+$/.test(text));
    expect(ticks).toEqual(["1", "0", "1"]);
    const upper = texts(draw(matching.weights)).filter((text) => /^\d+$/.test(text));
    expect(upper.slice(0, 8)).toEqual(["150", "125", "100", "75", "50", "25", "0", "25"]);
  });

  test("refuses what it cannot draw", () => {
    const refuse = (input: object, options = {}) =>
      expect(() =>
        propensityPlot({ score: [0.2, 0.4], treatment: [0, 1], ...input }, { document: page(), ...options }),
      );
    refuse({ treatment: [0, 2] }).toThrow("the treatment is 2 at row 1: give 1 or true for the treated");
    refuse({ weights: [1, -1] }).toThrow("the weight is -1 at row 1");
    refuse({ weights: [1] }).toThrow("there are 2 scores: give as many treatments and weights, not 1");
    refuse({ score: undefined }).toThrow("score is undefined: give an array");
    refuse({}, { shape: "violin" }).toThrow('shape is "violin": give "histogram" or "density"');
    refuse({}, { shape: "density" }).toThrow("the treated group has 1 patient: a density needs 2");
    refuse({}, { bins: 0 }).toThrow("bins is 0: give a whole number from 1 to 1000");
    refuse({}, { groups: "ab" }).toThrow('groups is "ab": give a list of two texts');
    refuse({}, { colour: "red" }).toThrow('propensityPlot has no option "colour"');
  });
});
