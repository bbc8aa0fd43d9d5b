import type { Cytology, LesionFinding, Measurement, ResolvedOptions, ThrombusLevel } from "../types.js";
import { tenths } from "./tenths.js";
import { CYTOLOGIES, checkWord, type Fail, FINDINGS, LEVELS, MODALITIES, NEW_FINDINGS } from "./words.js";

/** What was seen of a lesion at a visit; diameters in tenths of mm. */
export interface Cell {
  readonly viable: number | null;
  /** Longest times perpendicular viable diameter, in squares of tenths of mm. */
  readonly product: number | null;
  readonly total: number | null;
  readonly enhancing: boolean | null;
  readonly level: ThrombusLevel | null;
  readonly finding: LesionFinding | null;
  readonly notEvaluable: boolean;
  readonly mergedInto: string | null;
  readonly cytology: Cytology | null;
  readonly markerNormal: boolean | null;
  /** Rules of input that decided a diameter. */
  readonly flags: readonly CellFlag[];
}

export type CellFlag = "no-arterial-phase" | "lipiodol" | "too-small";

/** "Too small to measure" is 5 mm (RECIST 1.1). */
const TOO_SMALL = 50;
const SWITCHES = ["enhancing", "notEvaluable", "tooSmall", "lipiodol", "arterialPhase", "markerNormal"] as const;

/** Checks one row and brings its diameters to what the rules count. `node` = the lesion is a lymph node. */
export function readCell(measurement: Measurement, node: boolean, rules: ResolvedOptions, fail: Fail): Cell {
  const { level = null, finding = null, cytology = null, modality = null } = measurement;
  for (const name of SWITCHES) {
    const value = measurement[name] ?? false;
    if (typeof value !== "boolean") fail("option", `${name} is ${String(value)}: give true, false or null`, name);
  }
  if (level !== null) checkWord(level, LEVELS, "level", fail);
  if (finding !== null) checkWord(finding, FINDINGS, "finding", fail);
  if (cytology !== null) checkWord(cytology, CYTOLOGIES, "cytology", fail);
  if (modality !== null) checkWord(modality, MODALITIES, "modality", fail);
  const sizes = sizesOf(measurement, node, fail);
  checkTogether(measurement, sizes, fail);
  const enhancing = measurement.enhancing ?? null;
  const shared = {
    ...sizes,
    enhancing,
    level,
    finding,
    notEvaluable: measurement.notEvaluable === true || finding === "not-assessable",
    mergedInto: measurement.mergedInto == null ? null : String(measurement.mergedInto),
    cytology,
    markerNormal: measurement.markerNormal ?? null,
  };
  const flags: CellFlag[] = measurement.tooSmall === true ? ["too-small"] : [];
  if (measurement.arterialPhase === false) {
    return { ...shared, viable: null, product: null, enhancing: null, flags: [...flags, "no-arterial-phase"] };
  }
  if (measurement.lipiodol !== true || modality === "MRI") return { ...shared, flags };
  flags.push("lipiodol");
  if (rules.lipiodol === "viable" && sizes.total !== null) {
    return { ...shared, viable: sizes.total, product: null, enhancing: true, flags };
  }
  if (rules.lipiodol === "necrosis") return { ...shared, viable: sizes.viable ?? 0, flags };
  return { ...shared, viable: null, product: null, enhancing: null, flags };
}

type Sizes = Pick<Cell, "viable" | "product" | "total">;

function sizesOf(measurement: Measurement, node: boolean, fail: Fail): Sizes {
  const { tooSmall, enhancing } = measurement;
  const viable = tenths(measurement.viable, "viable", fail);
  const perpendicular = tenths(measurement.perpendicular, "perpendicular", fail);
  const total = tenths(measurement.total, "total", fail);
  const shortAxis = tenths(measurement.shortAxis, "shortAxis", fail);
  if (shortAxis !== null && !node) {
    fail("option", "shortAxis is of lymph nodes: give a node's site, or the diameter as total", "shortAxis");
  }
  if (shortAxis !== null && total !== null && shortAxis > total) {
    fail("option", `shortAxis ${shortAxis / 10} mm exceeds total ${total / 10} mm: check both`, "shortAxis");
  }
  if (perpendicular !== null && viable !== null && perpendicular > viable) {
    fail(
      "option",
      `perpendicular ${perpendicular / 10} mm exceeds viable ${viable / 10} mm: check both`,
      "perpendicular",
    );
  }
  if (tooSmall === true) {
    if (enhancing === false)
      fail("option", "tooSmall means viable tumour, but enhancing is false: keep one", "tooSmall");
    if ((viable ?? TOO_SMALL) !== TOO_SMALL) {
      fail("option", `tooSmall counts as 5 mm, but viable is ${viable! / 10} mm: keep one`, "tooSmall");
    }
    return { viable: TOO_SMALL, product: TOO_SMALL * TOO_SMALL, total: shortAxis ?? total ?? TOO_SMALL };
  }
  const none = viable === 0 || enhancing === false;
  const product = none ? 0 : viable === null || perpendicular === null ? null : viable * perpendicular;
  return { viable, product, total: node ? (shortAxis ?? total) : total };
}

function checkTogether(measurement: Measurement, { viable, total }: Sizes, fail: Fail): void {
  const { role, level = null, finding = null, enhancing = null, site = null, cytology = null } = measurement;
  if (measurement.shortAxis == null && viable !== null && total !== null && viable > total) {
    fail("option", `viable ${viable / 10} mm exceeds total ${total / 10} mm: check both`, "viable");
  }
  if (enhancing === true && viable === 0) {
    fail(
      "option",
      "enhancing is true but viable is 0: give tooSmall for viable tumour too small to measure, or enhancing: false",
      "viable",
    );
  }
  if (level !== null && (role === "target" || role === "non-target")) {
    fail("option", `level with role "${role}": a level belongs to a thrombus, give role "thrombus"`, "level");
  }
  if (cytology !== null && site !== null && site !== "effusion") {
    fail("option", `cytology with site "${site}": it belongs to site "effusion"`, "cytology");
  }
  if (finding !== null && role !== "new" && NEW_FINDINGS.includes(finding)) {
    fail("option", `finding "${finding}" with role "${role}": such findings belong to role "new"`, "finding");
  }
  if (finding === "new-enhancement" && role !== "target") {
    fail("option", `finding "new-enhancement" with role "${role}": it is of treated target lesions`, "finding");
  }
  if (finding === "unequivocal-progression" && role === "target") {
    fail(
      "option",
      "target lesions progress by their sum: state unequivocal progression of non-target lesions",
      "finding",
    );
  }
}

/** Two fragments of one lesion as one: diameters and products add up, one that is not evaluable leaves no sum. */
export function addFragment(a: Cell, b: Cell): Cell {
  const add = (x: number | null, y: number | null): number | null => (x === null || y === null ? null : x + y);
  return {
    ...a,
    viable: add(counted(a, a.viable), counted(b, b.viable)),
    product: add(a.product, b.product),
    total: add(a.total, b.total),
    enhancing: a.enhancing === true || b.enhancing === true ? true : a.enhancing === null ? b.enhancing : a.enhancing,
    level: a.level ?? b.level,
    finding: a.finding ?? b.finding,
    notEvaluable: a.notEvaluable || b.notEvaluable,
    flags: [...new Set([...a.flags, ...b.flags])],
  };
}

const counted = (cell: Cell, viable: number | null): number | null => (cell.enhancing === false ? 0 : viable);
