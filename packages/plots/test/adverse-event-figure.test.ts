import { describe, expect, test } from "vitest";
import { adverseEventPlot } from "../src/index.js";
import { described, page, texts } from "./read-figure.js";
import { events } from "./response-data.js";

const all = (figure: Element, name: string): Element[] => [...figure.querySelectorAll(`[aria-label="${name}"] > *`)];
const number = (element: Element, name: string): number => Number(element.getAttribute(name));
const error = (column?: string): object =>
  expect.objectContaining({ name: "HccInputError", code: "option", ...(column !== undefined && { column }) });

describe("adverseEventPlot", () => {
  const draw = (options = {}) => adverseEventPlot(events, { document: page(), ...options });
  const figure = draw();
  const percents = (of: "anyGrade" | "grade3Plus", side: 0 | 1): number[] =>
    [events.overall, ...events.rows].map(({ groups }) => (100 * groups[side]![of].count) / groups[side]!.n);

  test.each(["any grade", "grade 3 or worse"] as const)(
    "bars of %s are as long as the percentage of the treated",
    (name) => {
      const of = name === "any grade" ? "anyGrade" : "grade3Plus";
      const expected = [...percents(of, 0), ...percents(of, 1)].filter((percent) => percent > 0);
      const widths = all(figure, name).map((bar) => number(bar, "width"));
      const longest = number(all(figure, "any grade")[0]!, "width") / percents("anyGrade", 0)[0]!;
      expect(widths).toHaveLength(expected.length);
      widths.forEach((width, i) => {
        expect(width / longest).toBeCloseTo(expected[i]!, 1);
      });
    },
  );

  test("the groups face each other: left bars end where the middle begins", () => {
    const bars = all(figure, "any grade");
    const ends = bars.slice(0, 3).map((bar) => number(bar, "x") + number(bar, "width"));
    for (const end of ends) expect(end).toBeCloseTo(ends[0]!, 1);
    expect(number(bars.at(-1)!, "x")).toBeGreaterThan(ends[0]!);
  });

  test("numbers beside the bars are percentages of any grade and of grade 3 or worse", () => {
    const [any, severe] = (["anyGrade", "grade3Plus"] as const).map((of) => percents(of, 0));
    expect(all(figure, "numbers").map(({ textContent }) => textContent)).toContain(
      `${Math.round(any![1]!)} / ${Math.round(severe![1]!)}`,
    );
    expect(described(figure)).toContain("Pneumothorax: TKI-I 0%, 0% grade 3 or worse; TKI 13%, 13%.");
  });

  test("exchanged groups exchange the sides", () => {
    const turned = draw({ groups: ["TKI", "TKI-I"] });
    const pairs = (element: Element): (string | null)[] =>
      all(element, "numbers").map(({ textContent }) => textContent);
    const [here, there] = [pairs(figure), pairs(turned)];
    expect(there.filter((_, i) => i % 2 === 0)).toEqual(here.filter((_, i) => i % 2 === 1));
  });

  test("rare terms are left out and counted, labels replace terms, the row of any event can go", () => {
    const some = draw({ minPercent: 20, overall: false, labels: { Hypertension: "High blood pressure" } });
    expect(texts(some)).toContain("High blood pressure");
    expect(texts(some)).not.toContain("Pneumothorax");
    expect(texts(some)).not.toContain("Any event");
    expect(texts(some).join(" ")).toContain("1 term below 20% in both groups is not shown.");
  });

  test("most severe first on demand", () => {
    const terms = all(draw({ sort: "severe", width: 1280 }), "terms").map(({ textContent }) => textContent);
    expect(terms).toEqual(["Any event", "Palmar-plantar erythrodysesthesia syndrome", "Pneumothorax", "Hypertension"]);
  });

  test("wrong input ends in an error that names it", () => {
    const of =
      (result: unknown, options = {}) =>
      () =>
        adverseEventPlot(result as typeof events, { document: page(), ...options });
    expect(of(null)).toThrow(error());
    expect(of({ overall: events.overall })).toThrow("no rows of events");
    expect(of(events, { groups: ["TKI", "TKI"] })).toThrow(error("groups"));
    expect(of(events, { groups: ["TKI", "placebo"] })).toThrow('no group "placebo"');
    expect(of(events, { minPercent: 101 })).toThrow(error("minPercent"));
    expect(of(events, { minPercent: 100, overall: false })).toThrow(error("rows"));
    expect(of(events, { sort: "name" })).toThrow(error("sort"));
    const first = events.rows[0]!;
    const groups = first.groups.map((group) => ({ ...group, grade3Plus: { count: 30 } }));
    expect(of({ ...events, rows: [{ ...first, groups }] })).toThrow("patients, not of events");
    const one = { ...events.overall, groups: events.overall.groups.slice(0, 1) };
    expect(of({ ...events, overall: one })).toThrow(error("groups"));
  });
});
