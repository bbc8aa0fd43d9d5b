import { type TimeToEvent, timeToEvent } from "@hcc/survival";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  assessResponse,
  type Measurement,
  type PatientResponse,
  type ResponseDurationsSpec,
  responseDurations,
  type TumorResponse,
} from "../src/index.js";
import { assess, course, freeze } from "./helpers.js";

const target = (sizes: readonly (number | null | undefined)[]): PatientResponse =>
  assess(course("T1", "target", sizes));
const ends = ({ days, reason, cnsr, endsOn }: TimeToEvent) => [days[0], reason[0], cnsr[0], endsOn[0]];
const endOf = (response: PatientResponse, spec: ResponseDurationsSpec) =>
  ends(responseDurations([response], freeze(spec)).duration!);
const on = (day: number) => () => day;

// Response on day 50, not evaluable on day 150, progression on day 200.
const progressed = target([40, 20, 20, null, 30]);
const LAST = "last assessment";

describe("duration of response with newTherapy", () => {
  test("progression after a new therapy is censored at the last evaluable assessment before it", () => {
    expect(endOf(progressed, { newTherapy: on(160) })).toEqual([50, "new therapy", 3, LAST]);
    expect(endOf(progressed, { newTherapy: on(100) })).toEqual([0, "new therapy", 3, LAST]);
    expect(endOf(progressed, { newTherapy: on(200) })).toEqual([50, "new therapy", 3, LAST]);
    expect(endOf(progressed, { newTherapy: on(201) })).toEqual([150, "progression", 0, "progression"]);
  });

  test("death after a new therapy is censored likewise", () => {
    const spec = { death: on(300), newTherapy: on(250) };
    expect(endOf(target([40, 20, 20]), spec)).toEqual([50, "new therapy", 3, LAST]);
    expect(endOf(target([40, 20, 20]), { ...spec, newTherapy: on(301) })).toEqual([250, "death", 0, "death"]);
  });

  test("a new therapy on the day of the response leaves day 0, whatever was assessed before", () => {
    expect(endOf(target([40, 39, 20, 30]), { newTherapy: on(100) })).toEqual([0, "new therapy", 3, "origin"]);
  });

  test("a new therapy before the response does not count, with a warning", () => {
    const { duration } = responseDurations([progressed], { newTherapy: on(49) });
    expect(ends(duration!)).toEqual([150, "progression", 0, "progression"]);
    expect(duration!.warnings.map(({ code }) => code)).toEqual(["therapy-before-origin"]);
  });
});

describe("duration of response with maxGapDays", () => {
  test("progression after a gap longer than maxGapDays is censored at the last assessment before the gap", () => {
    expect(endOf(progressed, { maxGapDays: 99 })).toEqual([50, "missed visits", 2, LAST]);
    expect(endOf(progressed, { maxGapDays: 100 })).toEqual([150, "progression", 0, "progression"]);
  });

  test("a gap is counted from the response's own start, not from an assessment before it", () => {
    const late = target([40, undefined, undefined, undefined, 20, 30]);
    expect(endOf(late, { maxGapDays: 50 })).toEqual([50, "progression", 0, "progression"]);
    expect(endOf(late, { maxGapDays: 49 })).toEqual([0, "missed visits", 2, LAST]);
  });

  test("death after a gap longer than maxGapDays is censored likewise", () => {
    const alive = target([40, 20, 20]);
    expect(endOf(alive, { death: on(212), maxGapDays: 112 })).toEqual([162, "death", 0, "death"]);
    expect(endOf(alive, { death: on(213), maxGapDays: 112 })).toEqual([50, "missed visits", 2, LAST]);
  });

  test("a gap without an event after it is none, and the reason of the censoring names the events", () => {
    const gap = target([40, 20, undefined, undefined, 20]);
    expect(endOf(gap, { maxGapDays: 50 })).toEqual([150, "no progression at last assessment", 1, LAST]);
    const alive = { death: () => null as never, maxGapDays: 50 };
    expect(endOf(gap, alive)).toEqual([150, "no progression or death at last assessment", 1, LAST]);
  });

  test("nothing after the cut-off has an effect", () => {
    expect(endOf(progressed, { maxGapDays: 100, cutoff: 199 })).toEqual([
      ...[50, "no progression at last assessment", 1, LAST],
    ]);
  });

  test("a gap of no days is refused", () => {
    expect(() => responseDurations([progressed], { maxGapDays: 0 })).toThrow(
      expect.objectContaining({ name: "HccInputError", code: "option", column: "maxGapDays" }),
    );
  });
});

test("assessments are those at which the component itself was evaluable", () => {
  const response = assess(
    [
      ...course("T1", "target", [40, 20, 20, 20, 30]),
      ...course("V1", "thrombus", [
        { viable: 20, level: "Vp3" },
        ...[10, 10, null, 30].map((viable) => ({ viable, level: "Vp3" as const })),
      ]),
    ],
    "tki-i",
  );
  const spec = { newTherapy: on(160) };
  expect(response.visits.map(({ thrombus, intrahepatic }) => [thrombus, intrahepatic])).toEqual([
    ...[
      ["PR", "PR"],
      ["PR", "PR"],
      ["NE", "PR"],
      ["PD", "PD"],
    ],
  ]);
  expect(endOf(response, { ...spec, component: "thrombus" })[0]).toBe(50);
  expect(endOf(response, { ...spec, component: "intrahepatic" })[0]).toBe(100);
});

/** Visits at irregular days with sizes that give every response; then death, new therapy and the end of the data. */
const patients = fc.array(
  fc.record({
    visits: fc.array(
      fc.record({ after: fc.integer({ min: 1, max: 120 }), mm: fc.constantFrom(null, 0, 20, 24, 26, 39, 60) }),
      { minLength: 1, maxLength: 7 },
    ),
    death: fc.option(fc.nat(200)),
    newTherapy: fc.option(fc.nat(500)),
  }),
  { minLength: 1, maxLength: 6 },
);
type Patients = typeof patients extends fc.Arbitrary<infer T> ? T : never;

const SPEC = freeze({ criteria: "mrecist", trace: false } as const);

function study(patients: Patients, shift = 0) {
  const deaths = new Map<PatientResponse, number | null>();
  const therapies = new Map<PatientResponse, number | null>();
  const responses = patients.map(({ visits, death, newTherapy }, i) => {
    let day = shift;
    const measurements: Measurement[] = [{ day, lesion: "T1", role: "target", viable: 40 }];
    for (const { after, mm } of visits) {
      day += after;
      measurements.push({ day, lesion: "T1", role: "target", viable: mm });
    }
    const response = assessResponse(freeze({ patient: `P${i}`, measurements }), SPEC);
    deaths.set(response, death === null ? null : day + death);
    therapies.set(response, newTherapy === null ? null : shift + newTherapy);
    return response;
  });
  const death = (response: PatientResponse) => deaths.get(response) as number;
  const newTherapy = (response: PatientResponse) => therapies.get(response) as number;
  return { responses, death, newTherapy };
}
const check = (property: fc.IProperty<unknown>): void => fc.assert(property, { numRuns: 1000, seed: 7 });

const isResponse = (at: TumorResponse) => at === "CR" || at === "PR";

/** The end of a response by a walk from day to day. */
function walk(response: PatientResponse, dead: number | null, therapy: number | null, maxGap: number, end: number) {
  const found = new Map(response.visits.map(({ day, overall }) => [day, overall]));
  let start: number | null = null;
  let seen = 0;
  for (let day = response.baseline.day + 1; day <= end; day++) {
    const at = found.get(day) ?? "NE";
    if (start === null) {
      if (at === "PD") return null;
      if (!isResponse(at)) continue;
      start = day;
    }
    if (therapy === day) return [Math.max(0, seen - start), "new therapy"];
    const missed = [Math.max(0, seen - start), "missed visits"];
    if (at === "PD") return day - Math.max(seen, start) > maxGap ? missed : [day - start, "progression"];
    if (at !== "NE") seen = day;
    if (dead === day) return day - seen > maxGap ? [seen - start, "missed visits"] : [day - start, "death"];
  }
  return start === null
    ? null
    : [seen - start, seen === end ? "cut-off" : "no progression or death at last assessment"];
}

describe("for any patients", () => {
  test("the duration is that of a walk from day to day", () => {
    check(
      fc.property(patients, fc.integer({ min: 1, max: 200 }), fc.nat(300), (patients, maxGapDays, more) => {
        const { responses, ...channels } = study(patients);
        const starts = responses.map(({ visits }) => visits.find(({ overall }) => isResponse(overall))?.day ?? 1);
        const cutoff = Math.max(...starts) + more;
        const { duration } = responseDurations(responses, { ...channels, maxGapDays, cutoff });
        const expected = responses.map((response) =>
          walk(response, channels.death(response), channels.newTherapy(response), maxGapDays, cutoff),
        );
        expect(responses.map((_, i) => (duration === null ? null : at(duration, i)))).toEqual(expected);
      }),
    );
  });
  const at = ({ event, days, reason }: TimeToEvent, i: number) => (event[i] === -1 ? null : [days[i], reason[i]]);

  test("a shift of all days changes nothing", () => {
    check(
      fc.property(patients, fc.integer({ min: -30_000, max: 30_000 }), (patients, shift) => {
        const [here, there] = [study(patients), study(patients, shift)].map(({ responses, ...channels }) =>
          responseDurations(responses, { ...channels, maxGapDays: 90 }),
        );
        expect(there).toEqual(here);
      }),
    );
  });

  test("without the options results are unchanged: censored on the last evaluable day, under a name of its own", () => {
    check(
      fc.property(patients, (patients) => {
        const { responses, death } = study(patients);
        const { duration, timeToResponse } = responseDurations(responses, { death });
        if (duration === null) return;
        const origin = (response: PatientResponse, i: number) => response.baseline.day + timeToResponse[i]!;
        const before = timeToEvent(responses, {
          where: (_, i) => timeToResponse[i] !== null,
          origin,
          event: { progression: (response) => response.firstProgressionDay.overall, death },
          censoring: { "no progression at last assessment": (response) => response.lastAssessmentDay.overall },
        });
        expect(duration).toEqual(before);
        const { days, event } = responseDurations(responses, { death, maxGapDays: 1e6 }).duration!;
        expect([days, event]).toEqual([before.days, before.event]);
      }),
    );
  });
});
