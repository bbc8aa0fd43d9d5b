import type { Measurement, PatientResponse, ResponseOptions, TaceSession } from "../src/index.js";
import { assessResponse, type ResponseCriteria } from "../src/index.js";

export function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) freeze(item);
  }
  return value;
}

/** Measurements of one lesion at days 0, 50, 100, ...; undefined = no row. */
export function course(
  lesion: string,
  role: Measurement["role"],
  values: readonly (Partial<Measurement> | number | null | undefined)[],
): Measurement[] {
  return values.flatMap((value, i) => {
    if (value === undefined) return [];
    const more = typeof value === "object" && value !== null ? value : { viable: value };
    return [{ lesion, role, day: 50 * i, ...more }];
  });
}

export function assess(
  measurements: readonly Measurement[],
  criteria: ResponseCriteria = "mrecist",
  options: ResponseOptions = {},
): PatientResponse {
  return assessResponse(freeze({ patient: "P1", measurements }), freeze({ criteria, options }));
}

/** Target responses of one target lesion measured at days 0, 50, 100, ... */
export const targets = (
  values: readonly (number | null)[],
  criteria: ResponseCriteria = "mrecist",
  options?: ResponseOptions,
) =>
  assess(
    course(
      "T1",
      "target",
      values.map((viable) => ({ viable, total: viable })),
    ),
    criteria,
    options,
  ).visits.map((visit) => visit.target);

/** Responses of one thrombus, given by [diameter, level] at days 0, 50, ... */
export const thrombus = (
  values: readonly (readonly [number | null, Measurement["level"]?, boolean?] | undefined)[],
  options?: ResponseOptions,
) => {
  const clot = values.map(
    (value) => value && { viable: value[0], level: value[1] ?? null, enhancing: value[2] ?? null },
  );
  const tumor = values.map(() => 40);
  return assess([...course("T1", "target", tumor), ...course("V1", "thrombus", clot)], "tki-i", options);
};

/** A session of TACE that was selective, evaluated after six weeks and left 20 % viable. */
export const session = (day: number, more: Partial<TaceSession> = {}): TaceSession => ({
  day,
  evaluationDay: day + 42,
  selective: true,
  viablePercent: 20,
  moreTumors: false,
  markersRise: false,
  ...more,
});

/** Where the patients of the tests of stages have their values. */
export const STAGE_CHANNELS = freeze({
  ecog: "ecog",
  childPugh: "cp",
  macrovascularInvasion: "mvi",
  extrahepaticSpread: "spread",
  largestTumor: { channel: "cm", unit: "cm" },
  tumorNumber: "n",
} as const);
