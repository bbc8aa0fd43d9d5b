import { factor } from "@hcc/data";
import { expectTypeOf, test } from "vitest";
import { type CoxCrossValidation, type CoxPath, coxCrossValidate, coxPath } from "../src/index.js";

interface Patient {
  osMonths: number;
  death: 0 | 1;
  arm: "TKI" | "TKI-I";
  site: string;
  afp?: number | null;
}
declare const patients: Patient[];

test("fields of a fitting type, terms and penalties are accepted", () => {
  expectTypeOf(
    coxPath(patients, {
      time: "osMonths",
      event: "death",
      covariates: ["arm", factor("site")],
      alpha: 0.5,
      penaltyFactor: { arm: 0 },
      strata: "site",
    }),
  ).toEqualTypeOf<CoxPath>();
  expectTypeOf(
    coxCrossValidate(patients, {
      time: "osMonths",
      event: "death",
      covariates: ["afp"],
      foldId: "site",
      measure: "concordance",
    }),
  ).toEqualTypeOf<CoxCrossValidation>();
});

test("misspelt or unfitting options are compile errors", () => {
  // @ts-expect-error there is no such field
  coxPath(patients, { time: "osMonths", event: "death", covariates: ["arms"] });
  // @ts-expect-error penalized estimates have no intervals
  coxPath(patients, { time: "osMonths", event: "death", covariates: ["arm"], level: 0.9 });
  // @ts-expect-error penalized estimates have no robust variance
  coxPath(patients, { time: "osMonths", event: "death", covariates: ["arm"], cluster: "site" });
  // @ts-expect-error there is no such field
  coxCrossValidate(patients, { time: "osMonths", event: "death", covariates: ["arm"], foldId: "fold" });
  // @ts-expect-error there is no such measure
  coxCrossValidate(patients, { time: "osMonths", event: "death", covariates: ["arm"], measure: "auc" });
});
