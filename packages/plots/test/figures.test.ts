import { confidenceBand, cumulativeIncidence, kaplanMeier } from "@hcc/survival";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import {
  cumulativeIncidencePlot,
  flowDiagram,
  forestPlot,
  lovePlot,
  propensityPlot,
  survivalPlot,
  toSvgString,
} from "../src/index.js";
import {
  balanced,
  competing,
  cox,
  figures,
  forest,
  incidence,
  patients,
  spec,
  splineModel,
  steps,
  subgroups,
  survival,
} from "./draw-figures.js";
import { corners } from "./read-figure.js";

const page = (): Document => parseHTML("<html><body></body></html>").document as unknown as Document;
const texts = (figure: Element): string[] => [...figure.querySelectorAll("text")].map((text) => text.textContent ?? "");
const count = (figure: Element, selector: string): number => figure.querySelectorAll(selector).length;

describe.each(Object.entries(figures))("%s", (_, draw) => {
  const options = { title: "Overall <survival> & more", caption: "Synthetic cohort: no patient data were published." };

  test.each([320, 380, 640, 900])("is a complete, named SVG file at a width of %i", (width) => {
    const figure = draw({ ...options, document: page(), width });
    const text = toSvgString(figure);
    expect(text).not.toMatch(/NaN|undefined|Infinity|\[object/);
    expect(text.startsWith("<svg ")).toBe(true);
    expect(figure.getAttribute("xmlns")).toBe("http://www.w3.org/2000/svg");
    expect(figure.getAttribute("width")).toBe(String(width));
    expect(figure.getAttribute("role")).toBe("img");
    const ids = figure.getAttribute("aria-labelledby")!.split(" ");
    expect(figure.querySelector("title")!.getAttribute("id")).toBe(ids[0]);
    expect(figure.querySelector("desc")!.getAttribute("id")).toBe(ids[1]);
    expect(figure.querySelector("title")!.textContent).toBe(options.title);
    expect(text).toContain("Overall &lt;survival&gt; &amp; more");
    expect(texts(figure).join(" ")).toContain("Synthetic cohort");
  });

  test("draws nothing smaller than 11 pixels", () => {
    const figure = draw({ document: page() });
    const sizes = [...figure.querySelectorAll("[font-size]")].filter((element) => element !== figure);
    for (const element of sizes)
      expect(Number.parseFloat(element.getAttribute("font-size")!)).toBeGreaterThanOrEqual(11);
    expect(figure.getAttribute("style")).toContain("font-size: 12px");
  });

  test("same input, same text; two titles, two ids", () => {
    const write = (title: string): string => toSvgString(draw({ document: page(), title }));
    expect(write("A")).toBe(write("A"));
    const id = (text: string): string => /id="([^"]+)"/.exec(text)![1]!;
    expect(id(write("A"))).not.toBe(id(write("B")));
    expect(toSvgString(draw({ document: page(), id: "own" }))).toContain('aria-labelledby="own-title own-description"');
  });

  test("needs a document and a usable width", () => {
    expect(() => draw({})).toThrow("there is no document to draw with");
    expect(() => draw({ document: page(), width: 100 })).toThrow("the width is 100: give 300 to 10000 pixels");
  });
});

describe("survivalPlot", () => {
  const draw = (options = {}) => survivalPlot(survival, { document: page(), ...options });

  test("draws one curve, one band and the censoring marks of each group, with different dashes", () => {
    const figure = draw();
    expect(count(figure, '[aria-label="line"] path')).toBe(2);
    expect(count(figure, '[aria-label="area"] path')).toBe(2);
    const censored = survival.curves.flatMap(({ nCensor }) => Array.from(nCensor).filter((n) => n > 0)).length;
    expect(count(figure, '[aria-label="dot"] path')).toBe(censored);
    const dashes = [...figure.querySelectorAll('[aria-label="line"]')].map((g) => g.getAttribute("stroke-dasharray"));
    expect(dashes).toEqual([null, "7 3"]);
  });

  test("the band reaches the time at which the curve falls to 0, where there are no limits", () => {
    const result = kaplanMeier({ t: [2, 5, 9], d: [1, 1, 1] }, { time: "t", event: "d" });
    const figure = survivalPlot(result, { document: page(), tickStep: 3 });
    const [line, area] = ["line", "area"].map((name) => corners(figure.querySelector(`[aria-label="${name}"] path`)!));
    const right = (path: [number, number][]): number => Math.max(...path.map(([x]) => x));
    expect(right(area!)).toBe(right(line!));
  });

  test("leaves out what is switched off", () => {
    const figure = draw({ band: false, censorMarks: false, riskTable: false });
    expect(count(figure, '[aria-label="area"]')).toBe(0);
    expect(count(figure, '[aria-label="dot"]')).toBe(0);
    expect(texts(figure)).not.toContain("Number at risk");
  });

  test("writes the number at risk under the ticks, just before each time", () => {
    const figure = draw();
    const risk = figure.querySelector('[aria-label="number at risk"]')!;
    const rows = [...risk.querySelectorAll("text")].map((text) => text.textContent);
    const at = (group: string, t: number): string => {
      return String(patients.filter(({ arm, months }) => arm === group && months >= t).length);
    };
    for (const group of ["TKI", "TKI-I"]) {
      const from = rows.indexOf(group) + 1;
      expect(rows.slice(from, from + 6)).toEqual([0, 6, 12, 18, 24, 30].map((t) => at(group, t)));
    }
    const ticks = [...figure.querySelectorAll('[aria-label="x-axis tick label"] text')].map((tick) => tick.textContent);
    expect(ticks.slice(0, 6)).toEqual(["0", "6", "12", "18", "24", "30"]);
  });

  test("states groups, numbers, events, medians and the test in the description", () => {
    const text = draw({ logRank: { pValue: 0.00004 } }).querySelector("desc")!.textContent!;
    expect(text).toContain(`TKI-I: n = 12, ${survival.curves[1]!.events} events, median `);
    expect(text).toContain("95 % confidence interval");
    expect(text).toContain("Log-rank P < 0.001.");
    expect(texts(draw({ logRank: { pValue: null } }))).toContain("Log-rank P not estimable");
  });

  test("a single curve has no name beside it; more than three have a key", () => {
    const all = kaplanMeier(patients, { time: "months", event: "death" });
    expect(texts(survivalPlot(all, { document: page(), riskTable: false }))).not.toContain("All patients");
    const many = kaplanMeier(patients, { time: "months", event: "death", by: (d) => `${d.arm} ${d.childPugh}` });
    expect(count(survivalPlot(many, { document: page() }), '[aria-label="key"] line')).toBe(4);
    expect(() => survivalPlot({ curves: [] }, { document: page() })).toThrow("there is no curve to draw");
  });

  test("cuts the curves at xMax", () => {
    const figure = draw({ xMax: 12 });
    const ticks = [...figure.querySelectorAll('[aria-label="x-axis tick label"] text')].map((tick) => tick.textContent);
    expect(ticks).toEqual(["0", "6", "12"]);
  });

  test("widens the distance of the ticks until the labels have room", () => {
    const days = kaplanMeier(patients, { ...spec, time: (d) => d.months * 30 });
    const labels = [
      ...survivalPlot(days, { document: page(), width: 320 }).querySelectorAll('[aria-label="x-axis tick label"] text'),
    ];
    expect(labels.length).toBeLessThan(12);
  });
});

describe("survivalPlot with simultaneous bands", () => {
  const bands = survival.curves.map((curve) => confidenceBand(curve, { type: "equal-precision" }));
  const draw = (band: unknown) => survivalPlot(survival, { document: page(), band: band as typeof bands });

  test("draws them in place of the limits that the curves have, and says which they are", () => {
    const figure = draw(bands);
    const areas = (of: Element): (string | null)[] =>
      [...of.querySelectorAll('[aria-label="area"] path')].map((path) => path.getAttribute("d"));
    // A simultaneous band ends with its last time, where limits are held until the curve is 0.
    const swapped = survival.curves.map((curve, i) => ({
      ...curve,
      survival: curve.survival.map((value) => value || 1e-9),
      lower: bands[i]!.lower,
      upper: bands[i]!.upper,
    }));
    expect(areas(figure)).toEqual(areas(survivalPlot({ curves: swapped }, { document: page() })));
    expect(areas(figure)).not.toEqual(areas(draw(true)));
    expect(texts(figure)).toContain("95 % simultaneous bands (equal precision)");
    expect(figure.querySelector("desc")!.textContent).toContain("95 % simultaneous bands (equal precision).");
    for (const other of [draw(true), draw(false)]) expect(other.outerHTML).not.toContain("simultaneous");
  });

  test("names each kind once, with its level", () => {
    const [curve, other] = survival.curves;
    const one = confidenceBand(curve!, { type: "hall-wellner", level: 0.9 });
    const lines = texts(draw([one, confidenceBand(other!, { type: "equal-precision", level: 0.9 })]));
    expect(lines).toContain("90 % simultaneous bands (Hall-Wellner)");
    expect(lines).toContain("90 % simultaneous bands (equal precision)");
    const alone = survivalPlot({ curves: [curve!] }, { document: page(), band: [one] });
    expect(texts(alone)).toContain("90 % simultaneous band (Hall-Wellner)");
  });

  test("refuses bands of other curves", () => {
    expect(() => draw(bands.slice(1))).toThrow("band has 1 bands for 2 curves");
    expect(() => draw({ kind: "confidence-band" })).toThrow("band has no list of bands for 2 curves");
    expect(() => draw([...bands].reverse())).toThrow('band 0 is of the curve "TKI-I", curve 0 is "TKI"');
    expect(() => draw([{ ...bands[0]!, time: bands[0]!.time.map((t) => 2 * t) }, bands[1]!])).toThrow(
      "their times differ",
    );
  });
});

describe("survivalPlot with an overlay", () => {
  test("draws intervals as boxes within which the curve runs, and lines between them", () => {
    const intervals = {
      left: Float64Array.of(0, 4, 20),
      right: Float64Array.of(2, 4, Number.POSITIVE_INFINITY),
      survival: Float64Array.of(0.7, 0.4, 0),
    };
    const all = kaplanMeier(patients, { time: "months", event: "death" });
    const figure = survivalPlot(all, { document: page(), overlay: { curves: [intervals], label: "Boxes: by visits" } });
    const rects = [...figure.querySelectorAll('[aria-label="rect"] rect')];
    expect(rects.length).toBe(2);
    // An event at a known time is a box without width.
    expect(rects.map((rect) => Number(rect.getAttribute("width")) > 0)).toEqual([true, false]);
    const heights = rects.map((rect) => Number(rect.getAttribute("height")));
    expect(heights[0]! / heights[1]!).toBeCloseTo(1, 9);
    expect(texts(figure)).toContain("Boxes: by visits");
    expect(toSvgString(figure)).not.toMatch(/NaN|Infinity/);
  });

  test("draws other curves as thin steps, and reaches as far as they do", () => {
    const long = { time: Float64Array.of(10, 60), survival: Float64Array.of(0.5, 0.25) };
    const figure = survivalPlot(survival, { document: page(), overlay: { curves: [long] } });
    expect(count(figure, '[aria-label="line"] path')).toBe(3);
    expect(texts(figure)).toEqual(expect.arrayContaining(["60", "Thin lines: overlay"]));
  });

  test("refuses what has no curves", () => {
    const draw = () => survivalPlot(survival, { document: page(), overlay: [] as never });
    expect(draw).toThrow("overlay has no curves");
  });
});

describe("cumulativeIncidencePlot", () => {
  const draw = (options = {}) => cumulativeIncidencePlot(incidence, { document: page(), ...options });
  const yTicks = (figure: Element): (string | null)[] =>
    [...figure.querySelectorAll('[aria-label="y-axis tick label"] text')].map((tick) => tick.textContent);

  test("draws a curve and a band of each group from 0, and marks of censoring when asked", () => {
    const figure = draw();
    expect(count(figure, '[aria-label="line"] path')).toBe(2);
    expect(count(figure, '[aria-label="area"] path')).toBe(2);
    expect(count(figure, '[aria-label="dot"]')).toBe(0);
    expect(count(draw({ censorMarks: true }), '[aria-label="dot"] path')).toBeGreaterThan(0);
    const [x, y] = figure.querySelector('[aria-label="line"] path')!.getAttribute("d")!.slice(1).split(/[,L]/);
    const axis = [...figure.querySelectorAll('[aria-label="y-axis tick"] path')].map((tick) =>
      tick.getAttribute("transform"),
    );
    expect(axis[0]).toBe(`translate(${x},${y})`);
  });

  test("the number at risk counts those free of either event", () => {
    const risk = draw().querySelector('[aria-label="number at risk"]')!;
    const written = [...risk.querySelectorAll("text")].map((text) => text.textContent);
    const free = (arm: string, t: number) => competing.filter((d) => d.arm === arm && d.months >= t).length;
    for (const arm of ["TKI", "TKI-I"]) {
      const from = written.indexOf(arm) + 1;
      expect(written.slice(from, from + 4)).toEqual([0, 6, 12, 18].map((t) => String(free(arm, t))));
    }
  });

  test("the axis ends where the curves do, in steps of 5, 10 or 20 %", () => {
    expect(yTicks(draw())).toEqual(["0", "20", "40", "60", "80", "100"]);
    expect(yTicks(draw({ band: false, xMax: 12 }))).toEqual(["0", "5", "10", "15", "20", "25"]);
    expect(yTicks(draw({ yMax: 0.4 }))).toEqual(["0", "10", "20", "30", "40"]);
    expect(yTicks(draw({ yMax: 0.15, percent: false }))).toEqual(["0.00", "0.05", "0.10", "0.15"]);
    expect(() => draw({ yMax: 40 })).toThrow("yMax is 40");
  });

  test("writes Gray's test, and says groups, events and competing events in the description", () => {
    const figure = draw({ grayTest: { pValue: 0.0312 }, annotation: ["sHR 0.60"] });
    expect(texts(figure)).toEqual(expect.arrayContaining(["Gray P = 0.031", "sHR 0.60"]));
    const [tki] = incidence.curves;
    const text = figure.querySelector("desc")!.textContent!;
    expect(text).toContain(`TKI: n = ${tki!.n}, ${tki!.events} events, ${tki!.competing} competing events, `);
    expect(text).toContain("by the Aalen-Johansen method");
    expect(text).toContain("Gray's test P = 0.031.");
  });

  test("refuses curves of survival, no curve, and names that are not as many", () => {
    expect(() => cumulativeIncidencePlot(survival as never, { document: page() })).toThrow("no cumulative incidences");
    expect(() => cumulativeIncidencePlot({ curves: [] }, { document: page() })).toThrow("no curve to draw");
    expect(() => draw({ names: ["one"] })).toThrow("there are 1 names of 2 curves");
  });

  test("a curve without any event is a line at 0", () => {
    const cause = { channel: "d", event: [1], competing: [2], censored: [0] } as const;
    const none = cumulativeIncidence({ t: [3, 8], d: [0, 2] }, { time: "t", cause });
    expect(yTicks(cumulativeIncidencePlot(none, { document: page() }))).toEqual(["0", "5"]);
  });
});

describe("forestPlot", () => {
  test("draws a square per estimate, a diamond per summary, arrows where an interval leaves the axis", () => {
    const figure = forestPlot(forest, { document: page(), width: 860, armLabels: ["TKI-I", "TKI"] });
    expect(count(figure, '[aria-label="dot"] path')).toBe(2);
    expect(count(figure, '[aria-label="link"] path')).toBe(2);
    const own = [...figure.querySelectorAll("path")].filter((path) => path.parentNode === (figure as Node));
    expect(own.map((path) => path.getAttribute("d")!.includes("Z"))).toEqual([true, true, true]);
    expect(texts(figure)).toEqual(
      expect.arrayContaining(["P for", "0.410", "0.65 (0.00–390.00)", "NE", "30/48", "TKI-I"]),
    );
  });

  test("puts the numbers under the names where the columns have no room", () => {
    const figure = forestPlot(forest, { document: page(), width: 360, armLabels: ["TKI-I", "TKI"] });
    expect(texts(figure)).toEqual(
      expect.arrayContaining(["P for interaction 0.410", "30/48 vs 35/48", "Events/n: TKI-I vs TKI"]),
    );
  });

  test("refuses logarithms of ratios and an empty table", () => {
    const row = { label: "Age", ratio: -0.2, lower: -0.4, upper: 0.1 };
    expect(() => forestPlot([row], { document: page() })).toThrow("give ratios, not logarithms");
    expect(() => forestPlot([], { document: page() })).toThrow("there is no row to draw");
  });
});

describe("forestPlot of a result", () => {
  test("of a model: a row per coefficient with what is compared, in the order of the terms", () => {
    const labels = { stage: "Tumor stage", arm: "Treatment" };
    const figure = forestPlot(cox, { document: page(), width: 800, labels, levelLabels: { stage: { A: "early" } } });
    const written = texts(figure);
    const places = ["Variable", "Treatment: TKI-I vs TKI", "Tumor stage", "B vs early", "C vs early", "age"].map(
      (text) => written.indexOf(text),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThanOrEqual(0);
    const [arm] = cox.coefficients;
    expect(written.some((text) => text.startsWith(arm!.hazardRatio!.toFixed(2)))).toBe(true);
    expect(count(figure, '[aria-label="dot"] path')).toBe(cox.coefficients.length);
  });

  test("of a model with a spline: without its columns", () => {
    expect(texts(forestPlot(splineModel, { document: page() })).some((text) => text.includes("age"))).toBe(false);
  });

  test("of subgroups: all patients, then the levels with both arms, treatment first", () => {
    const figure = forestPlot(subgroups, { document: page(), width: 860, labels: { older: "Older than 60 years" } });
    const written = texts(figure);
    const { arms } = subgroups.overall;
    expect(written).toEqual(
      expect.arrayContaining([
        "All patients",
        "Older than 60 years",
        `${arms[1].events}/${arms[1].n}`,
        `${arms[0].events}/${arms[0].n}`,
      ]),
    );
    expect(written.indexOf("TKI-I")).toBeLessThan(written.indexOf("TKI"));
    const p = subgroups.interactions[0]!.test!.pValue.toFixed(3);
    expect(written).toContain(p);
  });
});

describe("lovePlot", () => {
  test("draws each variable before and after, in order or by imbalance", () => {
    const figure = lovePlot(balanced, { document: page(), labels: { age: "Age (years)" } });
    expect(count(figure, '[aria-label="dot"] > *')).toBe(2 * balanced.rows.length);
    expect(texts(figure)).toContain("Age (years)");
    const rows = [
      { name: "a", before: { smd: 0.1 }, after: null },
      { name: "b", before: { smd: Number.NEGATIVE_INFINITY }, after: null },
    ];
    const sorted = texts(lovePlot({ rows }, { document: page(), sort: "before" }));
    expect(sorted.indexOf("b")).toBeLessThan(sorted.indexOf("a"));
    expect(sorted).not.toContain("After matching");
    expect(() => lovePlot({ rows: [] }, { document: page() })).toThrow("there is no variable to draw");
  });
});

describe("propensityPlot", () => {
  const input = { score: [0.02, 0.5, 0.5, 1, Number.NaN], treatment: [1, 1, 0, 0, 1], weights: [0, 1, 1, 0, 0] };

  test("counts each class once, the last one closed, without rows that are not in use", () => {
    const figure = propensityPlot(input, { document: page() });
    expect(count(figure, '[aria-label="rect"] rect')).toBe(6);
    expect(figure.querySelector("desc")!.textContent).toContain(
      "Before matching: 2 Treated, 2 Control; After matching: 1 Treated, 1 Control",
    );
  });

  test("refuses linear predictors and arrays of unequal length", () => {
    const draw = (score: number[], treatment: number[]) => () =>
      propensityPlot({ score, treatment }, { document: page() });
    expect(draw([-0.3], [1])).toThrow("the score is -0.3 at row 0: give probabilities, not linear predictors");
    expect(draw([0.3], [1, 0])).toThrow("there are 1 scores");
  });
});

describe("flowDiagram", () => {
  test("draws a box per count and says the flow in words", () => {
    const figure = flowDiagram(steps, { document: page() });
    expect(count(figure, "rect")).toBe(1 + 7);
    expect(figure.querySelector("desc")!.textContent).toBe(
      "Screened (n = 167); Excluded (n = 35): Extrahepatic spread (n = 35). Included (n = 132). TKI-I (n = 68); TKI (n = 64). Matched (n = 48); Matched (n = 48).",
    );
  });

  test.each([300, 390, 560, 640, 800, 1280])("keeps every box within a width of %d", (width) => {
    for (const rect of flowDiagram(steps, { document: page(), width }).querySelectorAll("rect")) {
      const [left, size] = ["x", "width"].map((name) => Number(rect.getAttribute(name) ?? 0)) as [number, number];
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left + size).toBeLessThanOrEqual(width);
    }
  });

  test("refuses no step and steps with different numbers of arms", () => {
    expect(() => flowDiagram([], { document: page() })).toThrow("there is no step to draw");
    const uneven = [{ arms: [{ label: "a" }, { label: "b" }] }, { arms: [{ label: "c" }] }];
    expect(() => flowDiagram(uneven, { document: page() })).toThrow("step 1 has 1 arms, another one 2");
  });
});
