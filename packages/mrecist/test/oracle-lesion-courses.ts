import fc from "fast-check";
import type { Measurement } from "../src/index.js";

/** Random courses of single lesions: sizes near thresholds, gaps, everything a lesion can do. */
export type Row = Omit<Measurement, "day" | "lesion" | "role">;
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
export const some = <T>(weight: number, value: fc.Arbitrary<T>) => ({ weight, arbitrary: value });
const rows = (...of: Row[]): Seen => of;

/** A total diameter and, for products, that across it: `half` of the baseline, so that products pass the thresholds with it. */
const across = (total: number, half: number): Row => ({ total, totalPerpendicular: Math.min(total, round(half)) });

/** Sizes of a lesion of the liver, of both kinds and for products. */
const sized = (viable: number, extra: number, half: number): Row => ({
  viable,
  perpendicular: round(viable / 2),
  ...across(round(viable + extra), half),
});

const seenInLiver = (mm: number): fc.Arbitrary<Seen> =>
  fc.oneof(
    some(
      20,
      fc.tuple(near(mm), fc.constantFrom(0, 0, 5)).map(([viable, extra]) => rows(sized(viable, extra, mm / 2))),
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
          { enhancing: false, arterialPhase: false, viable: 12, total: 12 },
          { tooSmall: true },
          { arterialPhase: false, viable: 20, total: 20, perpendicular: 10, totalPerpendicular: 9 },
          { lipiodol: true, modality: "CT", viable: 20, total: 25, perpendicular: 10, totalPerpendicular: 12 },
          { lipiodol: true, modality: "MRI", viable: 20, total: 25, perpendicular: 10 },
        )
        .map((row) => rows(row)),
    ),
    some(
      1,
      near(mm).map((viable) => rows({ ...sized(viable, 0, mm / 2), finding: "new-enhancement" })),
    ),
    some(
      1,
      fc
        .tuple(near(mm), near(mm))
        .map(([a, b]) => rows({ ...sized(a, 0, mm / 2), fragment: "a" }, { ...sized(b, 0, mm / 3), fragment: "b" })),
    ),
  );

const outside = (key: "total" | "shortAxis", mm: number): fc.Arbitrary<Seen> =>
  fc.oneof(
    some(
      12,
      (key === "total" ? near(mm) : fc.oneof(near(mm), fc.constantFrom(9.9, 10, 8, 12))).map((it) =>
        rows(key === "total" ? across(it, mm / 2) : ofNode(it)),
      ),
    ),
    some(1, fc.constant(rows())),
    some(
      1,
      fc.constantFrom<Row>({}, { notEvaluable: true }, { [key]: mm }).map((row) => rows(row)),
    ),
  );

/** A lymph node by its short axis; for products its longest diameter too. */
const ofNode = (shortAxis: number): Row => ({ shortAxis, total: round(1.5 * shortAxis) });

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
      [{ enhancing: true }],
      [{ enhancing: false }],
      [{ viable: 8, total: 9, arterialPhase: false }],
      [{ viable: 0, total: 9, lipiodol: true, modality: "CT" }],
      [{ viable: 8, total: 8, finding: "unequivocal-progression" }],
    ),
  ),
);

/** A lesion that did not enhance at baseline, by its total size. */
const blandSeen = (mm: number): fc.Arbitrary<Seen> =>
  fc.oneof(
    some(
      8,
      fc
        .tuple(near(mm), fc.constantFrom(false, false, true, null))
        .map(([total, enhancing]) => rows({ total, enhancing: total === 0 ? null : enhancing })),
    ),
    some(
      2,
      fc.constantFrom<Seen>(
        [],
        [{ notEvaluable: true }],
        [{ viable: 12, total: 14 }],
        [{ tooSmall: true }],
        [{ total: 20, arterialPhase: false }],
        [{ total: 20, viable: 0, lipiodol: true, modality: "CT" }],
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
    some(
      2,
      fc.constantFrom<Seen>(
        [],
        [{}],
        [{ notEvaluable: true }],
        [{ enhancing: false }],
        [{ enhancing: true, level: "Vp3" }],
      ),
    ),
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
          finding: mm === 0 ? null : finding,
          cytology,
          ...(site === "lymph-node" || site === "porta-hepatis-node" ? { shortAxis: mm } : { viable: mm, total: mm }),
        } as Row),
      ),
    ),
    some(2, fc.constant(rows())),
    some(
      1,
      site === "effusion" || site === "lung"
        ? fc.constantFrom<Seen>([{}], [{ notEvaluable: true }])
        : fc.constantFrom<Seen>(
            [{}],
            [{ notEvaluable: true }],
            [{ enhancing: false }],
            [{ tooSmall: true }],
            [{ finding: "unequivocal-progression", total: 12 }],
            ...(site === "liver" ? [[{ finding: "new-lesion-typical" as const }], [{ viable: 9, total: 14 }]] : []),
          ),
    ),
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
export const MAKERS = {
  target: course("target", "liver", (mm) => rows(sized(mm, 5, mm / 2)), seenInLiver),
  lung: course(
    "target",
    "lung",
    (mm) => rows(across(mm, mm / 2)),
    (mm) => outside("total", mm),
  ),
  node: course(
    "target",
    "lymph-node",
    (mm) => rows(ofNode(mm + 10)),
    (mm) => outside("shortAxis", mm + 10),
  ),
  nonTarget: course(
    "non-target",
    "liver",
    () => rows({ viable: 8, total: 8 }),
    () => nonTargetSeen,
  ),
  bland: course("non-target", "liver", (mm) => rows({ total: mm, enhancing: false }), blandSeen),
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
  veinClot: course("thrombus", "hepatic-vein", (mm) => rows({ viable: mm, total: mm }), clotSeen),
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
