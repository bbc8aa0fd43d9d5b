import fc from "fast-check";
import { criteriaProfile } from "../src/criteria-profile.js";
import type { CriteriaProfile, Measurement, ResponseCriteria, ResponseOptions } from "../src/index.js";
import { MAKERS, type Row, some } from "./oracle-lesion-courses.js";

/** Random patients for the comparison with the oracle. */
const lesionSets = fc.constantFrom<readonly (keyof typeof MAKERS)[]>(
  ["target"],
  ["target"],
  ["target", "target"],
  ["target", "lung"],
  ["target", "node"],
  ["target", "nonTarget"],
  ["target", "nonTarget", "effusion"],
  ["target", "bland"],
  ["bland", "bland"],
  ["nonTarget", "otherLung"],
  ["node", "otherLung"],
  ["clot"],
  ["target", "clot"],
  ["clot", "clot"],
  ["clot", "veinClot"],
  ["target", "nonTarget", "clot", "clot"],
  ["target", "newLiver"],
  ["target", "newNode"],
  ["target", "newPorta", "newLung"],
  ["nonTarget", "newLiver", "newEffusion"],
  ["target", "clot", "newClot"],
  ["target", "target", "nonTarget", "newLiver", "newLiver"],
);

export const measurements: fc.Arbitrary<readonly Measurement[]> = fc
  .tuple(lesionSets, fc.integer({ min: 0, max: 6 }))
  .chain(([set, count]) =>
    fc.tuple(
      fc.tuple(...set.map((kind, i) => MAKERS[kind](`${kind}${i}`, count))),
      fc.array(fc.constantFrom(20, 28, 42, 56), { minLength: count, maxLength: count }),
      fc.array(fc.constantFrom(null, null, true, false), { minLength: count, maxLength: count }),
      fc.option(fc.nat(5), { freq: 3 }),
    ),
  )
  .map(([courses, gaps, markers, merges]) => {
    const days = gaps.map((_, i) => gaps.slice(0, i + 1).reduce((a, b) => a + b, 0));
    const whole: Measurement[] = [];
    const liver = courses.filter(({ role, site }) => role === "target" && site === "liver");
    for (const { lesion, role, site, baseline, visits } of courses) {
      const add = (day: number, markerNormal: boolean | null) => (row: Row) =>
        whole.push({ ...row, day, lesion, role, site, ...(markerNormal === null ? {} : { markerNormal }) });
      baseline.forEach(add(0, null));
      visits.forEach((seen, i) => {
        const host = liver[0]?.visits[i]?.length ?? 0;
        const merged = merges !== null && i >= merges && host > 0 && lesion === liver[1]?.lesion;
        const now = merged ? [{ mergedInto: liver[0]!.lesion }] : seen;
        now.forEach(add(days[i]!, markers[i] ?? null));
      });
    }
    return whole;
  });

const overrides: fc.Arbitrary<ResponseOptions> = fc.record(
  {
    pdAbsMm: fc.constantFrom(0, 5),
    nadirIncludesBaseline: fc.boolean(),
    reappearanceMinMm: fc.constantFrom(0, 5, 10),
    reclassifyFalseCr: fc.boolean(),
    carryForwardPr: fc.boolean(),
    nonEnhancing: fc.constantFrom("viable", "recist-total"),
    lipiodol: fc.constantFrom("NE", "viable", "necrosis"),
    newHepaticPattern: fc.constantFrom("typical", "any"),
    normalMarkerForCr: fc.boolean(),
    prDecreasePercent: fc.constantFrom(30, 50),
    pdIncreasePercent: fc.constantFrom(20, 25),
    pdInclusive: fc.boolean(),
    thrombusPdAbsMm: fc.constantFrom(0, 5),
    thrombusPdReference: fc.constantFrom("nadir", "baseline"),
    levelReference: fc.constantFrom("nadir", "baseline"),
    blandExtension: fc.constantFrom("CR", "PD", "NE"),
    severalThrombi: fc.constantFrom("sum", "dominant", "worst"),
    overallRule: fc.constantFrom("mrecist-table", "worst"),
    confirmDays: fc.constantFrom(null, 28, 56),
    minSdDays: fc.constantFrom(0, 42, 60),
    missingAsNe: fc.boolean(),
  },
  { requiredKeys: [] },
);

export const NAMED: readonly ResponseCriteria[] = ["mrecist", "recist-1.1", "easl", "irecist", "tki-i", "who"];

/** Measures and thresholds of the named criteria stay, so that each is proven with its own. */
export const profileOf = (name: ResponseCriteria): fc.Arbitrary<CriteriaProfile> =>
  fc.oneof(some(1, fc.constant({})), some(1, overrides)).map((fields) =>
    criteriaProfile(name, {
      ...fields,
      ...(name === "easl" || name === "who" ? { pdAbsMm: 0, nonEnhancing: "viable" as const } : {}),
    }),
  );

/** A first lesion without enhancement at baseline as a target, where its total diameter counts. */
export const withBlandTarget = (rules: CriteriaProfile, rows: readonly Measurement[]): readonly Measurement[] =>
  rules.measure !== "viable" || rules.nonEnhancing === "viable"
    ? rows
    : rows.map((row) => (row.lesion === "bland0" ? { ...row, role: "target" as const } : row));

/** EASL has no targets outside the liver: they are non-target lesions there. */
export const fitting = (name: ResponseCriteria, rows: readonly Measurement[]): readonly Measurement[] =>
  name !== "easl"
    ? rows
    : rows.map((row) =>
        row.role === "target" && row.site !== "liver" ? { ...row, role: "non-target" as const } : row,
      );
