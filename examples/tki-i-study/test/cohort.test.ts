import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { coxph } from "@hcc/cox";
import { assessResponses, type PatientResponse } from "@hcc/mrecist";
import { daysBetween, daysToMonths, kaplanMeier, survivalQuantile } from "@hcc/survival";
import { describe, expect, it } from "vitest";
import type { Baseline } from "../cohort/baseline/patient.js";
import type { Outcomes } from "../cohort/outcomes/outcome.js";
import { searchOutcomes } from "../cohort/outcomes/search-outcomes.js";
import { writeRecords } from "../cohort/outcomes/write-records.js";
import published from "../published.json" with { type: "json" };
import { readRecords } from "../src/records/read-records.js";
import { RECORD_FILES, type TreatmentEvent } from "../src/records/types.js";

const file = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const json = async <T>(path: string): Promise<T> => JSON.parse(await readFile(file(path), "utf8")) as T;
const baseline = await json<Baseline>("cohort/baseline.json");
const outcomes = await json<Outcomes>("cohort/outcomes.json");
const records = await readRecords(file("records"));

const designated = new Set(baseline.patients.filter((p) => p.designatedMatched).map(({ id }) => id));
const origin = new Map(records.patients.map((p) => [p.patientId, p.refractorinessDate]));
const since = (id: string, date: string): number => daysBetween(origin.get(id)!, date);
const responses = new Map(
  assessResponses(
    records.imaging.map((r) => ({ ...r, day: since(r.patientId, r.visitDate) })),
    {
      patient: "patientId",
      day: "day",
      lesion: "lesionId",
      role: "role",
      site: "site",
      viable: "viableMm",
      total: "totalMm",
      enhancing: (r) => (r.enhancing === null ? null : r.enhancing === "yes"),
      notEvaluable: (r) => r.arterialPhase === "no",
      level: "thrombusLevel",
      finding: "finding",
      criteria: "tki-i",
    },
  ).map((response) => [response.patient, response]),
);
const followUp = new Map(records.followUp.map((row) => [row.patientId, row]));
const events = (id: string, ...kinds: TreatmentEvent["kind"][]): TreatmentEvent[] =>
  records.treatment.filter((row) => row.patientId === id && kinds.includes(row.kind));

const COMPONENTS = ["overall", "intrahepatic", "thrombus"] as const;
type Component = (typeof COMPONENTS)[number];
const patients = records.patients.map((p) => {
  const response = responses.get(p.patientId)!;
  const contact = followUp.get(p.patientId)!;
  const start = events(p.patientId, "tki-start")[0]!.date;
  const stop = events(p.patientId, "tki-stop", "tki-discontinuation-ae")[0]?.date ?? null;
  const progression = (component: Component): number | null => response.firstProgressionDay[component];
  const months = (component: Component): number | null => {
    const last = response.lastAssessmentDay[component];
    return last === null ? null : daysToMonths(progression(component) ?? last);
  };
  return {
    ...p,
    response,
    contact,
    start,
    stop,
    matched: designated.has(p.patientId),
    tkiAlone: p.arm === "TKI",
    dead: contact.status === "dead",
    osMonths: daysToMonths(since(p.patientId, contact.lastContactDate)),
    tkiMonths: daysToMonths(daysBetween(start, stop ?? contact.lastContactDate)),
    ttp: { overall: months("overall"), intrahepatic: months("intrahepatic"), thrombus: months("thrombus") },
    progressed: {
      overall: progression("overall") !== null,
      intrahepatic: progression("intrahepatic") !== null,
      thrombus: progression("thrombus") !== null,
    },
  };
});
type StudyPatient = (typeof patients)[number];
const ARMS = ["TKI-I", "TKI"] as const;
const total = (arm: string): StudyPatient[] => patients.filter((p) => p.arm === arm);
const matched = (arm: string): StudyPatient[] => total(arm).filter((p) => p.matched);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const middle = (values: readonly number[]): [median: number, smallest: number, largest: number] => {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  return [(sorted[Math.floor((n - 1) / 2)]! + sorted[Math.floor(n / 2)]!) / 2, sorted[0]!, sorted[n - 1]!];
};

describe("the generator", () => {
  it("replays the committed assignment into the committed records, byte for byte", async () => {
    const texts = writeRecords(baseline, outcomes);
    for (const name of RECORD_FILES)
      expect(texts[name] === (await readFile(file(`records/${name}`), "utf8")), name).toBe(true);
  });

  it("starts from a search that gives the same outcomes for the same seed", () => {
    const length = { slots: 200, assignment: 20 };
    const { outcomes: found } = searchOutcomes(baseline, 3, length);
    expect(found.outcomes.map(({ id }) => id)).toEqual(baseline.patients.map(({ id }) => id));
    expect(searchOutcomes(baseline, 3, length).outcomes).toEqual(found);
  });

  it("has an outcome for every included patient, with the refractoriness diagnosed in the years of the study", () => {
    expect([records.screened.length, records.patients.length]).toEqual([167, 132]);
    expect([total("TKI-I").length, total("TKI").length]).toEqual([68, 64]);
    for (const p of records.screened)
      expect(p.refractorinessDate >= "2018-09-01" && p.refractorinessDate <= "2020-12-31").toBe(true);
  });

  it("images every 4 to 8 weeks, at baseline within a week before the start of treatment", () => {
    for (const p of patients) {
      const start = since(p.patientId, p.start);
      const { day } = p.response.baseline;
      expect(start - day >= 0 && start - day <= 7, p.patientId).toBe(true);
      let last = start;
      for (const visit of p.response.visits) {
        expect(visit.day - last >= 28 && visit.day - last <= 56, `${p.patientId} day ${visit.day}`).toBe(true);
        last = visit.day;
      }
    }
  });

  it("implants the first seeds within a week of the start of the TKI", () => {
    for (const p of patients) {
      const days = events(p.patientId, "seed-implantation").map((row) => daysBetween(p.start, row.date));
      if (p.arm === "TKI") expect(days).toEqual([]);
      else expect(Math.abs(days[0]!), p.patientId).toBeLessThanOrEqual(7);
    }
  });
});

describe("responses, as the engine derives them from the imaging records", () => {
  const count = (group: readonly StudyPatient[], component: Component) => {
    const best = group.map((p) => p.response.best[component]).filter((b): b is NonNullable<typeof b> => b !== null);
    const n = (...categories: PatientResponse["best"]["overall"][]): number =>
      best.filter((b) => categories.includes(b)).length;
    return {
      n: best.length,
      CR: n("CR"),
      PR: n("PR"),
      SD: n("SD"),
      PD: n("PD"),
      orr: n("CR", "PR"),
      dcr: n("CR", "PR", "SD"),
    };
  };

  it.each(COMPONENTS)("matched cohort: Table 2 exactly, %s", (component) => {
    const table = published.response.matched[component];
    ARMS.forEach((arm, k) => {
      const { n, CR, PR, SD, PD } = count(matched(arm), component);
      expect({ n, CR, PR, SD, PD }, arm).toEqual({
        n: table.n[k],
        CR: table.CR[k],
        PR: table.PR[k],
        SD: table.SD[k],
        PD: table.PD[k],
      });
    });
  });

  it.each(COMPONENTS)("total cohort: the printed rates exactly, %s", (component) => {
    const table = published.response.totalRatesPercent[component];
    ARMS.forEach((arm, k) => {
      const { n, orr, dcr } = count(total(arm), component);
      expect([((100 * orr) / n).toFixed(1), ((100 * dcr) / n).toFixed(1)], arm).toEqual([
        table.orr[k]!.toFixed(1),
        table.dcr[k]!.toFixed(1),
      ]);
    });
  });
});

describe("survival and progression", () => {
  const { os, ttp } = published.survival;

  it("deaths and progressions are exact", () => {
    ARMS.forEach((arm, k) => {
      expect(total(arm).filter((p) => p.dead).length).toBe(os.total.deaths[k]);
      expect(matched(arm).filter((p) => p.dead).length).toBe(os.matched.deaths[k]);
      expect(total(arm).filter((p) => p.progressed.overall).length).toBe(ttp.total.events[k]);
      expect(matched(arm).filter((p) => p.progressed.overall).length).toBe(ttp.matched.events[k]);
    });
  });

  const medians = (
    time: readonly number[],
    event: readonly boolean[],
  ): [infimum: number | null, midpoint: number | null] => {
    const curve = kaplanMeier({ time, event }, { time: "time", event: "event" }).curves[0]!;
    return [survivalQuantile(curve, 0.5, { rule: "infimum" }).estimate, curve.median.estimate];
  };
  const near = (group: readonly StudyPatient[], component: "os" | Component, target: number): void => {
    const own = component === "thrombus" ? group.filter((p) => p.macrovascularInvasion === "yes") : group;
    const time = own.map((p) => (component === "os" ? p.osMonths : p.ttp[component]!));
    const event = own.map((p) => (component === "os" ? p.dead : p.progressed[component]));
    const [infimum, midpoint] = medians(time, event);
    expect(Math.abs(infimum! - target), `${component} infimum ${infimum}, published ${target}`).toBeLessThan(0.1);
    expect(Math.abs(midpoint! - target), `${component} midpoint ${midpoint}, published ${target}`).toBeLessThan(0.2);
  };

  it("median overall survival is within 0.1 month, by the midpoint rule within 0.2", () => {
    ARMS.forEach((arm, k) => {
      near(total(arm), "os", os.total.medianCI[k]![0]!);
      near(matched(arm), "os", os.matched.medianCI[k]![0]!);
    });
  });

  it.each(COMPONENTS)(
    "median time to progression is within 0.1 month, by the midpoint rule within 0.2: %s",
    (component) => {
      ARMS.forEach((arm, k) => {
        near(total(arm), component, ttp.total[component][k]![0]!);
        near(matched(arm), component, ttp.matched[component][k]![0]!);
      });
    },
  );

  it("nobody dies before the last visit, and no record lies after the last contact", () => {
    for (const p of patients) {
      const end = since(p.patientId, p.contact.lastContactDate);
      expect(p.response.visits.at(-1)!.day, p.patientId).toBeLessThanOrEqual(end - (p.dead ? 1 : 0));
    }
  });
});

describe("Cox regression in the matched cohort (n = 96, Breslow)", () => {
  const rows = patients
    .filter((p) => p.matched)
    .map((p) => ({
      os: p.osMonths,
      dead: p.dead,
      ttp: p.ttp.overall!,
      progressed: p.progressed.overall,
      tkiAlone: p.tkiAlone,
      male: p.sex === "male",
      age60: p.ageYears >= 60,
      ecog1: p.ecogPs === 1,
      hbsag: p.hbsag === "positive",
      childPughB: p.childPugh === "B",
      afp200: p.afpUgPerL >= 200,
      over3: p.tumorNumber > 3,
      bilobar: p.tumorDistribution === "bilobar",
      over7: p.largestTumorSizeCm > 7,
      invasion: p.macrovascularInvasion === "yes",
      sorafenib: p.tki === "sorafenib",
      tace2: p.previousTaceNumber > 2,
      dTace: p.taceTechnique === "D-TACE",
    }));
  const NAMES = [
    "tkiAlone",
    "male",
    "age60",
    "ecog1",
    "hbsag",
    "childPughB",
    "afp200",
    "over3",
    "bilobar",
    "over7",
    "invasion",
    "sorafenib",
    "tace2",
    "dTace",
  ] as const;
  const screen = (time: "os" | "ttp", event: "dead" | "progressed") => {
    const fit = (covariates: readonly (typeof NAMES)[number][]) =>
      coxph(rows, { time, event, covariates: [...covariates], ties: "breslow" }).coefficients;
    const pValues = NAMES.map((name) => [name, fit([name])[0]!.pValue!] as const);
    const selected = pValues.filter(([, p]) => p < 0.1).map(([name]) => name);
    return { pValues, selected, alone: fit(selected)[0]! };
  };

  it.each([
    ["os", "dead", published.survival.os.matched.multivariableHrTkiAlone, ["tkiAlone", "afp200", "over7"]],
    ["ttp", "progressed", published.survival.ttp.matched.multivariableHrTkiAlone, ["tkiAlone", "afp200", "over3"]],
  ] as const)(
    "the screen selects plausible factors and the hazard ratio of TKI alone is within 2 %%: %s, %s",
    (time, event, target, expected) => {
      const { pValues, selected, alone } = screen(time, event);
      expect(selected).toEqual(expected);
      // No P near the limit of 0.10, so every test of the screen selects the same factors.
      for (const [name, p] of pValues) expect(p < 0.075 || p > 0.15, `${name} ${p}`).toBe(true);
      expect(Math.abs(alone.hazardRatio! / target[0]! - 1), `hazard ratio ${alone.hazardRatio}`).toBeLessThan(0.02);
      expect(alone.pValue).toBeLessThan(0.001);
    },
  );
});

describe("exposure and follow-up", () => {
  const { exposure } = published;
  const printed = (values: readonly number[], digits = 1): string[] => values.map((value) => value.toFixed(digits));

  it("follow-up of the matched cohort: plain median and range exactly", () => {
    const observed = patients.filter((p) => p.matched).map((p) => p.osMonths);
    expect(printed(middle(observed))).toEqual(printed(exposure.matched.medianFollowUpMonths));
  });

  it("duration of the TKI: median and range exactly", () => {
    const { tkiI, tki } = exposure.matched.tkiDurationMonths;
    expect(printed(middle(matched("TKI-I").map((p) => p.tkiMonths)))).toEqual(printed(tkiI));
    expect(printed(middle(matched("TKI").map((p) => p.tkiMonths)))).toEqual(printed(tki));
  });

  it("implantations and seeds exactly", () => {
    const own = matched("TKI-I").map((p) => events(p.patientId, "seed-implantation"));
    const seeds = own.map((rows) => sum(rows.map((row) => row.seeds!)));
    expect(sum(own.map((rows) => rows.length))).toBe(exposure.matched.implantations.total);
    expect(middle(own.map((rows) => rows.length))).toEqual(exposure.matched.implantations.perPatient);
    expect(sum(seeds)).toBe(exposure.matched.seeds.total);
    expect(middle(seeds)).toEqual(exposure.matched.seeds.perPatient);
  });

  it("interruptions, dose reductions and discontinuations exactly", () => {
    const withKind = (arm: string, kind: TreatmentEvent["kind"]): number =>
      total(arm).filter((p) => events(p.patientId, kind).length > 0).length;
    ARMS.forEach((arm, k) => {
      expect(withKind(arm, "tki-interruption")).toBe(exposure.total.interrupted[k]);
      expect(withKind(arm, "tki-dose-reduction")).toBe(exposure.total.doseReduced[k]);
      expect(withKind(arm, "tki-discontinuation-ae")).toBe(exposure.total.discontinued[k]);
    });
  });

  it("no treatment event lies outside the treatment", () => {
    for (const p of patients)
      for (const row of events(p.patientId, "tki-interruption", "tki-dose-reduction"))
        expect(row.date > p.start && row.date < (p.stop ?? p.contact.lastContactDate), p.patientId).toBe(true);
  });
});

describe("safety", () => {
  const { safety } = published;
  const inWindow = (p: StudyPatient) =>
    records.adverseEvents.filter(
      (row) =>
        row.patientId === p.patientId &&
        row.related !== "none" &&
        row.onsetDate >= p.start &&
        daysBetween(p.stop ?? p.contact.lastContactDate, row.onsetDate) <= 90,
    );

  it("patients with any and with severe treatment-related events, exactly, and none of grade 5", () => {
    ARMS.forEach((arm, k) => {
      const worst = total(arm).map((p) => Math.max(0, ...inWindow(p).map((row) => row.grade)));
      expect(worst.filter((grade) => grade > 0).length).toBe(safety.anyTrae.counts[k]);
      expect(worst.filter((grade) => grade >= 3).length).toBe(safety.grade3plus.counts[k]);
    });
    expect(records.adverseEvents.filter((row) => row.grade === 5)).toEqual([]);
  });

  it("seed-related events in 10 patients: one haemothorax of grade 4, one needle track seeding of grade 3", () => {
    const rows = records.adverseEvents.filter((row) => row.related === "seed");
    expect(new Set(rows.map((row) => row.patientId)).size).toBe(safety.seedImplantationRelated.patients);
    expect(
      rows
        .filter((row) => row.grade >= 3)
        .map((row) => [row.grade, row.description])
        .sort(),
    ).toEqual([
      [3, "needle track tumor seeding"],
      [4, "right hemothorax"],
    ]);
    const inside = new Set(patients.flatMap(inWindow));
    expect(rows.filter((row) => !inside.has(row))).toEqual([]);
  });

  it("has related events after the window that change the counts if they are counted, and unrelated ones", () => {
    const inside = new Set(patients.flatMap(inWindow));
    const outside = records.adverseEvents.filter((row) => row.related !== "none" && !inside.has(row));
    const affected = new Set([...inside].map((row) => row.patientId));
    expect(outside.some((row) => !affected.has(row.patientId))).toBe(true);
    expect(outside.length).toBeGreaterThan(5);
    expect(records.adverseEvents.filter((row) => row.related === "none").length).toBeGreaterThan(20);
  });
});
