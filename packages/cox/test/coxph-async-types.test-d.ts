import { expectTypeOf, test } from "vitest";
import { type AsyncFit, type CoxProgress, coxphAsync } from "../src/async.js";
import type { CoxModel, CoxSpec, coxph } from "../src/index.js";

interface Patient {
  months: number;
  death: 0 | 1;
  arm: "TKI" | "TKI-I";
}
declare const patients: Patient[];

test("it takes what coxph takes and promises what coxph gives", () => {
  const spec = { time: "months", event: "death", covariates: ["arm"] } as const;
  expectTypeOf(coxphAsync(patients, spec)).toEqualTypeOf<Promise<CoxModel>>();
  expectTypeOf(coxphAsync<Patient[]>)
    .parameter(1)
    .toEqualTypeOf<CoxSpec<Patient>>();
  expectTypeOf(coxphAsync<Patient[]>)
    .parameter(1)
    .toEqualTypeOf<Parameters<typeof coxph<Patient[]>>[1]>();
  coxphAsync({ t: new Float64Array(3), d: [1, 0, 1] }, { time: "t", event: "d", covariates: [{ x: (d) => d.t / 2 }] });
});

test("options are a signal, a listener and a fallback", () => {
  const spec = { time: "months", event: "death", covariates: [] } as const;
  const { signal } = new AbortController();
  coxphAsync(patients, spec, { signal, fallback: "error", onProgress: ({ stage }) => void stage });
  expectTypeOf<AsyncFit["fallback"]>().toEqualTypeOf<"calling-thread" | "error" | undefined>();
  // @ts-expect-error a controller is no signal
  coxphAsync(patients, spec, { signal: new AbortController() });
  // @ts-expect-error there is no such fallback
  coxphAsync(patients, spec, { fallback: "none" });
});

test("a listener knows what a stage tells", () => {
  const hear = (progress: CoxProgress): number => {
    if (progress.stage === "reading") return progress.done / progress.of;
    expectTypeOf(progress.iteration).toEqualTypeOf<number>();
    return progress.logLikelihood;
  };
  expectTypeOf(hear).parameter(0).toEqualTypeOf<CoxProgress>();
});

test("misspelt fields are compile errors", () => {
  // @ts-expect-error there is no such field
  coxphAsync(patients, { time: "month", event: "death", covariates: [] });
});
