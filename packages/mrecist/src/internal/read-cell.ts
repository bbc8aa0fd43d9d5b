import type { Cytology, LesionFinding, LevelMeaning, Measurement, ResolvedOptions } from "../types.js";
import { levelOf } from "./levels.js";
import { tenths } from "./tenths.js";
import { CYTOLOGIES, checkWord, type Fail, FINDINGS, MODALITIES, NEW_FINDINGS, quoted } from "./words.js";

/** What was seen of a lesion at a visit; diameters in tenths of mm. */
export interface Cell {
  readonly viable: number | null;
  /** Longest times perpendicular viable diameter, in squares of tenths of mm. */
  readonly product: number | null;
  readonly total: number | null;
  /** The same product of total diameters. */
  readonly totalProduct: number | null;
  readonly enhancing: boolean | null;
  readonly level: LevelMeaning | null;
  readonly finding: LesionFinding | null;
  readonly notEvaluable: boolean;
  readonly mergedInto: string | null;
  readonly cytology: Cytology | null;
  readonly markerNormal: boolean | null;
  /** Rules of input that decided a diameter. */
  readonly flags: readonly CellFlag[];
}

type CellFlag = "no-arterial-phase" | "lipiodol" | "too-small" | "viable-without-enhancement";

/** "Too small to measure" is 5 mm (RECIST 1.1). */
const TOO_SMALL = 50;

/** Thickest slice in mm that is taken for one. */
const THICKEST = 20;

const NO_FLAGS: readonly CellFlag[] = [];

/** Checks one row and brings its diameters to what the rules count. `node` = the lesion is a lymph node. */
export function readCell(measurement: Measurement, node: boolean, rules: ResolvedOptions, fail: Fail): Cell {
  const { finding = null, cytology = null, modality = null, mergedInto = null } = measurement;
  const enhancing = readSwitch(measurement.enhancing, "enhancing", fail);
  const notEvaluable = readSwitch(measurement.notEvaluable, "notEvaluable", fail);
  const tooSmall = readSwitch(measurement.tooSmall, "tooSmall", fail);
  const lipiodol = readSwitch(measurement.lipiodol, "lipiodol", fail);
  const arterialPhase = readSwitch(measurement.arterialPhase, "arterialPhase", fail);
  const markerNormal = readSwitch(measurement.markerNormal, "markerNormal", fail);
  const level = measurement.level == null ? null : levelOf(measurement.level, rules.levels, fail);
  if (finding !== null) checkWord(finding, FINDINGS, "finding", fail);
  if (cytology !== null) checkWord(cytology, CYTOLOGIES, "cytology", fail);
  if (modality !== null) checkWord(modality, MODALITIES, "modality", fail);
  checkSlice(measurement.sliceThickness ?? Number.NaN, fail);
  const sizes = sizesOf(measurement, node, fail);
  checkTogether(measurement, sizes, node, fail);
  const hidden = lipiodol === true && modality !== "MRI";
  const hiding = arterialPhase === false ? "NE" : hidden ? rules.lipiodol : null;
  const seen = hiding === null ? null : underLipiodol(sizes, enhancing, hiding);
  const { viable, product } = seen ?? sizes;
  const enhances = seen === null ? enhancing : seen.enhancing;
  const contradicted = enhances === false && (viable ?? 0) > 0;
  return {
    viable,
    product,
    total: sizes.total,
    totalProduct: sizes.totalProduct,
    enhancing: enhances,
    level,
    finding,
    notEvaluable: notEvaluable === true || finding === "not-assessable",
    mergedInto: mergedInto === null ? null : String(mergedInto),
    cytology,
    markerNormal,
    flags: flagsOf(tooSmall === true, arterialPhase === false, hidden, contradicted),
  };
}

function flagsOf(tooSmall: boolean, noPhase: boolean, hidden: boolean, contradicted: boolean): readonly CellFlag[] {
  if (!(tooSmall || noPhase || hidden || contradicted)) return NO_FLAGS;
  const flags: CellFlag[] = [];
  if (tooSmall) flags.push("too-small");
  if (noPhase) flags.push("no-arterial-phase");
  if (hidden) flags.push("lipiodol");
  if (contradicted) flags.push("viable-without-enhancement");
  return flags;
}

/** The thickness of slices; NaN = not stated, as tables say. */
function checkSlice(thickness: unknown, fail: Fail): void {
  if (Number.isNaN(thickness)) return;
  if (typeof thickness === "number" && thickness > 0 && thickness <= THICKEST) return;
  fail(
    "option",
    `sliceThickness is ${quoted(thickness)}: give millimeters above 0 and at most ${THICKEST}`,
    "sliceThickness",
  );
}

function readSwitch(value: boolean | null | undefined, name: string, fail: Fail): boolean | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== "boolean") fail("option", `${name} is ${quoted(value)}: give true, false or null`, name);
  return value;
}

/** The viable part where lipiodol (or a missing arterial phase) hides it. */
function underLipiodol(
  { viable, product, total }: Sizes,
  enhancing: boolean | null,
  rule: ResolvedOptions["lipiodol"],
): Pick<Cell, "viable" | "product" | "enhancing"> {
  if (rule === "necrosis") return { viable: viable ?? 0, product: viable === null ? 0 : product, enhancing };
  if (rule === "viable" && total !== null) return { viable: total, product: null, enhancing: true };
  return { viable: null, product: null, enhancing: null };
}

type Sizes = Pick<Cell, "viable" | "product" | "total" | "totalProduct">;

function sizesOf(measurement: Measurement, node: boolean, fail: Fail): Sizes {
  const viable = tenths(measurement.viable, "viable", fail);
  const perpendicular = tenths(measurement.perpendicular, "perpendicular", fail);
  const total = tenths(measurement.total, "total", fail);
  const totalPerpendicular = tenths(measurement.totalPerpendicular, "totalPerpendicular", fail);
  const shortAxis = tenths(measurement.shortAxis, "shortAxis", fail);
  const across = shortAxis ?? totalPerpendicular;
  if (perpendicular !== null) checkAcross("perpendicular", perpendicular, "viable", viable, fail);
  if (totalPerpendicular !== null) checkAcross("totalPerpendicular", totalPerpendicular, "total", total, fail);
  if (shortAxis !== null) checkShortAxis(shortAxis, totalPerpendicular, total, node, fail);
  const small = measurement.tooSmall === true;
  if (small) checkTooSmall(viable, measurement.enhancing, fail);
  const least = small && total === null && across === null ? TOO_SMALL : null;
  return {
    viable: small ? TOO_SMALL : viable,
    product: small ? TOO_SMALL * TOO_SMALL : measurement.enhancing === false ? 0 : productOf(viable, perpendicular),
    total: (node ? across : null) ?? total ?? (small ? TOO_SMALL : null),
    totalProduct: productOf(total ?? least, across ?? least),
  };
}

function checkTooSmall(viable: number | null, enhancing: boolean | null | undefined, fail: Fail): void {
  if (enhancing === false) fail("option", "tooSmall means viable tumor, but enhancing is false: keep one", "tooSmall");
  if (viable !== null && viable !== TOO_SMALL) {
    fail("option", `tooSmall counts as 5 mm, but viable is ${viable / 10} mm: keep one`, "tooSmall");
  }
}

function checkShortAxis(
  shortAxis: number,
  totalPerpendicular: number | null,
  total: number | null,
  node: boolean,
  fail: Fail,
): void {
  if (!node) fail("option", "shortAxis is of lymph nodes: give a node's site, or the diameter as total", "shortAxis");
  checkAcross("shortAxis", shortAxis, "total", total, fail);
  if (totalPerpendicular !== null && totalPerpendicular !== shortAxis) {
    const found = `totalPerpendicular ${totalPerpendicular / 10} mm`;
    fail("option", `${found} of a node is its shortAxis, ${shortAxis / 10} mm: keep one`, "totalPerpendicular");
  }
}

/** Of a longest diameter and that across it; nothing across is needed where there is nothing. */
function productOf(longest: number | null, across: number | null): number | null {
  if (longest === 0) return 0;
  return longest === null || across === null ? null : longest * across;
}

/** Checks a diameter against the longest one that it lies across. */
function checkAcross(name: string, across: number, of: string, longest: number | null, fail: Fail): void {
  if (longest === null) return;
  if (across > longest) {
    fail("option", `${name} ${across / 10} mm exceeds ${of} ${longest / 10} mm: check both`, name);
  }
  if (across === 0 && longest > 0) {
    fail("option", `${name} 0 mm with ${of} ${longest / 10} mm is no lesion: leave out what was not measured`, name);
  }
}

function checkTogether(measurement: Measurement, { viable, total }: Sizes, node: boolean, fail: Fail): void {
  const { role, level = null, finding = null, enhancing = null, site = null, cytology = null } = measurement;
  if (!(node && isAcross(measurement)) && viable !== null && total !== null && viable > total) {
    fail("option", `viable ${viable / 10} mm exceeds total ${total / 10} mm: check both`, "viable");
  }
  if (enhancing === true && viable === 0) {
    fail(
      "option",
      "enhancing is true but viable is 0: give tooSmall for viable tumor too small to measure, or enhancing: false",
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

/** Whether what counts of a node is across its longest diameter; a table says NaN where there is none. */
const isAcross = ({ shortAxis, totalPerpendicular }: Measurement): boolean =>
  [shortAxis, totalPerpendicular].some((mm) => !Number.isNaN(mm ?? Number.NaN));

/** Two fragments of one lesion as one: diameters and products add up, one that is not evaluable leaves no sum. */
export function addFragment(a: Cell, b: Cell): Cell {
  const add = (x: number | null, y: number | null): number | null => (x === null || y === null ? null : x + y);
  return {
    ...a,
    viable: add(counted(a, a.viable), counted(b, b.viable)),
    product: add(a.product, b.product),
    total: add(a.total, b.total),
    totalProduct: add(a.totalProduct, b.totalProduct),
    enhancing: a.enhancing === true || b.enhancing === true ? true : a.enhancing === b.enhancing ? a.enhancing : null,
    level: a.level ?? b.level,
    finding: a.finding ?? b.finding,
    notEvaluable: a.notEvaluable || b.notEvaluable,
    flags: [...new Set([...a.flags, ...b.flags])],
  };
}

const counted = (cell: Cell, viable: number | null): number | null => (cell.enhancing === false ? 0 : viable);
