import fc from "fast-check";
import {
  type CriteriaProfile,
  criteriaProfile,
  type Measurement,
  type ResponseCriteria,
  type ResponseOptions,
} from "../src/index.js";

/** Random courses of disease for the comparison with the oracle: sizes near thresholds, gaps, everything a lesion can do. */
type Row = Omit<Measurement, "day" | "lesion" | "role">;
/** Rows of a lesion at one visit; empty = not imaged. */
type Seen = readonly Row[];

const round = (mm: number): number => Math.max(0, Math.round(mm * 10) / 10);

/** A size at, or a tenth beside, what is a threshold for one of `base`. */
const near = (base: number) =>
  fc
    .tuple(
      fc.constantFrom(0, 0, 0.25, 0.49, 0.5, 0.6, 0.7, 0.7, 0.84, 1, 1, 1.2, 1.2, 1.25, 1.44, 1.5),
      fc.constantFrom(0, 0, 0, 0, 0.1, -0.1, 5, 4.9),
    )
    .map(([factor, step]) => (factor === 0 ? Math.max(0, step) : round(base * factor + step)));
const base = fc.constantFrom(5, 10, 12.5, 14, 20, 25, 30, 33.3, 40, 50);
const level = fc.constantFrom("Vp1", "Vp2", "Vp3", "Vp4", "Vv1", "Vv2", "Vv3");
const some = <T>(weight: number, value: fc.Arbitrary<T>) => ({ weight, arbitrary: value });
const rows = (...of: Row[]): Seen => of;

/** Sizes of a lesion of the liver, of both kinds and for products. */
const sized = (viable: number, extra: number): Row => ({
  viable,
  total: round(viable + extra),
  perpendicular: round(viable / 2),
});

const seenInLiver = (mm: number): fc.Arbitrary<Seen> =>
  fc.oneof(
    some(
      20,
      fc.tuple(near(mm), fc.constantFrom(0, 0, 5)).map(([viable, extra]) => rows(sized(viable, extra))),
    ),
    some(1, fc.constant(rows())),
    some(
      3,
      fc
        .constantFrom<Row>(
          {},
          { notEvaluable: true },
          { finding: "not-assessable", viable: 10, total: 10 },
          { enhancing: false, viable: 12, total: 12 },
          { tooSmall: true },
          { arterialPhase: false, viable: 20, total: 20, perpendicular: 10 },
          { lipiodol: true, modality: "CT", viable: 20, total: 25, perpendicular: 10 },
          { lipiodol: true, modality: "MRI", viable: 20, total: 25, perpendicular: 10 },
        )
        .map((row) => rows(row)),
    ),
    some(
      1,
      near(mm).map((viable) => rows({ ...sized(viable, 0), finding: "new-enhancement" })),
    ),
    some(
      1,
      fc
        .tuple(near(mm), near(mm))
        .map(([a, b]) => rows({ ...sized(a, 0), fragment: "a" }, { ...sized(b, 0), fragment: "b" })),
    ),
  );

const outside = (key: "total" | "shortAxis", mm: number): fc.Arbitrary<Seen> =>
  fc.oneof(
    some(
      12,
      (key === "total" ? near(mm) : fc.oneof(near(mm), fc.constantFrom(9.9, 10, 8, 12))).map((it) =>
        rows({ [key]: it }),
      ),
    ),
    some(1, fc.constant(rows())),
    some(
      1,
      fc.constantFrom<Row>({}, { notEvaluable: true }).map((row) => rows(row)),
    ),
  );

const nonTargetSeen: fc.Arbitrary<Seen> = fc.oneof(
  some(
    10,
    fc
      .constantFrom<Row>(
        { enhancing: true, viable: 8, total: 8 },
        { enhancing: false, viable: 0, total: 0 },
        { viable: 0, total: 0 },
        { viable: 6, total: 9 },
      )
      .map((row) => rows(row)),
  ),
  some(
    2,
    fc.constantFrom<Seen>(
      [],
      [{}],
      [{ tooSmall: true }],
      [{ finding: "not-assessable" }],
      [{ viable: 8, total: 8, finding: "unequivocal-progression" }],
    ),
  ),
);

const effusionSeen: fc.Arbitrary<Seen> = fc.constantFrom<Seen>(
  [{ total: 10 }],
  [{ total: 0 }],
  [{ total: 20, finding: "unequivocal-progression" }],
  [{ total: 20, finding: "unequivocal-progression", cytology: "malignant" }],
  [{ total: 20, finding: "unequivocal-progression", cytology: "benign" }],
  [],
);

const clotSeen = (mm: number): fc.Arbitrary<Seen> =>
  fc.oneof(
    some(
      12,
      fc
        .tuple(near(mm), fc.option(level, { freq: 8 }))
        .map(([viable, level]) => rows({ viable, total: viable, level })),
    ),
    some(
      2,
      fc.tuple(near(mm), level).map(([viable, level]) => rows({ viable, total: viable, level, enhancing: false })),
    ),
    some(2, fc.constantFrom<Seen>([], [{}], [{ notEvaluable: true }])),
  );

const newSeen = (site: Measurement["site"]): fc.Arbitrary<Seen> => {
  const size = fc.constantFrom(0, 5, 8, 9.9, 10, 12, 15, 18, 19.9, 20, 25);
  const finding =
    site === "liver"
      ? fc.constantFrom("new-lesion-typical", "new-lesion-atypical", null, "unequivocal-progression")
      : fc.constant(null);
  const cytology = site === "effusion" ? fc.constantFrom("malignant", "benign", "not-done") : fc.constant(null);
  return fc.oneof(
    some(
      6,
      fc.tuple(size, finding, cytology).map(([mm, finding, cytology]) =>
        rows({
          finding,
          cytology,
          ...(site === "lymph-node" || site === "porta-hepatis-node" ? { shortAxis: mm } : { viable: mm, total: mm }),
        } as Row),
      ),
    ),
    some(2, fc.constant(rows())),
  );
};

interface Course {
  readonly lesion: string;
  readonly role: Measurement["role"];
  readonly site: Measurement["site"];
  readonly baseline: Seen;
  readonly visits: readonly Seen[];
}

/** Course of one lesion over `count` visits. */
type Maker = (lesion: string, count: number) => fc.Arbitrary<Course>;

const course =
  (
    role: Measurement["role"],
    site: Measurement["site"],
    baseline: (mm: number) => Seen,
    seen: (mm: number) => fc.Arbitrary<Seen>,
  ): Maker =>
  (lesion, count) =>
    base.chain((mm) =>
      fc
        .array(seen(mm), { minLength: count, maxLength: count })
        .map((visits) => ({ lesion, role, site, baseline: baseline(mm), visits })),
    );

const clotStart = (mm: number): Seen =>
  rows({ viable: mm, total: mm, level: mm > 20 ? "Vp3" : mm > 10 ? "Vp2" : "Vv2" });
const MAKERS = {
  target: course("target", "liver", (mm) => rows(sized(mm, 5)), seenInLiver),
  lung: course(
    "target",
    "lung",
    (mm) => rows({ total: mm }),
    (mm) => outside("total", mm),
  ),
  node: course(
    "target",
    "lymph-node",
    (mm) => rows({ shortAxis: mm + 10 }),
    (mm) => outside("shortAxis", mm + 10),
  ),
  nonTarget: course(
    "non-target",
    "liver",
    () => rows({ viable: 8, total: 8 }),
    () => nonTargetSeen,
  ),
  otherLung: course(
    "non-target",
    "lung",
    () => rows({ total: 8 }),
    () => outside("total", 8),
  ),
  effusion: course(
    "non-target",
    "effusion",
    () => rows({ total: 10 }),
    () => effusionSeen,
  ),
  clot: course("thrombus", "portal-vein", clotStart, clotSeen),
  newLiver: course(
    "new",
    "liver",
    () => rows(),
    () => newSeen("liver"),
  ),
  newNode: course(
    "new",
    "lymph-node",
    () => rows(),
    () => newSeen("lymph-node"),
  ),
  newPorta: course(
    "new",
    "porta-hepatis-node",
    () => rows(),
    () => newSeen("porta-hepatis-node"),
  ),
  newLung: course(
    "new",
    "lung",
    () => rows(),
    () => newSeen("lung"),
  ),
  newEffusion: course(
    "new",
    "effusion",
    () => rows(),
    () => newSeen("effusion"),
  ),
  newClot: course("new", "portal-vein", () => rows(), clotSeen),
} satisfies Record<string, Maker>;

const lesionSets = fc.constantFrom<readonly (keyof typeof MAKERS)[]>(
  ["target"],
  ["target"],
  ["target", "target"],
  ["target", "lung"],
  ["target", "node"],
  ["target", "nonTarget"],
  ["target", "nonTarget", "effusion"],
  ["nonTarget", "otherLung"],
  ["node", "otherLung"],
  ["clot"],
  ["target", "clot"],
  ["clot", "clot"],
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
        const merged = merges !== null && i >= merges && liver.length > 1 && lesion === liver[1]!.lesion;
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

export const NAMED: readonly ResponseCriteria[] = ["mrecist", "recist-1.1", "easl", "irecist", "tki-i"];

export const profileOf = (name: ResponseCriteria): fc.Arbitrary<CriteriaProfile> =>
  fc.oneof(
    some(1, fc.constant(criteriaProfile(name))),
    some(
      1,
      overrides.map((fields) => criteriaProfile(name, fields as Parameters<typeof criteriaProfile>[1])),
    ),
  );
