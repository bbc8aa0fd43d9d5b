import { kaplanMeier } from "@hcc/survival";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { forestPlot, survivalPlot } from "../src/index.js";

const { document } = parseHTML("<html></html>");
const result = kaplanMeier({ t: [2, 5, 9, 12], d: [1, 0, 1, 0] }, { time: "t", event: "d" });
const error = (column?: string): object =>
  expect.objectContaining({ name: "HccInputError", code: "option", ...(column !== undefined && { column }) });

test.each([0, -6, Number.NaN, Number.POSITIVE_INFINITY])(
  "a step of the axis of %d ends in an error, not in a loop",
  (value) => {
    expect(() => survivalPlot(result, { document, tickStep: value })).toThrow(error("tickStep"));
    expect(() => survivalPlot(result, { document, xMax: value })).toThrow(error("xMax"));
  },
);

test.each([result.curves[0], null, undefined])("a figure is of the whole result, not of %j", (wrong) => {
  expect(() => survivalPlot(wrong as never, { document })).toThrow(error());
});

test("a forest plot refuses rows that are none, and limits that are text or exchanged", () => {
  const draw = (rows: unknown) => () => forestPlot(rows as Parameters<typeof forestPlot>[0], { document });
  expect(draw(null)).toThrow("the rows are no list");
  expect(draw([null])).toThrow("row 0 has no label");
  expect(draw([{}])).toThrow("row 0 has no label");
  expect(draw([{ label: "A", ratio: "1" }])).toThrow('"A" has the ratio or limit "1" at row 0');
  expect(draw([{ label: "A", ratio: 1, lower: 2, upper: 0.5 }])).toThrow("exchange them");
});
