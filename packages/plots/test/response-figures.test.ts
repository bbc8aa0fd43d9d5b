import { describe, expect, test } from "vitest";
import { spiderPlot, swimmerPlot, waterfallPlot } from "../src/index.js";
import { described, page, texts } from "./read-figure.js";
import { courses, easl, responses } from "./response-data.js";

const all = (figure: Element, name: string): Element[] => [...figure.querySelectorAll(`[aria-label="${name}"] > *`)];
const number = (element: Element, name: string): number => Number(element.getAttribute(name));
const title = (element: Element): string => element.querySelector("title")!.textContent ?? "";
const error = (column?: string, row?: number): object =>
  expect.objectContaining({
    name: "HccInputError",
    code: "option",
    ...(column !== undefined && { column }),
    ...(row !== undefined && { row }),
  });
const [first] = responses;

/** Height of a change in percent by the ticks of the axis. */
function scale(figure: Element): (percent: number) => number {
  const ticks = [...figure.querySelectorAll('[aria-label="axes"] text[text-anchor="end"]')].map((tick) => [
    Number(tick.textContent!.replace("−", "-")),
    number(tick, "y") - 4,
  ]);
  const [[low, bottom], [high, top]] = [ticks[0]!, ticks.at(-1)!] as [[number, number], [number, number]];
  return (percent) => bottom + ((top - bottom) * (percent - low)) / (high - low);
}

describe("waterfallPlot", () => {
  const figure = waterfallPlot(responses, { document: page() });

  test("bars are the lowest change of each patient up to progression, largest increase first", () => {
    expect(all(figure, "bars").map(title)).toEqual([
      "grows: +150%, PD",
      "same: 0%, SD",
      "stays: −10%, SD",
      "new lesion: −20%, SD",
      "shrinks: −60%, PR",
      "vanishes: −100%, CR",
    ]);
    const y = scale(figure);
    const bars = all(figure, "bars");
    const shrinks = bars[4]!;
    expect(number(shrinks, "y")).toBeCloseTo(y(0), 1);
    expect(number(shrinks, "y") + number(shrinks, "height")).toBeCloseTo(y(-60), 1);
    expect(bars.map((bar) => number(bar, "x"))).toEqual(bars.map((bar) => number(bar, "x")).sort((a, b) => a - b));
  });

  test("a bar beyond the limit ends there, is broken, and is listed with its value", () => {
    const bar = all(figure, "bars")[0]!;
    expect(number(bar, "y")).toBeCloseTo(scale(figure)(100), 1);
    expect(all(figure, "cut")).toHaveLength(1);
    expect(texts(figure).join(" ")).toContain("Cut at +100%: grows +150%.");
    const whole = waterfallPlot(responses, { document: page(), limit: 200 });
    expect(all(whole, "cut")).toHaveLength(0);
    expect(number(all(whole, "bars")[0]!, "y")).toBeCloseTo(scale(whole)(150), 1);
  });

  test("patients without a measured change are listed with their best response", () => {
    expect(texts(figure).join(" ")).toContain("No measured change in 2 of 8 patients: NE unseen; No visit lost.");
  });

  test("lines are at the thresholds of the criteria", () => {
    const y = scale(figure);
    const lines = all(figure, "thresholds").filter(({ localName }) => localName === "line");
    expect(lines.map((line) => number(line, "y1"))).toEqual([y(-30), y(20)].map((at) => expect.closeTo(at, 1)));
    expect(texts(figure)).toEqual(expect.arrayContaining(["−30%", "+20%"]));
    expect(texts(waterfallPlot(easl, { document: page() }))).toEqual(expect.arrayContaining(["−50%", "+25%"]));
  });

  test("bars have the color of the best response, and the key counts them", () => {
    expect(texts(figure)).toEqual(expect.arrayContaining(["CR (1)", "PR (1)", "SD (3)", "PD (1)"]));
    const fills = all(figure, "bars").map((bar) => bar.getAttribute("fill"));
    expect(new Set(fills.filter((_, i) => i !== 1)).size).toBe(4);
    expect(fills[2]).toBe(fills[3]);
  });

  test("after progression changes count only when they are asked for", () => {
    const later = responses.map((response) =>
      response.patient === "grows"
        ? {
            ...response,
            visits: response.visits.map((visit, i) => (i === 1 ? { ...visit, percentFromBaseline: -90 } : visit)),
          }
        : response,
    );
    expect(title(all(waterfallPlot(later, { document: page() }), "bars")[0]!)).toBe("grows: +150%, PD");
    const bars = all(waterfallPlot(later, { document: page(), until: "last" }), "bars").map(title);
    expect(bars).toContain("grows: −90%, PD");
  });

  test("patients have their names where there is room, and the description says what is drawn", () => {
    expect(texts(figure)).toContain("shrinks");
    const many = Array.from({ length: 90 }, (_, i) => ({ ...responses[1]!, patient: `P${i}` }));
    expect(texts(waterfallPlot(many, { document: page() }))).not.toContain("P0");
    expect(described(figure)).toContain(
      "6 patients, 2 with a decrease of 30% or more, 1 with an increase of 20% or more.",
    );
  });

  test("the order of the patients does not matter", () => {
    const turned = waterfallPlot([...responses].reverse(), { document: page() });
    expect(all(turned, "bars").map(title)).toEqual(all(figure, "bars").map(title));
  });
});

describe("spiderPlot", () => {
  const figure = spiderPlot(responses, { document: page(), unit: "days", until: "last" });
  const line = (patient: string): Element =>
    all(figure, "lines").find((each) => title(each).startsWith(`${patient}:`))!;
  const points = (path: Element): number[][] =>
    [...path.getAttribute("d")!.matchAll(/[ML]([\d.]+),([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

  test("lines begin at 0 % and join the measured changes", () => {
    const y = scale(figure);
    expect(points(line("shrinks")).map(([, at]) => at)).toEqual(
      [0, -40, -60, -60, -20].map((percent) => expect.closeTo(y(percent), 1)),
    );
    const steps = points(line("shrinks")).map(([x]) => x!);
    expect(steps[2]! - steps[1]!).toBeCloseTo(steps[1]! - steps[0]!, 1);
  });

  test("a circle is at the first lowest change, none where no change is below baseline", () => {
    const circles = all(figure, "nadir");
    expect(circles).toHaveLength(4);
    const [x, y] = points(line("shrinks"))[2]!;
    expect(circles.some((circle) => number(circle, "cx") === x && number(circle, "cy") === y)).toBe(true);
  });

  test("a progression without a measured change lies at the height of the last one", () => {
    expect(all(figure, "progression")).toHaveLength(
      responses.filter((r) => r.firstProgressionDay.overall !== null).length,
    );
    const [way] = all(figure, "to progression");
    expect(all(figure, "to progression")).toHaveLength(1);
    const [x, y] = points(line("new lesion")).at(-1)!;
    expect([number(way!, "x1"), number(way!, "y1"), number(way!, "y2")]).toEqual([x, y, y]);
    expect(number(way!, "x2") - x!).toBeCloseTo(x! - points(line("new lesion"))[0]![0]!, 1);
  });

  test("a line is cut where it crosses the limit, and an arrow stands there", () => {
    expect(all(figure, "beyond")).toHaveLength(1);
    expect(points(line("grows")).at(-1)![1]).toBeCloseTo(scale(figure)(100), 1);
    expect(all(spiderPlot(responses, { document: page(), limit: 300, until: "last" }), "beyond")).toHaveLength(0);
  });

  test("lines of different responses differ by dash as well", () => {
    const dashes = ["grows", "stays", "shrinks"].map((name) => line(name).getAttribute("stroke-dasharray"));
    expect(new Set(dashes).size).toBe(3);
  });

  test("patients without a measured change are counted", () => {
    expect(texts(figure).join(" ")).toContain("No measured change in 2 of 8 patients.");
    expect(described(figure)).toContain("Lowest change −100%.");
  });
});

describe("swimmerPlot", () => {
  const figure = swimmerPlot(courses, { document: page(), unit: "days" });
  const bars = all(figure, "bars");

  test("bars are as long as the follow-up, longest first within a group", () => {
    const widths = bars.map((bar) => number(bar, "width"));
    expect(bars.map((bar) => title(bar).split(":")[0])).toEqual(
      ["TKI-I", "TKI"].flatMap((group) => courses.filter((c) => c.group === group).map((c) => c.patient)),
    );
    courses.forEach(({ end }, i) => {
      expect(widths[i]! / widths[0]!).toBeCloseTo(end / 300, 2);
    });
    expect(texts(figure)).toEqual(expect.arrayContaining(["TKI-I (n\u00a0=\u00a04)", "TKI (n\u00a0=\u00a04)"]));
  });

  test("marks are first response before progression, first progression, death, events by name, and going on", () => {
    const responded = courses.filter(({ response: r }) => ["CR", "PR"].includes(r.best.overall)).length;
    const progressed = courses.filter(({ response: r }) => r.firstProgressionDay.overall !== null).length;
    expect(all(figure, "marks")).toHaveLength(responded + progressed + 4 + 8 + 1 + 4);
    expect(texts(figure)).toEqual(
      expect.arrayContaining([
        "First response (CR or PR)",
        "First progression",
        "Seed implantation",
        "Death",
        "Ongoing",
      ]),
    );
    expect(described(figure)).toContain(
      `First progression in ${progressed}; Seed implantation in 4; Dose reduced in 1`,
    );
  });

  test("a mark after the end of the bar hangs on a line", () => {
    const one = swimmerPlot([{ patient: "A", start: 10, end: 40, death: 90 }], { document: page() });
    const [way] = all(one, "ways");
    const bar = all(one, "bars")[0]!;
    expect(number(way!, "x1")).toBeCloseTo(number(bar, "x") + number(bar, "width"), 1);
    expect(number(way!, "x2")).toBeGreaterThan(number(way!, "x1"));
  });

  test("an unlike origin of days changes nothing", () => {
    const shifted = courses.map((c) => ({
      ...c,
      start: c.start + 1000,
      end: c.end + 1000,
      death: c.death === null ? null : c.death + 1000,
      events: {
        "Seed implantation": c.events["Seed implantation"]?.map((day) => day + 1000),
        "Dose reduced": c.events["Dose reduced"] === null ? null : c.events["Dose reduced"] + 1000,
      },
      response: {
        ...c.response,
        visits: c.response.visits.map((visit) => ({ ...visit, day: visit.day + 1000 })),
        firstProgressionDay: {
          overall:
            c.response.firstProgressionDay.overall === null ? null : c.response.firstProgressionDay.overall + 1000,
        },
      },
    }));
    expect(swimmerPlot(shifted, { document: page(), unit: "days" }).outerHTML).toBe(figure.outerHTML);
  });

  test("the order of the data is kept where it is asked for", () => {
    const data = swimmerPlot(
      [5, 9, 7].map((end) => ({ patient: `P${end}`, start: 0, end })),
      { document: page(), sort: "data" },
    );
    expect(all(data, "bars").map((bar) => title(bar).split(":")[0])).toEqual(["P5", "P9", "P7"]);
  });
});

describe("wrong input ends in an error that names it", () => {
  const document = page();
  test.each([null, undefined, []])("no patients: %j", (none) => {
    for (const draw of [waterfallPlot, spiderPlot, swimmerPlot]) {
      expect(() => (draw as (list: unknown, options: object) => void)(none, { document })).toThrow(error());
    }
  });

  test("patients that are no responses, repeated, of other thresholds, with an impossible change", () => {
    const draw = (list: readonly unknown[]) => () => waterfallPlot(list as typeof responses, { document });
    expect(draw([first, {}])).toThrow(error(undefined, 1));
    expect(draw([first, first])).toThrow(error("patient", 1));
    expect(draw([first, { ...easl[1]! }])).toThrow(error("options", 1));
    expect(draw([{ ...first!, best: { overall: "cured" } }])).toThrow(error("best", 0));
    const visits = first!.visits.map((visit) => ({ ...visit, percentFromBaseline: -101 }));
    expect(draw([{ ...first!, visits }])).toThrow(error("percentFromBaseline", 0));
  });

  test("options that are none, or out of range", () => {
    expect(() => waterfallPlot(responses, { document, limit: 20 })).toThrow(error("limit"));
    expect(() => waterfallPlot(responses, { document, until: "end" as never })).toThrow(error("until"));
    expect(() => waterfallPlot(responses, { document, sort: "data" } as never)).toThrow("sort");
    expect(() => spiderPlot(responses, { document, unit: "years" as never })).toThrow(error("unit"));
    expect(() => spiderPlot(responses, { document, xMax: 0 })).toThrow(error("xMax"));
    expect(() => swimmerPlot(courses, { document, sort: "name" as never })).toThrow(error("sort"));
    expect(() => swimmerPlot(courses, { document, rowHeight: 4 })).toThrow(error("rowHeight"));
  });

  test("courses that end before they start, or have events before it", () => {
    const draw = (patient: object) => () => swimmerPlot([{ patient: "A", start: 0, end: 9, ...patient }], { document });
    expect(draw({ end: -1 })).toThrow("exchange them");
    expect(draw({ start: Number.NaN })).toThrow(error("start", 0));
    expect(draw({ patient: "" })).toThrow(error("patient", 0));
    expect(draw({ events: { Surgery: -2 } })).toThrow(error("Surgery", 0));
    expect(draw({ events: { Surgery: "2021" } })).toThrow(error("Surgery", 0));
    expect(draw({ events: { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 } })).toThrow(error("events"));
  });
});
