import type { AdtrRow } from "../to-adtr.js";
import type { PatientResponse, ResponseVisit } from "../types.js";
import { LOCATIONS } from "./adam-names.js";
import type { AdamTiming } from "./adam-timing.js";
import { type Lesion, sizeAt } from "./lesion.js";
import { plusMinus } from "./rules.js";

/** Diameter of a lesion, or sum, at a visit: what depends on it of a row of ADTR. */
export interface DiameterValue
  extends Omit<AdtrRow, "STUDYID" | "USUBJID" | "ASEQ" | `PARCAT${1 | 2 | 3}` | keyof AdamTiming | "AVALU"> {
  /** 0 is the baseline, 1 the first visit after it. */
  readonly at: number;
}

const yes = (holds: boolean): "Y" | null => (holds ? "Y" : null);

/** Diameters and sums of a patient's target lesions, sorted by parameter and visit; [] without target lesions. */
export function diameterValues(
  { visits }: PatientResponse,
  targets: readonly Lesion[],
  evaluator: string,
): DiameterValue[] {
  if (targets.length === 0) return [];
  const places = [0, ...visits.map((_, i) => i + 1)];
  const values = targets.flatMap((lesion, i) =>
    places.map((at): DiameterValue => {
      const node = lesion.measure === "node";
      const size = sizeAt(lesion, at);
      return {
        at,
        PARAMCD: `${node ? "NLDIAM" : "LDIAM"}${i + 1}`,
        PARAM: `Target Lesion ${i + 1} ${node ? "Short Axis" : "Diameter"} by ${evaluator} (mm)`,
        ...changes(size, sizeAt(lesion, 0)!, at, size !== null),
        NADIR: null,
        CHGNAD: null,
        PCHGNAD: null,
        CRFL: null,
        CRNFL: null,
        PDFL: null,
        TRLNKID: lesion.id,
        TULOC: LOCATIONS[lesion.site],
        LSEXP: lesion.id,
        LSASS: size === null ? null : lesion.id,
      };
    }),
  );
  values.push(...places.map((at) => sumValue(targets, visits, at, evaluator)));
  return values.sort((a, b) => (a.PARAMCD === b.PARAMCD ? a.at - b.at : a.PARAMCD < b.PARAMCD ? -1 : 1));
}

function sumValue(
  targets: readonly Lesion[],
  visits: readonly ResponseVisit[],
  at: number,
  evaluator: string,
): DiameterValue {
  const measured = targets.filter((lesion) => sizeAt(lesion, at) !== null);
  const sumAt = (lesions: readonly Lesion[], visit: number): number =>
    lesions.reduce((sum, lesion) => sum + sizeAt(lesion, visit)!, 0);
  const sum = measured.length === 0 ? null : sumAt(measured, at);
  const complete = measured.length === targets.length;
  const visit = at === 0 ? null : visits[at - 1]!;
  const nadir = visit?.nadir ?? null;
  return {
    at,
    PARAMCD: "SDIAM",
    PARAM: `Target Lesions Sum of Diameters by ${evaluator} (mm)`,
    ...changes(sum, sumAt(targets, 0), at, complete),
    NADIR: nadir,
    CHGNAD: !complete || nadir === null ? null : (sum! - Math.round(nadir * 10)) / 10,
    PCHGNAD: visit?.percentFromNadir ?? null,
    CRFL: yes(visit?.target === "CR"),
    CRNFL: yes(visits.slice(0, Math.max(0, at - 1)).some(({ target }) => target === "CR")),
    PDFL: yes(visit?.target === "PD"),
    TRLNKID: null,
    TULOC: null,
    LSEXP: targets.map(({ id }) => id).join(", "),
    LSASS: measured.length === 0 ? null : measured.map(({ id }) => id).join(", "),
  };
}

/** Value and changes from baseline in mm, of tenths; no changes where lesions are missing. */
function changes(
  size: number | null,
  base: number,
  at: number,
  complete: boolean,
): Pick<DiameterValue, "AVAL" | "BASE" | "CHG" | "PCHG" | "ABLFL" | "ANL01FL"> {
  const changed = at > 0 && complete;
  return {
    AVAL: size === null ? null : size / 10,
    BASE: base / 10,
    CHG: changed ? (size! - base) / 10 : null,
    PCHG: changed ? plusMinus(size!, base) : null,
    ABLFL: yes(at === 0),
    ANL01FL: yes(complete),
  };
}
