import { InputError } from "@hcc/data";
import type { AdrsPatient, AdrsVisit } from "../from-adrs.js";
import type { BestResponse, ByComponent, NonTargetResponse } from "../types.js";
import { PARTS } from "./adam-names.js";
import { type AdamRecord, cellOf, refuse, textOf } from "./adam-read.js";
import { BEST_RESPONSES } from "./responses.js";

/** How rows of ADRS are read. */
export interface ResponseReading {
  readonly confirmed: boolean;
  readonly dayOf: (record: AdamRecord<object>) => number | null;
  readonly variable: "ADT" | "ADY";
}

type Part = (typeof PARTS)[number]["component"];

const RESPONSES: readonly string[] = BEST_RESPONSES.filter((it) => it !== "MISSING");
const NON_TARGET: readonly string[] = ["CR", "NON-CR/NON-PD", "PD", "NE"] satisfies NonTargetResponse[];

/** Parameters of visits, with the field of the visit and its values. */
const BY_VISIT = new Map<string, readonly [keyof AdrsVisit, readonly string[]]>([
  ["TRGRESP", ["target", RESPONSES]],
  ["NTRGRESP", ["nonTarget", NON_TARGET]],
  ["NEWLPROG", ["newLesion", ["Y", "N"]]],
  ...PARTS.map(({ component, suffix }) => [`OVR${suffix}`, [component, RESPONSES]] as const),
]);

/** Parameters that are there once a patient. */
const ONCE = ["PD", "LSTA", "BOR", "CBOR"].flatMap((code) => PARTS.map(({ suffix }) => `${code}${suffix}`));

/** Parameters that are known and not read. */
const PASSED: ReadonlySet<string> = new Set([
  "IOVR",
  "DEATH",
  ...["RSP", "CB", "BCP", "CRSP", "CCB", "CBCP"].flatMap((code) => PARTS.map(({ suffix }) => `${code}${suffix}`)),
]);

/** Responses of one patient from its rows. */
export function patientOf(
  patient: string,
  records: readonly AdamRecord<object>[],
  { confirmed, dayOf, variable }: ResponseReading,
): AdrsPatient {
  const visits = new Map<number, { -readonly [Key in keyof AdrsVisit]: AdrsVisit[Key] }>();
  const once = new Map<string, AdamRecord<object>>();
  const twice = (record: AdamRecord<object>): never =>
    refuse(
      record,
      "duplicate",
      "PARAMCD",
      "this parameter is there twice: keep rows of one evaluator (PARCAT2), one of a day (ANL01FL)",
    );
  const needDay = (record: AdamRecord<object>): number =>
    dayOf(record) ?? refuse(record, "missing-value", variable, `${variable} is missing: give the day`);
  for (const record of records) {
    const { PARAMCD } = record;
    if (PASSED.has(PARAMCD)) continue;
    const byVisit = BY_VISIT.get(PARAMCD);
    if (byVisit === undefined) {
      if (!ONCE.includes(PARAMCD) && PARAMCD !== "MDIS") {
        refuse(record, "unknown-level", "PARAMCD", "PARAMCD is none that is known: name it in ignore to leave it out");
      }
      if (once.has(PARAMCD)) twice(record);
      once.set(PARAMCD, record);
      continue;
    }
    if ("ANL01FL" in record.row && cellOf(record, "ANL01FL") !== "Y") continue;
    const [field, values] = byVisit;
    const AVALC = wordOf(record, values);
    const day = needDay(record);
    const visit = visits.get(day) ?? { ...NO_VISIT, day, AVISIT: record.AVISIT };
    if (visit[field] !== null) twice(record);
    Object.assign(visit, { [field]: field === "newLesion" ? AVALC === "Y" : AVALC });
    visits.set(day, visit);
  }
  const inOrder = [...visits.values()].sort((a, b) => a.day - b.day);
  const bor = confirmed ? "CBOR" : "BOR";
  if (!once.has(bor)) {
    const what = confirmed ? "confirmed best response" : "best response";
    throw new InputError("missing-value", `patient "${patient}" has no ${what}, a row ${bor}: give it`, {
      column: "PARAMCD",
    });
  }
  const by = <T>(of: (suffix: string, component: Part) => T): Record<Part, T> => ({
    overall: of("", "overall"),
    intrahepatic: of("IH", "intrahepatic"),
    thrombus: of("THR", "thrombus"),
  });
  const bestOf = (suffix: string): BestResponse | null => {
    const record = once.get(`${bor}${suffix}`);
    return record === undefined ? null : (wordOf(record, BEST_RESPONSES) as BestResponse);
  };
  const progressionOf = (suffix: string, component: Part): number | null => {
    const record = once.get(`PD${suffix}`);
    if (record === undefined) return null;
    const day = wordOf(record, ["Y", "N"]) === "Y" ? needDay(record) : null;
    const responses = inOrder.filter((visit) => visit[component] !== null);
    const seen = responses.find((visit) => visit[component] === "PD")?.day ?? null;
    if (responses.length > 0 && seen !== day) {
      const found = day === null ? "AVALC is N" : `PD is on day ${day}`;
      const other = seen === null ? "no visit has PD" : `the first PD of the visits is on day ${seen}`;
      refuse(record, "option", "AVALC", `${found}, but ${other}: correct one of them`);
    }
    return day;
  };
  const lastOf = (suffix: string): number | null => {
    const record = once.get(`LSTA${suffix}`);
    return record === undefined ? null : needDay(record);
  };
  const mdis = once.get("MDIS");
  return {
    kind: "adrs-patient",
    version: 1,
    patient,
    criteria: sameOf(records, "PARCAT3") ?? "",
    evaluator: sameOf(records, "PARCAT2"),
    visits: inOrder,
    best: by(bestOf) as ByComponent<BestResponse>,
    firstProgressionDay: by(progressionOf),
    lastAssessmentDay: by(lastOf),
    measurable: mdis === undefined ? null : wordOf(mdis, ["Y", "N"]) === "Y",
  };
}

const NO_VISIT: Omit<AdrsVisit, "day" | "AVISIT"> = {
  target: null,
  nonTarget: null,
  newLesion: null,
  thrombus: null,
  intrahepatic: null,
  overall: null,
};

function wordOf(record: AdamRecord<object>, allowed: readonly string[]): string {
  const AVALC = textOf(record, "AVALC");
  if (AVALC !== null && allowed.includes(AVALC)) return AVALC;
  const found = AVALC === null ? "missing" : JSON.stringify(AVALC);
  const code = AVALC === null ? "missing-value" : "unknown-level";
  return refuse(record, code, "AVALC", `AVALC is ${found}: give one of ${allowed.join(", ")}`);
}

/** Value that all rows of a patient share. */
function sameOf(records: readonly AdamRecord<object>[], variable: "PARCAT2" | "PARCAT3"): string | null {
  let value: string | null = null;
  for (const record of records) {
    const own = textOf(record, variable);
    if (value !== null && own !== null && own !== value) {
      const text: string = `${variable} is ${JSON.stringify(own)} but ${JSON.stringify(value)} before: read one at a time`;
      refuse(record, "option", variable, text);
    }
    value ??= own;
  }
  return value;
}
