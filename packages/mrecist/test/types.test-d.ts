import { expectTypeOf, test } from "vitest";
import {
  assessResponse,
  assessResponses,
  type BestResponse,
  type PatientResponse,
  responseRates,
} from "../src/index.js";

interface Reading {
  patientId: string;
  visitDate: string;
  day: number;
  lesionId: string;
  role: "target" | "non-target" | "thrombus" | "new";
  viableMm: number | null;
  level: "Vp1" | "Vp2" | null;
}
declare const readings: readonly Reading[];
declare const rows: { arm: string; best: BestResponse | null; note: string }[];
declare const loose: Record<string, unknown>[];
const channels = { patient: "patientId", day: "day", lesion: "lesionId", role: "role", criteria: "mrecist" } as const;

test("channels are fields of a fitting type, accessors or arrays", () => {
  expectTypeOf(assessResponses(readings, { ...channels, viable: "viableMm", level: "level" })).toEqualTypeOf<
    readonly PatientResponse[]
  >();
  assessResponses(readings, { ...channels, viable: (d) => d.viableMm, enhancing: [true, null] });
  assessResponses(loose, { ...channels, viable: "anything" });
});

test("a misspelt field, a field of another type and unknown criteria are compile errors", () => {
  // @ts-expect-error there is no such field
  assessResponses(readings, { ...channels, viable: "viable" });
  // @ts-expect-error a date is no role
  assessResponses(readings, { ...channels, role: "visitDate", viable: "viableMm" });
  // @ts-expect-error there are no such criteria
  assessResponses(readings, { ...channels, criteria: "recist", viable: "viableMm" });
  // @ts-expect-error there is no such role
  assessResponse({ measurements: [{ day: 0, lesion: 1, role: "primary", viable: 3 }] }, { criteria: "mrecist" });
});

test("rates read results or a field with best responses", () => {
  expectTypeOf(
    responseRates([] as PatientResponse[], { by: "patient", component: "thrombus" }).component,
  ).toEqualTypeOf<"overall" | "intrahepatic" | "thrombus">();
  responseRates(rows, { by: "arm", best: "best" });
  // @ts-expect-error free text is no response
  responseRates(rows, { by: "arm", best: "note" });
});
