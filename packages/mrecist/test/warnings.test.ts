import { expect, test } from "vitest";
import type { Measurement, ResponseOptions } from "../src/index.js";
import { assess, course } from "./helpers.js";

const warned = (
  sizes: readonly (number | null)[],
  options: ResponseOptions = {},
  criteria: "mrecist" | "irecist" = "mrecist",
) =>
  assess(
    course(
      "T1",
      "target",
      sizes.map((viable) => ({ viable, total: viable })),
    ),
    criteria,
    options,
  ).warnings;

test("a response after progression does not count, and is a warning with both days", () => {
  expect(warned([40, 50, 45, 20, 0])).toEqual([
    {
      code: "response-after-progression",
      message: "PR on day 150 after progression on day 50: it does not count, check the readings",
    },
  ]);
  expect(warned([40, 50, 0])[0]!.message).toMatch(/^CR on day 100 after progression on day 50/);
  expect([warned([40, 50, 45]), warned([40, 20, 50]), warned([40, 20, 0])]).toEqual([[], [], []]);
});

test("under iRECIST progression can be reset: a response after it is no warning", () => {
  expect(warned([40, 50, 20], {}, "irecist")).toEqual([]);
});

test("PR after CR without progression between is a warning: something was not read (admiralonco issue 87)", () => {
  const [lesion, node] = [course("T1", "target", [40, 0, 0]), (now?: null) => course("N1", "non-target", [5, 0, now])];
  expect(assess([...lesion, ...node(null)]).warnings).toEqual([
    {
      code: "partial-after-complete",
      message: "PR on day 100 after CR on day 50 without progression between: check the readings",
    },
  ]);
  // Tumor that is seen again is progression, unless it is smaller than the size asked for.
  expect(warned([40, 0, 3])).toEqual([]);
  expect(warned([40, 0, 3], { reappearanceMinMm: 5 }).map(({ code }) => code)).toEqual(["partial-after-complete"]);
  expect(warned([40, 0, 50, 0]).map(({ code }) => code)).toEqual(["response-after-progression"]);
});

test("PR after CR is no warning when progression came before", () => {
  expect(warned([40, 50, 0, 3], { reappearanceMinMm: 5 }).map(({ code }) => code)).toEqual([
    "response-after-progression",
  ]);
});

const codes = (rows: readonly Measurement[], criteria: "mrecist" | "easl" = "mrecist") =>
  assess(rows, criteria).warnings.map(({ code }) => code);
const imaged = (...visits: Partial<Measurement>[]) =>
  course(
    "T1",
    "target",
    visits.map((visit) => ({ viable: 40, perpendicular: 20, ...visit })),
  );

test("a change between CT and MRI is a warning, one of them or none is not (response-rules 8)", () => {
  expect(codes(imaged({ modality: "CT" }, { modality: "MRI" }))).toEqual(["modality-changed"]);
  expect(codes(imaged({ modality: "MRI" }, { modality: "CT" }))).toEqual(["modality-changed"]);
  for (const one of ["CT", "MRI", null] as const) {
    expect(codes(imaged({ modality: one }, { modality: one }))).toEqual([]);
    expect(codes(imaged({ modality: one }, { modality: null }))).toEqual([]);
  }
});

test("lipiodol that may hide tumor is a warning, on an MRI it is not", () => {
  const on = (modality: "CT" | "MRI" | null) => codes(imaged({}, { lipiodol: true, modality }));
  expect([on("CT"), on(null), on("MRI")]).toEqual([["lipiodol"], ["lipiodol"], []]);
  expect(codes(imaged({}, { lipiodol: false, modality: "CT" }))).toEqual([]);
});

test("five targets in five organs are as many as the criteria take; organs with too many are named in order", () => {
  const at = (sites: readonly Measurement["site"][]) =>
    assess(
      sites.flatMap((site, i) =>
        course(
          `T${i}`,
          "target",
          [20, 20].map((total) => ({ site, viable: total, total })),
        ),
      ),
    );
  expect(at(["liver", "lung", "bone", "adrenal", "brain"]).warnings).toEqual([]);
  const lungFirst = at(["lung", "lung", "lung", "bone", "bone", "bone"]).warnings.map(({ message }) => message);
  expect(lungFirst.map((message) => message.split(":")[0])).toEqual([
    "6 target lesions",
    "3 target lesions in one organ (bone)",
    "3 target lesions in one organ (lung)",
  ]);
  const bone = at(["bone", "bone", "bone", "lung", "lung", "lung"]).warnings.map(({ message }) => message);
  expect(bone).toEqual(lungFirst);
});

test("centimeters are refused with the day of the baseline", () => {
  const rows = imaged({ viable: 2, perpendicular: 1 }, {}).map((row) => ({ ...row, day: row.day + 5 }));
  expect(() => assess(rows)).toThrow("measures 2 mm at baseline (day 5), targets at least 10");
});

test("the thickest slice of a lesion counts, in either order of its parts", () => {
  const part = (fragment: string, sliceThickness: number) =>
    ({ day: 0, lesion: "T1", role: "target", viable: 8, fragment, sliceThickness }) as const;
  for (const rows of [
    [part("a", 5), part("b", 10)],
    [part("a", 10), part("b", 5)],
  ]) {
    expect(codes([...rows, ...imaged({}, {}).slice(1)])).toEqual(["small-target"]);
  }
  expect(codes(imaged({ sliceThickness: 0.6 }, {}))).toEqual([]);
});
