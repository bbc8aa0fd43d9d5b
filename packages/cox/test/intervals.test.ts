import { readFileSync } from "node:fs";
import { interaction, log2Term } from "@hcc/data";
import { measured, splitIntervals, startStopRows } from "@hcc/survival";
import { describe, expect, test } from "vitest";
import { type CoxModel, coxph } from "../src/index.js";
import { near } from "./reference.js";

interface Fit {
  readonly coef: number[];
  readonly se: number[];
  readonly loglik: [number, number];
}
const reference = JSON.parse(readFileSync(new URL("../../../validation/intervals.json", import.meta.url), "utf8")) as {
  veteran: Record<"time" | "event" | "entry" | "prior" | "karno", number[]>;
  patients: Record<"id" | "time" | "death" | "age", number[]>;
  visits: Record<"id" | "day" | "bili" | "edema", number[]>;
  episodes: Fit;
  changing: Fit;
  tdc: Fit;
};
const { veteran, patients, visits } = reference;
const at = { time: "time", event: "event", entry: "entry" } as const;

function equal(model: CoxModel, { coef, se, loglik }: Fit, scale: readonly number[] = coef.map(() => 1)): void {
  expect(model.coefficients.length).toBe(coef.length);
  model.coefficients.forEach(({ estimate, standardError }, j) => {
    near(estimate! * scale[j]!, coef[j]!, se[j]!);
    near(standardError! * scale[j]!, se[j]!);
  });
  near(model.logLikelihood.null, loglik[0], 0, 1e-12);
  near(model.logLikelihood.model, loglik[1], 0, 1e-12);
}

describe("Cox models of intervals are R's", () => {
  test("a hazard ratio of its own in each episode", () => {
    const { columns } = splitIntervals(veteran, { time: "time", event: "event", cuts: [90, 180] });
    const karno = (d: { row: number }) => veteran.karno[d.row]!;
    const model = coxph(columns, {
      ...at,
      covariates: [
        { prior: (d) => veteran.prior[d.row]! },
        { karno },
        { karno2: (d) => (d.episode === 2 ? karno(d) : 0), karno3: (d) => (d.episode === 3 ? karno(d) : 0) },
      ],
    });
    equal(model, reference.episodes);
  });

  test("an effect that changes with log time: cut at every event, R's tt()", () => {
    const { columns } = splitIntervals(veteran, { time: "time", event: "event", cuts: "events" });
    const model = coxph(columns, {
      ...at,
      covariates: [
        { prior: (d) => veteran.prior[d.row]!, karno: (d) => veteran.karno[d.row]! },
        { changing: (d) => veteran.karno[d.row]! * Math.log(d.time) },
      ],
    });
    equal(model, reference.changing);
  });

  test("a measurement that is carried forward: R's tmerge", () => {
    const visit = { id: "id", time: "day" } as const;
    const { columns } = startStopRows(patients, {
      id: "id",
      time: "time",
      event: "death",
      measurements: {
        bili: measured(visits, { ...visit, value: "bili" }),
        edema: measured(visits, { ...visit, value: "edema" }),
      },
    });
    const covariates = [
      log2Term<{ bili: number | null }>("bili"),
      { age: (d: { row: number }) => patients.age[d.row]! },
      "edema",
    ] as const;
    equal(coxph(columns, { ...at, id: "id", covariates }), reference.tdc, [1 / Math.LN2, 1, 1]);
  });
});

test("cutting follow-up changes no fit", () => {
  const spec = {
    time: "time",
    event: "event",
    covariates: ["prior", "karno", interaction<{ prior: number; karno: number }>("prior", "karno")],
  } as const;
  for (const ties of ["efron", "breslow"] as const) {
    const whole = coxph(veteran, { ...spec, ties });
    for (const cuts of [[30], [5, 100, 101.5, 400], "events"] as const) {
      const { columns } = splitIntervals(veteran, { time: "time", event: "event", cuts });
      const row = columns.row;
      const data = {
        ...columns,
        prior: Array.from(row, (i) => veteran.prior[i]!),
        karno: Array.from(row, (i) => veteran.karno[i]!),
      };
      const cut = coxph(data, { ...spec, ...at, ties });
      cut.coefficients.forEach(({ estimate, standardError }, j) => {
        near(estimate, whole.coefficients[j]!.estimate!, whole.coefficients[j]!.standardError!, 1e-10);
        near(standardError, whole.coefficients[j]!.standardError!, 0, 1e-10);
      });
      near(cut.logLikelihood.model, whole.logLikelihood.model, 0, 1e-12);
    }
  }
});
