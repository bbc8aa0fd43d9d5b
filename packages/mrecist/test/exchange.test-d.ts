import { expectTypeOf, test } from "vitest";
import {
  type AdrsPatient,
  type AdrsRow,
  type AdtrMeasurement,
  type AdtrRow,
  assessResponses,
  fromAdrs,
  fromAdtr,
  type LesionSite,
  type PatientResponse,
  responseAgreement,
  responseRates,
  toAdrs,
  toAdtr,
} from "../src/index.js";

interface Reading {
  id: string;
  day: number;
  lesion: string;
  role: "target" | "non-target";
  mm: number | null;
}
interface Exported {
  USUBJID: string;
  PARAMCD: string;
  ADT: string;
  AVAL: number | null;
  LOC: "SEGMENT VI" | "LUNG";
}
declare const readings: readonly Reading[];
declare const responses: readonly PatientResponse[];
declare const exported: readonly Exported[];
declare const loose: Record<string, unknown>[];
const channels = {
  patient: "id",
  day: "day",
  lesion: "lesion",
  role: "role",
  viable: "mm",
  criteria: "mrecist",
} as const;

test("rows are written with the variables that their types name", () => {
  expectTypeOf(toAdrs(responses, { studyId: "S" })).toEqualTypeOf<readonly AdrsRow[]>();
  expectTypeOf(toAdtr(readings, { ...channels, studyId: "S" })).toEqualTypeOf<readonly AdtrRow[]>();
  expectTypeOf<AdrsRow["ADT"]>().toEqualTypeOf<string | number | null>();
  expectTypeOf<AdtrRow["BASE"]>().toEqualTypeOf<number>();
  toAdrs(responses, { studyId: "S", referenceDate: new Map([["P1", "2021-01-01"]]), days: "calendar" });
  toAdrs(responses, { studyId: "S", referenceDate: { P1: "2021-01-01" }, evaluator: "BICR" });
  toAdrs(responses, { studyId: "S", visit: ({ ADY, index }) => ({ AVISIT: `DAY ${ADY}`, AVISITN: index }) });
});

test("a study without name, an unknown option and a channel of another type are compile errors", () => {
  // @ts-expect-error STUDYID is needed
  toAdrs(responses, {});
  // @ts-expect-error days are counted from the reference date or the calendar
  toAdrs(responses, { studyId: "S", days: "weeks" });
  // @ts-expect-error a visit has a name and a number
  toAdrs(responses, { studyId: "S", visit: () => ({ AVISIT: "V1" }) });
  // @ts-expect-error a number is no role
  toAdtr(readings, { ...channels, role: "mm", studyId: "S" });
  // @ts-expect-error rows have no trace
  toAdtr(readings, { ...channels, studyId: "S", trace: false });
});

test("rows of any program are read, and the results go where those of assessResponses go", () => {
  expectTypeOf(fromAdtr(exported)).toEqualTypeOf<readonly AdtrMeasurement[]>();
  expectTypeOf(fromAdrs(loose)).toEqualTypeOf<readonly AdrsPatient[]>();
  fromAdtr(exported, {
    site: (row): LesionSite => (row.LOC === "LUNG" ? "lung" : "liver"),
    unit: "cm",
    measure: "total",
  });
  const { viable, ...read } = channels;
  assessResponses(fromAdtr(exported), { ...read, patient: "patient", viable: "viable", site: "site", total: "total" });
  responseRates(fromAdrs(loose), { component: "thrombus", by: "evaluator" });
  responseAgreement(responses, fromAdrs(loose));
  expectTypeOf(viable).toEqualTypeOf<"mm">();
  // @ts-expect-error there is no such location
  fromAdtr(exported, { site: (row) => row.LOC });
  // @ts-expect-error inches are no unit
  fromAdtr(exported, { unit: "inch" });
  // @ts-expect-error rows are objects
  fromAdrs(["BOR"]);
});
