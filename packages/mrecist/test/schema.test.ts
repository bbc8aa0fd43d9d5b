import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dayNumber } from "@hcc/data";
import Ajv2020 from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  assessResponse,
  assessResponses,
  type BestResponse,
  type ByComponent,
  type CriteriaProfile,
  criteriaProfile,
  type ImmuneResponse,
  type LesionFinding,
  type LesionRole,
  type LesionSite,
  type Measurement,
  type NewLesion,
  type NonTargetResponse,
  type PatientMeasurements,
  type PatientResponse,
  type ResolvedOptions,
  type ResponseBaseline,
  type ResponseComponent,
  type ResponseFlag,
  type ResponseVisit,
  type ThrombusLevel,
  type TraceEntry,
  type TumorResponse,
} from "../src/index.js";
import { course } from "./helpers.js";
import { fitting, measurements, NAMED, profileOf } from "./oracle-courses.js";

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}
const file = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const assessment = JSON.parse(file("../schema/assessment.json")) as Schema;
const patientResponse = JSON.parse(file("../schema/patient-response.json")) as Schema;
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
const validInput = ajv.compile(assessment);
const validResponse = ajv.compile(patientResponse);
const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const problems = (validate: typeof validInput, value: unknown): unknown =>
  validate(json(value)) ? null : validate.errors;

/** Every name once: a name too many or too few is an error of types. */
type Names<Name extends string> = Readonly<Record<Name, true>>;
const sorted = (names: object): string[] => Object.keys(names).sort();
const keysOf = (schema: Schema): string[] => sorted(schema.properties!);
const words = (schema: Schema): unknown[] => schema.enum!.filter((it) => it !== null).sort();

test("the package exports both schemas", () => {
  const { resolve } = createRequire(import.meta.url);
  for (const name of ["assessment", "patient-response"]) {
    const schema = JSON.parse(readFileSync(resolve(`@hcc/mrecist/schema/${name}.json`), "utf8")) as { $id: string };
    expect(schema.$id).toBe(`urn:hcc:mrecist:${name}:1`);
  }
});

describe("the schemas say what types.ts says", () => {
  test("both are closed: no object takes a key that the schema does not name, results have all of them", () => {
    const objects: Schema[] = [];
    const walk = (schema: Schema): void => {
      if (schema.properties) objects.push(schema);
      for (const inner of Object.values({ ...schema.properties, ...schema.$defs })) walk(inner);
    };
    walk(assessment);
    expect(objects).toHaveLength(2);
    walk(patientResponse);
    expect(objects).toHaveLength(12);
    for (const schema of objects) expect(schema.additionalProperties).toBe(false);
    for (const schema of objects.slice(2)) {
      const optional = schema === patientResponse.$defs!["warning"] ? ["term"] : [];
      expect([...schema.required!, ...optional].sort()).toEqual(keysOf(schema));
    }
  });

  test("keys of the input", () => {
    const patient: Names<keyof PatientMeasurements> = { patient: true, measurements: true, deathDay: true };
    expect(keysOf(assessment)).toEqual(sorted({ ...patient, unit: true }));
    const measurement: Names<keyof Measurement> = {
      ...{ day: true, lesion: true, role: true, viable: true, perpendicular: true, enhancing: true, total: true },
      totalPerpendicular: true,
      ...{ shortAxis: true, tooSmall: true, fragment: true, mergedInto: true, lipiodol: true, modality: true },
      ...{ arterialPhase: true, cytology: true, markerNormal: true, level: true, site: true, finding: true },
      ...{ notEvaluable: true, sliceThickness: true },
    };
    expect(keysOf(assessment.$defs!["measurement"]!)).toEqual(sorted(measurement));
  });

  test("keys of the result", () => {
    const { options, baseline, visit, traceEntry, newLesion } = patientResponse.$defs!;
    const response: Names<keyof PatientResponse> = {
      ...{ kind: true, version: true, patient: true, criteria: true, options: true, baseline: true, visits: true },
      ...{ newLesions: true, best: true, firstProgressionDay: true, lastAssessmentDay: true, warnings: true },
    };
    const visits: Names<keyof ResponseVisit> = {
      ...{
        day: true,
        target: true,
        nonTarget: true,
        newLesion: true,
        thrombus: true,
        intrahepatic: true,
        overall: true,
      },
      ...{ immune: true, sum: true, nadir: true, nadirDay: true, percentFromBaseline: true, percentFromNadir: true },
      ...{ thrombusSum: true, flags: true, trace: true },
    };
    const baselines: Names<keyof ResponseBaseline> = {
      ...{ day: true, targets: true, nonTargets: true, thrombi: true, sum: true, thrombusSum: true },
    };
    const traces: Names<keyof TraceEntry> = {
      ...{ component: true, rule: true, response: true, text: true, values: true, referenceDay: true, citation: true },
      alternatives: true,
    };
    const newLesions: Names<keyof NewLesion> = {
      ...{ lesion: true, site: true, firstDetectedDay: true, criteriaMetDay: true, rule: true },
    };
    const parts: Names<keyof ByComponent<0>> = { overall: true, intrahepatic: true, thrombus: true };
    const rules = assessResponse({ measurements: course("T1", "target", [30]) }, { criteria: "mrecist" }).options;
    expect(keysOf(patientResponse)).toEqual(sorted(response));
    expect(keysOf(visit!)).toEqual(sorted(visits));
    expect(keysOf(baseline!)).toEqual(sorted(baselines));
    expect(keysOf(traceEntry!)).toEqual(sorted(traces));
    expect(keysOf(newLesion!)).toEqual(sorted(newLesions));
    expect(keysOf(options!)).toEqual(sorted(rules));
    for (const name of ["best", "firstProgressionDay", "lastAssessmentDay"]) {
      expect(keysOf(patientResponse.properties![name]!)).toEqual(sorted(parts));
    }
  });

  test("words of the input", () => {
    const of = assessment.$defs!["measurement"]!.properties!;
    const roles: Names<LesionRole> = { target: true, "non-target": true, thrombus: true, new: true };
    const levels: Names<ThrombusLevel> = {
      Vp1: true,
      Vp2: true,
      Vp3: true,
      Vp4: true,
      Vv1: true,
      Vv2: true,
      Vv3: true,
    };
    const findings: Names<LesionFinding> = {
      ...{ "new-lesion-typical": true, "new-lesion-atypical": true, "new-extrahepatic": true },
      ...{ "unequivocal-progression": true, "new-enhancement": true, "not-assessable": true },
    };
    const cytologies: Names<NonNullable<Measurement["cytology"]>> = { malignant: true, benign: true, "not-done": true };
    const modalities: Names<NonNullable<Measurement["modality"]>> = { CT: true, MRI: true };
    expect(words(of["role"]!)).toEqual(sorted(roles));
    expect(sorted(criteriaProfile("mrecist").levels)).toEqual(sorted(levels));
    expect(words(of["finding"]!)).toEqual(sorted(findings));
    expect(words(of["cytology"]!)).toEqual(sorted(cytologies));
    expect(words(of["modality"]!)).toEqual(sorted(modalities));
  });

  test("words of the result, and sites of both", () => {
    const { visit, traceEntry, newLesion, flag } = patientResponse.$defs!;
    const sites: Names<LesionSite> = {
      ...{ liver: true, "portal-vein": true, "hepatic-vein": true, "porta-hepatis-node": true, "lymph-node": true },
      ...{ lung: true, bone: true, peritoneum: true, adrenal: true, brain: true, effusion: true, other: true },
    };
    const tumor: Names<TumorResponse> = { CR: true, PR: true, SD: true, "NON-CR/NON-PD": true, PD: true, NE: true };
    const best: Names<BestResponse> = { ...tumor, MISSING: true };
    const nonTarget: Names<NonTargetResponse> = { CR: true, "NON-CR/NON-PD": true, PD: true, NE: true };
    const immune: Names<ImmuneResponse> = {
      ...{ iCR: true, iPR: true, iSD: true, "NON-iCR/NON-iUPD": true, iUPD: true, iCPD: true, NE: true },
    };
    const components: Names<ResponseComponent> = {
      ...{ target: true, "non-target": true, "new-lesion": true, thrombus: true, intrahepatic: true, overall: true },
      ...{ immune: true, best: true },
    };
    const flags: Names<ResponseFlag> = {
      ...{ "lesion-not-measured": true, "viable-without-enhancement": true, "increase-below-5mm": true },
      ...{ "reappearance-below-10mm": true, "new-lesion-pending": true, "new-lesion-size-missing": true },
      ...{ "new-lesion-pattern-not-stated": true, "retrospective-progression": true, "bland-growth": true },
      ...{ "bland-new-thrombus": true, "change-below-5mm": true, conflict: true, "no-arterial-phase": true },
      ...{ lipiodol: true, "too-small": true, "cr-reclassified": true, "effusion-without-cytology": true },
      ...{ "marker-not-normal": true, "finding-not-used": true },
    };
    expect(words(assessment.$defs!["measurement"]!.properties!["site"]!)).toEqual(sorted(sites));
    expect(words(newLesion!.properties!["site"]!)).toEqual(sorted(sites));
    for (const name of ["target", "thrombus", "intrahepatic", "overall"]) {
      expect(words(visit!.properties![name]!)).toEqual(sorted(tumor));
    }
    expect(words(traceEntry!.properties!["response"]!)).toEqual(sorted(tumor));
    expect(words(visit!.properties!["nonTarget"]!)).toEqual(sorted(nonTarget));
    expect(words(visit!.properties!["immune"]!)).toEqual(sorted(immune));
    expect(words(traceEntry!.properties!["component"]!)).toEqual(sorted(components));
    expect(words(flag!)).toEqual(sorted(flags));
    for (const part of Object.values(patientResponse.properties!["best"]!.properties!)) {
      expect(words(part)).toEqual(sorted(best));
    }
  });

  test("choices of the options are those that the engine takes", () => {
    const of = patientResponse.$defs!["options"]!.properties!;
    const measurements = course("T1", "target", [{ viable: 30, total: 30, perpendicular: 20, totalPerpendicular: 20 }]);
    const taken = (name: string, value: unknown): boolean => {
      try {
        return assessResponse({ measurements }, { criteria: "mrecist", options: { [name]: value } }) !== null;
      } catch {
        return false;
      }
    };
    const choices = Object.entries(of).filter(([, schema]) => schema.enum !== undefined);
    expect(choices).toHaveLength(10);
    for (const [name, { enum: values }] of choices) {
      for (const value of values!) expect([name, value, taken(name, value)]).toEqual([name, value, true]);
      expect(taken(name, "none")).toBe(false);
    }
    const measure: Names<CriteriaProfile["measure"]> = {
      ...{ viable: true, total: true, "viable-product": true, "total-product": true },
    };
    const several: Names<ResolvedOptions["severalThrombi"]> = { sum: true, dominant: true, worst: true };
    const bland: Names<ResolvedOptions["blandExtension"]> = { CR: true, PD: true, NE: true };
    const lipiodol: Names<ResolvedOptions["lipiodol"]> = { NE: true, viable: true, necrosis: true };
    expect(words(of["measure"]!)).toEqual(sorted(measure));
    expect(words(of["severalThrombi"]!)).toEqual(sorted(several));
    expect(words(of["blandExtension"]!)).toEqual(sorted(bland));
    expect(words(of["lipiodol"]!)).toEqual(sorted(lipiodol));
  });
});

describe("what is real validates", () => {
  test("random courses and their results, under all criteria", () => {
    const run = fc.constantFrom(...NAMED).chain((name) => fc.tuple(fc.constant(name), measurements, profileOf(name)));
    fc.assert(
      fc.property(run, fc.boolean(), ([name, courses, criteria], trace) => {
        const patient = { patient: "P1", measurements: fitting(name, courses), deathDay: null };
        expect(problems(validInput, patient)).toBeNull();
        expect(problems(validResponse, assessResponse(patient, { criteria, trace }))).toBeNull();
      }),
      { numRuns: 400 },
    );
  });

  test("the imaging of the study, and its results under the study's criteria", () => {
    const [header, ...lines] = file("../../../examples/tki-i-study/records/imaging.csv").trim().split("\n");
    const names = header!.split(",");
    const rows = lines.map((line) => {
      const cells = line.split(",");
      return Object.fromEntries(names.map((name, i) => [name, cells[i] || null]));
    });
    const number = (text: string | null | undefined) => (text == null ? null : Number(text));
    const patients = new Set(rows.map((row) => row["patient_id"]!));
    expect(patients.size).toBeGreaterThan(100);
    for (const patient of patients) {
      const own = rows.filter((row) => row["patient_id"] === patient);
      const measurements = own.map((row) => ({
        day: dayNumber(row["visit_date"]!),
        lesion: row["lesion_id"]!,
        role: row["role"] as LesionRole,
        site: row["site"] as LesionSite | null,
        viable: number(row["viable_mm"]),
        total: number(row["total_mm"]),
        enhancing: row["enhancing"] === null ? null : row["enhancing"] === "yes",
        level: row["thrombus_level"] as ThrombusLevel | null,
        finding: row["finding"] as LesionFinding | null,
        notEvaluable: row["arterial_phase"] === "no",
      }));
      expect(problems(validInput, { patient, unit: "mm", measurements })).toBeNull();
      expect(problems(validResponse, assessResponse({ patient, measurements }, { criteria: "tki-i" }))).toBeNull();
    }
  });
});

describe("what is not does not validate", () => {
  const base = { day: 0, lesion: "T1", role: "target", viable: 30 };
  const valid = (measurement: object, more: object = {}): boolean =>
    validInput({ measurements: [{ ...base, ...measurement }], ...more });

  test("input: missing fields, diameters that are none, unknown words and keys, another unit", () => {
    expect(valid({})).toBe(true);
    expect(valid({ viable: null, site: null }, { patient: 7, unit: "mm", deathDay: 90 })).toBe(true);
    for (const name of ["day", "lesion", "role"]) {
      const { [name as "day"]: _, ...rest } = base;
      expect([name, validInput({ measurements: [rest] })]).toEqual([name, false]);
    }
    for (const diameter of [-0.1, 501, "30", true]) expect(valid({ viable: diameter })).toBe(false);
    for (const name of ["perpendicular", "total", "totalPerpendicular", "shortAxis"])
      expect(valid({ [name]: -1 })).toBe(false);
    expect(valid({ role: "primary" })).toBe(false);
    expect(valid({ site: "hand" })).toBe(false);
    expect(valid({ level: 3 })).toBe(false);
    expect(valid({ finding: "new" })).toBe(false);
    expect(valid({ day: "2021-01-01" })).toBe(false);
    expect(valid({ lesion: "" })).toBe(false);
    expect(valid({ enhancing: 1 })).toBe(false);
    expect(valid({ viableMm: 30 })).toBe(false);
    expect(valid({}, { unit: "cm" })).toBe(false);
    expect(valid({}, { criteria: "mrecist" })).toBe(false);
    expect(validInput({ measurements: [] })).toBe(false);
    expect(validInput({})).toBe(false);
  });

  const response = assessResponses(
    [
      ...course("T1", "target", [30, 20, 40]),
      ...course("V1", "thrombus", [{ viable: 12, level: "Vp3" }, { viable: 12, level: "Vp4" }, null]),
      ...course("N1", "new", [undefined, { finding: "new-lesion-typical", viable: 12 }, { viable: 14 }]),
    ].map((row) => ({ ...row, patient: "P1", level: row.level ?? null, finding: row.finding ?? null })),
    {
      ...{ patient: "patient", day: "day", lesion: "lesion", role: "role", level: "level", finding: "finding" },
      viable: (d) => d.viable,
      criteria: "tki-i",
    } as const,
  )[0]!;

  test("result: any field left out, any unknown key, any number as text, other versions", () => {
    expect(problems(validResponse, response)).toBeNull();
    expect(response.newLesions).toHaveLength(1);
    let tried = 0;
    const tryOn = (place: readonly (string | number)[], change: (owner: Record<string, unknown>) => void): void => {
      const copy = json(response) as unknown;
      change(place.reduce((value, key) => (value as never)[key], copy) as Record<string, unknown>);
      expect([place, validResponse(copy)]).toEqual([place, false]);
      tried++;
    };
    const walk = (value: unknown, place: readonly (string | number)[]): void => {
      if (typeof value !== "object" || value === null) return;
      if (Array.isArray(value)) {
        value.forEach((item, i) => {
          walk(item, [...place, i]);
        });
        return;
      }
      const dictionary = ["values", "levels"].includes(String(place.at(-1)));
      if (!dictionary) tryOn(place, (owner) => Object.assign(owner, { other: 1 }));
      for (const [key, item] of Object.entries(value)) {
        if (!dictionary && key !== "term") tryOn(place, (owner) => delete owner[key]);
        if (typeof item === "number") tryOn(place, (owner) => Object.assign(owner, { [key]: String(item) }));
        walk(item, [...place, key]);
      }
    };
    walk(response, []);
    expect(tried).toBeGreaterThan(200);
    const changed = (change: object) => validResponse({ ...json(response), ...change });
    expect(changed({ version: 2 })).toBe(false);
    expect(changed({ kind: "responses" })).toBe(false);
    expect(changed({ best: { ...response.best, overall: null } })).toBe(false);
    expect(changed({ best: { ...response.best, overall: "IR/SD" } })).toBe(false);
    const visit = (change: object) => changed({ visits: [{ ...json(response.visits[0]!), ...change }] });
    expect(visit({})).toBe(true);
    expect(visit({ sum: -1 })).toBe(false);
    expect(visit({ overall: "iPR" })).toBe(false);
    expect(visit({ flags: ["odd"] })).toBe(false);
    expect(visit({ percentFromNadir: Number.NaN })).toBe(false);
  });
});
