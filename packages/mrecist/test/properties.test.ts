import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assessResponse, type Measurement, type ResponseCriteria } from "../src/index.js";

const levels = ["Vp1", "Vp2", "Vp3", "Vp4"] as const;
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 6, nil: null });
const follow = fc.record({
  target: maybe(fc.integer({ min: 0, max: 60 })),
  nonTarget: fc.constantFrom(
    { enhancing: true },
    { enhancing: false },
    { finding: "unequivocal-progression" as const },
    {},
  ),
  thrombus: maybe(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom(...levels))),
});
const patient = fc
  .tuple(
    fc.integer({ min: 10, max: 60 }),
    fc.integer({ min: 5, max: 30 }),
    fc.constantFrom(...levels),
    fc.array(follow, { maxLength: 6 }),
  )
  .map(([target, thrombus, level, visits]): Measurement[] => [
    { day: 0, lesion: "T", role: "target", viable: target },
    { day: 0, lesion: "N", role: "non-target", enhancing: true },
    { day: 0, lesion: "V", role: "thrombus", viable: thrombus, level },
    ...visits.flatMap((visit, i): Measurement[] => [
      { day: 30 * (i + 1), lesion: "T", role: "target", viable: visit.target },
      { day: 30 * (i + 1), lesion: "N", role: "non-target", ...visit.nonTarget },
      {
        day: 30 * (i + 1),
        lesion: "V",
        role: "thrombus",
        viable: visit.thrombus?.[0] ?? null,
        level: visit.thrombus?.[1] ?? null,
      },
    ]),
  ]);
const criteria = fc.constantFrom<ResponseCriteria>("mrecist", "tki-i");
const check = (property: fc.IProperty<unknown>): void => fc.assert(property, { numRuns: 300, seed: 20_260 });

describe("for any patient", () => {
  test("what later visits show does not change the responses of earlier ones, without new lesions", () => {
    check(
      fc.property(patient, criteria, fc.nat(200), (measurements, criteria, until) => {
        const whole = assessResponse({ measurements }, { criteria });
        const part = assessResponse({ measurements: measurements.filter(({ day }) => day <= until) }, { criteria });
        expect(part.visits).toEqual(whole.visits.filter(({ day }) => day <= until));
      }),
    );
  });

  test("first progression is the first PD, the best response never comes from after it, and PD there is PD overall", () => {
    check(
      fc.property(patient, criteria, (measurements, criteria) => {
        const { visits, best, firstProgressionDay, lastAssessmentDay } = assessResponse({ measurements }, { criteria });
        for (const component of ["overall", "intrahepatic", "thrombus"] as const) {
          const first = visits.find((visit) => visit[component] === "PD");
          expect(firstProgressionDay[component]).toBe(best[component] === null ? null : (first?.day ?? null));
          const until = visits.filter(({ day }) => day <= (first?.day ?? Number.POSITIVE_INFINITY));
          if (best[component] !== null && visits.length > 0) {
            const seen = until.map((visit) => visit[component]);
            expect(
              best[component] === "NE" ? seen.every((it) => it === "NE") : seen.includes(best[component] as "CR"),
            ).toBe(true);
          }
          if (firstProgressionDay[component] !== null) {
            expect(firstProgressionDay.overall).toBeLessThanOrEqual(firstProgressionDay[component]!);
            expect(lastAssessmentDay[component]).toBeGreaterThanOrEqual(firstProgressionDay[component]!);
          }
        }
      }),
    );
  });

  test("responses do not change with the unit of length or the origin of time", () => {
    check(
      fc.property(patient, criteria, fc.integer({ min: 2, max: 7 }), (measurements, criteria, factor) => {
        const answers = (rows: readonly Measurement[]) => {
          const { visits, best } = assessResponse({ measurements: rows }, { criteria });
          return [
            best,
            visits.map(({ target, nonTarget, thrombus, intrahepatic, overall }) => [
              target,
              nonTarget,
              thrombus,
              intrahepatic,
              overall,
            ]),
          ];
        };
        const other = measurements.map((row) => ({
          ...row,
          day: row.day - 17_000,
          viable: row.viable == null ? null : row.viable * factor,
        }));
        expect(answers(other)).toEqual(answers(measurements));
      }),
    );
  });

  test("the worst of the components is never better than the mRECIST table, apart from not evaluable", () => {
    const order = ["CR", "PR", "SD", "PD"];
    check(
      fc.property(patient, (measurements) => {
        const by = (overallRule: "mrecist-table" | "worst") =>
          assessResponse({ measurements }, { criteria: "tki-i", options: { overallRule } }).visits;
        const table = by("mrecist-table");
        by("worst").forEach(({ overall }, i) => {
          if (overall !== "NE" && table[i]!.overall !== "NE") {
            expect(order.indexOf(overall)).toBeGreaterThanOrEqual(order.indexOf(table[i]!.overall));
          }
        });
      }),
    );
  });

  test("every response of a visit has its entry in the trace", () => {
    check(
      fc.property(patient, criteria, (measurements, criteria) => {
        for (const visit of assessResponse({ measurements }, { criteria }).visits) {
          const of = (component: string) =>
            visit.trace.find((entry) => entry.component === component)?.response ?? null;
          expect(of("target")).toBe(visit.target);
          expect(of("non-target")).toBe(visit.nonTarget);
          expect(of("thrombus")).toBe(visit.thrombus);
          expect(of("intrahepatic")).toBe(visit.intrahepatic);
          expect(of("overall")).toBe(visit.overall);
        }
      }),
    );
  });
});
