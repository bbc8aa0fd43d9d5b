import { describe, expect, test } from "vitest";
import { responseTransitionPlot } from "../src/index.js";
import { described, page, texts } from "./read-figure.js";
import { responses, transitions } from "./response-data.js";

const all = (figure: Element, name: string): Element[] => [...figure.querySelectorAll(`[aria-label="${name}"] > *`)];
const number = (element: Element, name: string): number => Number(element.getAttribute(name));
const by = (...list: ("CR" | "PR" | "SD" | "PD" | null)[]) =>
  list.map((response, i) => ({ patient: `P${i}`, response }));
const error = (column: string): object => expect.objectContaining({ name: "HccInputError", code: "option", column });
const columns = [
  { name: "First", responses: by("PR", "PR", "SD", "PD", "SD", "PR") },
  { name: "Second", responses: by("PR", "CR", "PD", "PD", "SD", null) },
];

describe("responseTransitionPlot", () => {
  const figure = responseTransitionPlot(columns, { document: page() });

  test("ribbons are the patients with a response in one column and one in the next", () => {
    const titles = all(figure, "flows").map((flow) => flow.querySelector("title")!.textContent);
    expect(titles).toEqual([
      "PR to CR: 1",
      "PR to PR: 1",
      "PR to No visit: 1",
      "SD to SD: 1",
      "SD to PD: 1",
      "PD to PD: 1",
    ]);
    expect(described(figure)).toContain("First to Second: PR to CR 1, PR to PR 1, PR to No visit 1, SD to SD 1");
  });

  test("bars are as high as their numbers, and no two of a column overlap", () => {
    const bars = all(figure, "bars");
    expect(bars.map((bar) => number(bar, "height") / number(bars[0]!, "height"))).toEqual(
      [3, 2, 1, 1, 1, 1, 2, 1].map((n) => expect.closeTo(n / 3, 3)),
    );
    bars.slice(1).forEach((bar, i) => {
      const before = bars[i]!;
      if (number(bar, "x") !== number(before, "x")) return;
      expect(number(bar, "y")).toBeGreaterThanOrEqual(number(before, "y") + number(before, "height") + 15);
    });
  });

  test("names with numbers stand in the bars, or numbers alone where there is no room", () => {
    expect(texts(figure)).toEqual(expect.arrayContaining(["First", "Second", "PR 3", "No visit 1"]));
    const eight = Array.from({ length: 8 }, (_, i) => ({ name: `Visit ${i}`, responses: by("PR", null, "SD") }));
    const narrow = responseTransitionPlot(eight, { document: page(), width: 360 });
    expect(texts(narrow)).not.toContain("PR 1");
    expect(texts(narrow)).toEqual(expect.arrayContaining(["PR", "No visit", "1"]));
  });

  test("results of assessResponses are drawn by best response or by visit", () => {
    const best = responseTransitionPlot(transitions, { document: page() });
    expect(described(best)).toContain("8 patients.");
    const visits = responseTransitionPlot(
      [1, 4].map((visit) => ({ name: `Visit ${visit}`, responses, visit })),
      { document: page() },
    );
    const missing = responses.filter((response) => response.visits.length < 4).length;
    expect(texts(visits)).toContain(`No visit ${missing}`);
  });

  test("the order of the patients in a column does not matter", () => {
    const turned = columns.map((column, k) =>
      k === 0 ? column : { ...column, responses: [...column.responses].reverse() },
    );
    expect(responseTransitionPlot(turned, { document: page() }).outerHTML).toBe(figure.outerHTML);
  });

  test("other patients, repeated ones, unknown responses and wrong visits are named", () => {
    const draw = (second: object) => () =>
      responseTransitionPlot([columns[0]!, { ...columns[1]!, ...second }], { document: page() });
    expect(draw({ responses: by("PR") })).toThrow("patient P1 is not in both columns");
    expect(draw({ responses: by("PR", "PR", "SD", "PD", "SD", "PR", "CR") })).toThrow("patient P6 is not in both");
    expect(draw({ responses: [...by("PR"), ...by("PR")] })).toThrow(error("Second"));
    expect(draw({ responses: by("cured" as never) })).toThrow(error("best"));
    expect(draw({ visit: 0 })).toThrow(error("visit"));
    expect(draw({ name: "" })).toThrow(error("name"));
    expect(draw({ responses: [] })).toThrow("empty list");
    expect(() => responseTransitionPlot(columns.slice(1), { document: page() })).toThrow(error("columns"));
  });
});
