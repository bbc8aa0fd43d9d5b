import { describe, expect, test } from "vitest";
import { thrombusLevelPlot } from "../src/index.js";
import { corners, described, page, texts } from "./read-figure.js";
import { thrombi } from "./response-data.js";

const all = (figure: Element, name: string): Element[] => [...figure.querySelectorAll(`[aria-label="${name}"] > *`)];
const error = (column?: string, row?: number): object =>
  expect.objectContaining({
    name: "HccInputError",
    code: "option",
    ...(column !== undefined && { column }),
    ...(row !== undefined && { row }),
  });

describe("thrombusLevelPlot", () => {
  const draw = (options = {}) => thrombusLevelPlot(thrombi, { document: page(), ...options });
  const figure = draw({ unit: "days" });

  test("a line per patient steps at the visits, the most proximal level of a day counts", () => {
    const titles = all(figure, "lines").map((line) => line.querySelector("title")!.textContent);
    expect(titles).toEqual(["A: Vp2, Vp3", "B: Vp4, Vp3, None", "C: Vp1, Vp1"]);
    const [a, b] = all(figure, "lines").map(corners);
    expect(a![2]![1]).toBeLessThan(a![0]![1]);
    expect(b!.at(-1)![1]).toBeGreaterThan(b![0]![1]);
    // Days count from the first visit of each patient: 60 of 60 for A, 100 for B.
    expect((a!.at(-1)![0] - a![0]![0]) / (b!.at(-1)![0] - b![0]![0])).toBeCloseTo(0.6, 3);
    expect(described(figure)).toContain("A: Vp2 to Vp3; B: Vp4 to None; C: Vp1 to Vp1.");
  });

  test("color, dash and key tell the change from the first to the last level", () => {
    const looks = all(figure, "lines").map((line) => [
      line.getAttribute("stroke"),
      line.getAttribute("stroke-dasharray"),
    ]);
    expect(new Set(looks.map(([stroke]) => stroke)).size).toBe(3);
    expect(new Set(looks.map(([, dash]) => dash)).size).toBe(3);
    expect(texts(figure)).toEqual(
      expect.arrayContaining(["More proximal (1)", "Unchanged (1)", "More peripheral or gone (1)"]),
    );
  });

  test("counts are numbers of patients by visit", () => {
    const counts = draw({ show: "counts", visits: 3 });
    expect(described(counts)).toContain(
      "First visit to Visit 2: Vp4 to Vp3 1, Vp2 to Vp3 1, Vp1 to Vp1 1. Visit 2 to Visit 3: Vp3 to None 1",
    );
    expect(texts(counts)).toEqual(expect.arrayContaining(["Vp3 2", "No visit 2", "None 1"]));
  });

  test("more than 30 patients are counted unless lines are asked for", () => {
    const many = Array.from({ length: 31 }, (_, i) =>
      thrombi.slice(3, 6).map((row) => ({ ...row, patient: i })),
    ).flat();
    expect(all(thrombusLevelPlot(many, { document: page() }), "flows").length).toBeGreaterThan(0);
    expect(all(thrombusLevelPlot(many, { document: page(), show: "patients" }), "lines")).toHaveLength(31);
  });

  test("hepatic veins have a figure of their own", () => {
    const hepatic = draw({ vein: "hepatic" });
    expect(texts(hepatic)).toEqual(expect.arrayContaining(["None", "Vv1", "Vv2", "Vv3"]));
    expect(texts(hepatic)).not.toContain("Vp1");
    expect(described(hepatic)).toContain("D: Vv2 to Vv3.");
  });

  test("wrong input ends in an error that names it", () => {
    const of =
      (rows: unknown, options = {}) =>
      () =>
        thrombusLevelPlot(rows as typeof thrombi, { document: page(), ...options });
    expect(of([])).toThrow(error());
    expect(of(null)).toThrow(error());
    expect(of([{ patient: "A", day: 0, level: "Vp5" }])).toThrow(error("level", 0));
    expect(of([{ patient: "A", day: 0, level: "Vv4" }])).toThrow(error("level", 0));
    expect(of([{ patient: "A", day: "0", level: "Vp1" }])).toThrow(error("day", 0));
    expect(of(thrombi.slice(0, 3), { vein: "hepatic" })).toThrow(error("vein"));
    expect(of(thrombi, { visits: 1 })).toThrow(error("visits"));
    expect(of(thrombi, { show: "both" })).toThrow(error("show"));
  });
});
