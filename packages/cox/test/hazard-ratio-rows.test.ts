import { factor, interaction } from "@hcc/data";
import { expect, test } from "vitest";
import { coxph, coxScreen, fineGray, hazardRatioRows, subgroupHazardRatios } from "../src/index.js";

const rows = Object.freeze(
  Array.from({ length: 90 }, (_, i) => ({
    t: 1 + ((i * 37) % 91) / (1 + (i % 2)),
    d: i % 5 > 0 ? 1 : 0,
    end: i % 5 === 0 ? "none" : i % 3 === 0 ? "other" : "death",
    arm: i % 2 ? "B" : "A",
    stage: ["I", "II", "III"][(i * 5) % 3]!,
    age: 40 + ((i * 7) % 30),
  })),
);
const channels = { time: "t", event: "d" } as const;
const numbers = [
  "estimate",
  "standardError",
  "hazardRatio",
  "lower",
  "upper",
  "pValue",
  "pValueMethod",
  "status",
] as const;

test("a model has a row per coefficient, with the reference of factors", () => {
  const model = coxph(rows, {
    ...channels,
    covariates: ["arm", factor("stage", { reference: "II" }), "age", interaction("arm", "age")],
    level: 0.9,
  });
  const flat = hazardRatioRows(model);
  expect(flat.map(({ name, term, level, reference }) => [name, term, level, reference])).toEqual([
    ["arm=B", "arm", "B", "A"],
    ["stage=I", "stage", "I", "II"],
    ["stage=III", "stage", "III", "II"],
    ["age", "age", null, null],
    ["arm=B:age", "arm:age", "B", null],
  ]);
  flat.forEach((row, j) => {
    for (const field of numbers) expect(row[field]).toBe(model.coefficients[j]![field]);
    expect(row).toMatchObject({ model: null, n: 90, events: 72, pInteraction: null, confidenceLevel: 0.9 });
  });
});

test("a screen has the univariable models, then the multivariable one", () => {
  const screen = coxScreen(rows, { ...channels, candidates: ["arm", "stage", "age"] });
  const flat = hazardRatioRows(screen);
  expect(flat.map(({ model, name }) => `${model} ${name}`)).toEqual([
    "univariable arm=B",
    "univariable stage=II",
    "univariable stage=III",
    "univariable age",
    ...screen.multivariable!.coefficients.map(({ name }) => `multivariable ${name}`),
  ]);
  const none = coxScreen(rows, { ...channels, candidates: ["age"], threshold: 1e-9 });
  expect(hazardRatioRows(none).map(({ model }) => model)).toEqual(["univariable"]);
});

test("subgroups have all rows first, counts of their own and the P of the interaction", () => {
  const found = subgroupHazardRatios(rows, { ...channels, treatment: "arm", control: "B", subgroups: ["stage"] });
  const flat = hazardRatioRows(found);
  expect(flat.map(({ name, term, level, reference }) => [name, term, level, reference])).toEqual([
    ["overall", null, null, "B"],
    ["stage=I", "stage", "I", "B"],
    ["stage=II", "stage", "II", "B"],
    ["stage=III", "stage", "III", "B"],
  ]);
  expect(flat.slice(1).reduce((sum, { n }) => sum + n, 0)).toBe(flat[0]!.n);
  expect(flat.map(({ pInteraction }) => pInteraction)).toEqual([
    null,
    ...Array.from({ length: 3 }, () => found.interactions[0]!.test!.pValue),
  ]);
  found.rows.forEach((row, i) => {
    for (const field of numbers) expect(flat[i + 1]![field]).toBe(row[field]);
  });
});

test("subdistribution hazard ratios are hazard ratios too", () => {
  const cause = { channel: "end", event: ["death"], competing: ["other"], censored: ["none"] } as const;
  const model = fineGray(rows, { time: "t", cause, covariates: ["arm"] });
  expect(hazardRatioRows(model)[0]).toMatchObject({ name: "arm=B", reference: "A", events: model.events });
});

test("an infinite and an aliased coefficient keep their status, and what is no result is an input error", () => {
  const data = { t: [1, 2, 3, 4, 5, 6], d: [1, 1, 1, 0, 0, 0], x: [1, 1, 1, 0, 0, 0], y: [2, 2, 2, 0, 0, 0] };
  const flat = hazardRatioRows(coxph(data, { ...channels, covariates: ["x", "y"] }));
  expect(flat.map(({ status, hazardRatio }) => [status, hazardRatio])).toEqual([
    ["infinite", Number.POSITIVE_INFINITY],
    ["aliased", null],
  ]);
  for (const wrong of [null, {}, rows])
    expect(() => hazardRatioRows(wrong as never)).toThrow("hazardRatioRows: the result has no hazard ratios");
});
