import { factor, interaction } from "@hcc/data";
import { expectTypeOf, test } from "vitest";
import { type CoxModel, coxph, coxScreen, subgroupHazardRatios } from "../src/index.js";

interface Patient {
  osMonths: number;
  death: 0 | 1;
  arm: "TKI" | "TKI-I";
  afp?: number | null;
}
declare const patients: Patient[];
declare const loose: Record<string, unknown>[];

test("fields of a fitting type, terms and typed arrays are accepted", () => {
  expectTypeOf(
    coxph(patients, {
      time: "osMonths",
      event: "death",
      covariates: [
        "arm",
        "afp",
        factor("arm", { reference: "TKI" }),
        { afp100: (d) => (d.afp ?? 0) / 100 },
        interaction("arm", "afp"),
      ],
      strata: "arm",
    }),
  ).toEqualTypeOf<CoxModel>();
  coxph(
    { t: new Float64Array(3), d: new Uint8Array(3), x: ["a", "b", "a"] },
    { time: "t", event: "d", covariates: ["x"] },
  );
  coxph(loose, { time: "anything", event: "at", covariates: ["all"] });
});

test("misspelt or unfitting fields are compile errors", () => {
  // @ts-expect-error there is no such field
  coxph(patients, { time: "osMonth", event: "death", covariates: ["arm"] });
  // @ts-expect-error there is no such field
  coxph(patients, { time: "osMonths", event: "death", covariates: ["arms"] });
  // @ts-expect-error a text field is no event
  coxph(patients, { time: "osMonths", event: "arm", covariates: ["afp"] });
  // @ts-expect-error there is no such field
  coxScreen(patients, { time: "osMonths", event: "death", candidates: ["arms"] });
  // @ts-expect-error there is no such field
  subgroupHazardRatios(patients, { time: "osMonths", event: "death", treatment: "arms", subgroups: [] });
});
