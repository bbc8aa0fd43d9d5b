import { schoenfeldSmooth } from "@hcc/cox";
import { cumulativeHazard, kaplanMeier } from "@hcc/survival";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { calibrationPlot, hazardRatioPlot, schoenfeldPlot, survivalPlot } from "../src/index.js";
import { adjusted, calibrated, cohort, cox, coxSpec, curves, phTest, smooth, threePatients } from "./draw-figures.js";

const page = (): Document => parseHTML("<html><body></body></html>").document as unknown as Document;
const texts = (figure: Element): string[] => [...figure.querySelectorAll("text")].map((text) => text.textContent ?? "");
const count = (figure: Element, selector: string): number => figure.querySelectorAll(selector).length;

describe("schoenfeldPlot", () => {
  test("draws a panel per curve: circles, band, smooth, the model's coefficient and its P value", () => {
    const figure = schoenfeldPlot(smooth, { document: page(), test: phTest });
    expect(count(figure, '[aria-label="axes"]')).toBe(3);
    expect(count(figure, '[aria-label="area"] path')).toBe(3);
    expect(count(figure, '[aria-label="dot"] circle')).toBe(3 * smooth.time.length);
    const p = phTest.terms[2]!.test!.pValue.toFixed(3);
    expect(texts(figure).join(" ").replaceAll("\u00a0", " ")).toContain(`age: P = ${p}`);
  });

  test("leaves out what is switched off, and draws the curves that are asked for", () => {
    const options = { document: page(), points: false, band: false, curves: ["age"] };
    const figure = schoenfeldPlot(smooth, options);
    expect(count(figure, '[aria-label="axes"]')).toBe(1);
    expect(count(figure, '[aria-label="dot"] circle')).toBe(0);
    expect(count(figure, '[aria-label="area"] path')).toBe(0);
    expect(texts(figure)).not.toContain("Event");
  });

  test("says P only where the test is of the curve", () => {
    const each = schoenfeldSmooth(cox, cohort, { ...coxSpec, by: "coefficient" });
    const written = texts(schoenfeldPlot(each, { document: page(), test: phTest })).join(" ");
    expect(written).toContain("stage=B");
    expect(written).not.toMatch(/stage=[BC]: P/);
    expect(written).toContain("arm=TKI-I: P");
  });

  test.each(["km", "rank", "log", "identity"] as const)("has times on the axis of %s", (transform) => {
    const result = schoenfeldSmooth(cox, cohort, { ...coxSpec, transform });
    const figure = schoenfeldPlot(result, { document: page(), curves: ["age"] });
    const axis = figure.querySelector('[aria-label="axes"]')!;
    const labels = [...axis.querySelectorAll('text[text-anchor="middle"]')];
    const values = labels.map((text) => Number(text.textContent));
    const places = labels.map((text) => Number(text.getAttribute("x")));
    expect(values.length).toBeGreaterThan(3);
    values.forEach((value, i) => {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(result.time[result.time.length - 1]!);
      if (i === 0) return;
      expect(value).toBeGreaterThan(values[i - 1]!);
      expect(places[i]).toBeGreaterThan(places[i - 1]!);
    });
    expect(texts(figure)).toContain("Time (months)");
  });

  test("a falling scale runs with time, one without times shows itself", () => {
    const falling = schoenfeldSmooth(cox, cohort, { ...coxSpec, transform: (t) => -t });
    const ahead = schoenfeldSmooth(cox, cohort, { ...coxSpec, transform: (t) => t });
    const draw = (result: typeof falling): string[] =>
      [...schoenfeldPlot(result, { document: page(), curves: ["age"] }).querySelectorAll("circle")].map(
        (circle) => circle.getAttribute("cx")!,
      );
    const [a, b] = [draw(falling), draw(ahead)];
    a.forEach((x, i) => {
      expect(Math.abs(Number(x) - Number(b[i]))).toBeLessThan(0.02);
    });
    const bent = schoenfeldSmooth(cox, cohort, { ...coxSpec, transform: (t) => (t - 20) * (t - 20) });
    expect(texts(schoenfeldPlot(bent, { document: page() }))).toContain("g(time)");
  });

  test("a curve without smooth, and a domain that cuts, leave no broken numbers", () => {
    const short = schoenfeldSmooth(cox, cohort, { ...coxSpec, transform: (t) => (t > 12 ? 1 : 0) });
    expect(short.curves[0]!.status).toBe("too-few-times");
    expect(schoenfeldPlot(short, { document: page() }).outerHTML).not.toContain("NaN");
    expect(schoenfeldPlot(smooth, { document: page(), yDomain: [-0.5, 0.5] }).outerHTML).not.toContain("NaN");
  });

  test("refuses what has no curve or not this one", () => {
    expect(() => schoenfeldPlot(smooth, { document: page(), curves: ["sex"] })).toThrow(
      'there is no curve "sex": those of the result are arm, stage, age',
    );
    expect(() => schoenfeldPlot({ ...smooth, curves: [] }, { document: page() })).toThrow("there is no curve to draw");
    expect(() => schoenfeldPlot(phTest as never, { document: page() })).toThrow("give the result of schoenfeldSmooth");
  });
});

describe("hazardRatioPlot", () => {
  test("draws line, band, the reference and a rug of the distinct values", () => {
    const figure = hazardRatioPlot(curves[0]!, { document: page(), rug: cohort.map(({ age }) => age) });
    expect(count(figure, '[aria-label="area"] path')).toBe(1);
    expect(count(figure, '[aria-label="dot"] circle')).toBe(1);
    const { points } = curves[0]!;
    const [from, to] = [points[0]!.value, points[points.length - 1]!.value];
    const inside = new Set(cohort.map(({ age }) => age).filter((age) => age >= from && age <= to));
    expect(count(figure, '[aria-label="link"] path')).toBe(inside.size);
    expect(texts(figure).join(" ")).toMatch(/Effect: P [=<] 0\.\d{3}; nonlinearity: P [=<]/);
    expect(texts(figure)).toContain("Hazard ratio (95% CI)");
  });

  test("names several curves by where they are held, without P values", () => {
    const figure = hazardRatioPlot(curves, { document: page() });
    expect(texts(figure)).toEqual(expect.arrayContaining(["arm TKI", "arm TKI-I"]));
    expect(texts(figure).join(" ")).not.toContain("Effect");
    const dashes = [...figure.querySelectorAll('[aria-label="line"]')].map((g) => g.getAttribute("stroke-dasharray"));
    expect(dashes).toContain("7 3");
    expect(figure.querySelector("desc")!.textContent).toContain("arm TKI: ");
  });

  test("cuts line and band at the ends of the axis", () => {
    const figure = hazardRatioPlot(curves[0]!, { document: page(), domain: [0.9, 1.1] });
    const [left, below] = [...figure.querySelectorAll('[aria-label="axes"] line')];
    const [top, bottom] = [Number(left!.getAttribute("y1")), Number(below!.getAttribute("y1"))];
    const drawn = [...figure.querySelectorAll('[aria-label="area"] path, [aria-label="line"] path')];
    const heights = drawn.flatMap((path) =>
      [...path.getAttribute("d")!.matchAll(/,(-?[\d.]+)/g)].map((m) => Number(m[1])),
    );
    expect(heights.length).toBeGreaterThan(100);
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(top - 0.01);
    expect(Math.max(...heights)).toBeLessThanOrEqual(bottom + 0.01);
  });

  test("values without an estimate are gaps", () => {
    const [first] = curves;
    const nothing = { hazardRatio: null, lower: null, upper: null, estimate: null, standardError: null } as const;
    const points = first!.points.map((point, i) =>
      i === 50 ? { ...point, ...nothing, status: "not-estimable" as const } : point,
    );
    const figure = hazardRatioPlot({ ...first!, points }, { document: page() });
    expect(figure.outerHTML).not.toContain("NaN");
  });

  test("refuses no curve, one value, several variables, and names that do not fit", () => {
    const [first, second] = curves;
    const draw = (input: Parameters<typeof hazardRatioPlot>[0], names?: string[]) => () =>
      hazardRatioPlot(input, { document: page(), ...(names && { names }) });
    expect(draw([])).toThrow("there is no curve to draw");
    expect(draw({ ...first!, points: first!.points.slice(0, 1) })).toThrow("a curve needs two values");
    expect(draw([first!, { ...second!, term: "afp" }])).toThrow("the curves are of age and afp");
    expect(draw(curves, ["one"])).toThrow("there are 1 names of 2 curves");
    expect(draw(null as never)).toThrow("give results of hazardRatioCurve");
    expect(() => hazardRatioPlot(curves, { document: page(), domain: [0, 2] })).toThrow("domain is 0, 2");
  });
});

describe("calibrationPlot", () => {
  test("draws a dot and a whisker per group, the curve and the measures", () => {
    const figure = calibrationPlot(calibrated, { document: page() });
    const dots = [...figure.querySelectorAll('[aria-label="dot"] circle')];
    expect(dots.length).toBe(calibrated.groups.length);
    expect(count(figure, '[aria-label="link"] path')).toBe(calibrated.groups.length);
    const written = texts(figure).join(" ");
    expect(written).toContain("Observed/expected (95% CI): 1.0");
    expect(written).toContain(`Slope (95% CI): ${calibrated.slope.estimate!.toFixed(2)}`);
    expect(written).toContain("Predicted risk at 12 months (%)");
  });

  test("has one scale on both axes", () => {
    const figure = calibrationPlot(calibrated, { document: page(), width: 500, percent: false });
    const [down, across] = [...figure.querySelectorAll('[aria-label="axes"] line')].slice(0, 2);
    const span = (line: Element, axis: "x" | "y"): number =>
      Math.abs(Number(line.getAttribute(`${axis}1`)) - Number(line.getAttribute(`${axis}2`)));
    expect(span(down!, "y")).toBe(span(across!, "x"));
    expect(texts(figure)).toContain("Observed risk at 12 months");
  });

  test("leaves out what is switched off and groups that are not known", () => {
    const groups = calibrated.groups.map((group, i) =>
      i === 0 ? { ...group, observed: null, lower: null, upper: null } : group,
    );
    const figure = calibrationPlot(
      { ...calibrated, groups },
      { document: page(), measures: false, smooth: false, max: 0.5 },
    );
    expect(count(figure, '[aria-label="dot"] circle')).toBeLessThan(calibrated.groups.length);
    expect(texts(figure).join(" ")).not.toMatch(/Slope|Smooth/);
    expect(() => calibrationPlot({ ...calibrated, groups: [] }, { document: page() })).toThrow("there is no group");
    expect(() => calibrationPlot(calibrated, { document: page(), max: 2 })).toThrow("max is 2");
    expect(() => calibrationPlot(null as never, { document: page() })).toThrow("give the result of calibration");
  });
});

describe("survivalPlot of a model's answer", () => {
  test("draws adjusted curves with bands, without what counts patients", () => {
    const figure = survivalPlot(adjusted, { document: page(), medianLines: true, riskTable: true });
    expect(count(figure, '[aria-label="line"] path')).toBe(2);
    expect(count(figure, '[aria-label="area"] path')).toBe(2);
    expect(count(figure, '[aria-label="dot"]')).toBe(0);
    expect(count(figure, '[aria-label="link"]')).toBe(0);
    expect(texts(figure)).not.toContain("Number at risk");
    const last = adjusted.levels[0]!.survival.at(-1)!.estimate!.toFixed(2);
    expect(figure.querySelector("desc")!.textContent).toBe(
      `Survival (%) adjusted by a Cox model. TKI: ${last} at 36 months; TKI-I: ${adjusted.levels[1]!.survival.at(-1)!.estimate!.toFixed(2)} at 36 months.`,
    );
  });

  test("sorts the times that were asked for", () => {
    const turn = <Value>(list: readonly Value[]): Value[] => [...list].reverse();
    const reversed = {
      ...adjusted,
      times: adjusted.times.slice().reverse(),
      levels: adjusted.levels.map((level) => ({ ...level, survival: turn(level.survival) })),
    };
    const draw = (effect: typeof adjusted): string => survivalPlot(effect, { document: page() }).outerHTML;
    expect(draw(reversed)).toBe(draw(adjusted));
  });

  test("names predicted curves by patient or as told", () => {
    const written = (names?: string[]): string[] =>
      texts(survivalPlot(threePatients, { document: page(), ...(names && { names }) }));
    expect(written()).toEqual(expect.arrayContaining(["Patient 1", "Patient 2", "Patient 3"]));
    expect(written(["low", "middle", "high"])).toEqual(expect.arrayContaining(["low", "middle", "high"]));
    expect(() => written(["low"])).toThrow("there are 1 names of 3 curves");
  });

  test("refuses an effect without times and a row without prediction", () => {
    const empty = { ...adjusted, times: new Float64Array(0) };
    expect(() => survivalPlot(empty, { document: page() })).toThrow("the result has no survival: give it times");
    const [first, ...others] = threePatients.curves;
    const unknown = { ...first!, survival: first!.survival.map(() => Number.NaN) };
    expect(() => survivalPlot({ ...threePatients, curves: [...others, unknown] }, { document: page() })).toThrow(
      "there is no prediction at row 2",
    );
  });
});

describe("survivalPlot of the curves of hazards, of late entries and of weights", () => {
  const data = { entry: [0, 0, 3, 4], t: [2, 5, 9, 12], d: [1, 0, 1, 0], w: [1.5, 0.5, 1, 1] };
  const spec = { time: "t", event: "d", entry: "entry" } as const;

  test("names the estimator", () => {
    const figure = survivalPlot(cumulativeHazard(data, spec), { document: page() });
    expect(figure.querySelector("title")!.textContent).toBe("Survival curves: Survival (%)");
    expect(figure.querySelector("desc")!.textContent).toContain("as exp(-H) of the cumulative hazard H");
  });

  test("counts who has entered below the axis, a decimal where weights make it broken", () => {
    const weighted = { ...spec, weights: "w", weightType: "sampling" } as const;
    const numbers = (figure: Element): string[] =>
      [...figure.querySelectorAll('[aria-label="number at risk"] text[text-anchor="middle"]')].map(
        (text) => text.textContent ?? "",
      );
    expect(numbers(survivalPlot(kaplanMeier(data, spec), { document: page(), tickStep: 4 }))).toEqual([
      "2",
      "2",
      "2",
      "1",
    ]);
    const figure = survivalPlot(kaplanMeier(data, weighted), { document: page(), tickStep: 4 });
    expect(numbers(figure)).toEqual(["2", "1.5", "2", "1"]);
  });
});
