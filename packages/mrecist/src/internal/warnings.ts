import { InputError, type Warning } from "@hcc/data";
import type { Measurement, ResolvedOptions } from "../types.js";
import { isGone, isProduct, isViable, type Lesion, type Series, sizeAt } from "./lesion.js";

/** What is unusual about a patient; with `strict`, too many target lesions are an error. */
export function warningsOf(
  { patient, days }: Series,
  measurements: readonly Measurement[],
  targets: readonly Lesion[],
  nonTargets: readonly Lesion[],
  rules: ResolvedOptions,
  strict: boolean,
): Warning[] {
  const warnings: Warning[] = [];
  const warn = (code: string, message: string, term?: string): void => {
    warnings.push({ code, message, ...(term !== undefined && { term }) });
  };
  const tooMany = (message: string): void => {
    if (!strict) {
      warn("too-many-targets", message);
      return;
    }
    throw new InputError("option", `patient "${patient}" has ${message}: make the others non-target`, {
      column: "role",
    });
  };
  if (days.length === 1) warn("no-follow-up", "there is no visit after baseline");
  if (targets.length === 0) warn("no-target-lesion", "no target lesion: the response cannot be PR or SD by the sum");
  const { mostTargets, mostPerOrgan } = rules;
  if (mostTargets !== null && targets.length > mostTargets) {
    tooMany(`${targets.length} target lesions: the criteria take ${mostTargets} at most`);
  }
  if (mostPerOrgan !== null && targets.length > mostPerOrgan) {
    const organs = new Map<string, number>();
    for (const { site } of targets) organs.set(site, (organs.get(site) ?? 0) + 1);
    for (const site of [...organs.keys()].sort()) {
      const count = organs.get(site)!;
      if (count <= mostPerOrgan) continue;
      tooMany(`${count} target lesions in one organ (${site}): the criteria take ${mostPerOrgan} at most`);
    }
  }
  checkUnit(patient, days[0]!, targets);
  for (const lesion of targets) {
    const size = sizeAt(lesion, 0)!;
    const slice = sliceThickness(measurements, lesion.id, days[0]!);
    const least = leastTarget(lesion, rules, slice);
    if (!isProduct(lesion.measure) && size < least) {
      const what = lesion.measure === "node" ? "target lymph nodes have a short axis of" : "target lesions measure";
      const why = least > 100 && lesion.measure !== "node" ? `, twice the slice thickness of ${slice} mm` : "";
      warn("small-target", `${size / 10} mm at baseline: ${what} at least ${least / 10} mm${why}`, lesion.id);
    }
  }
  for (const lesion of nonTargets) {
    const size = sizeAt(lesion, 0);
    if (isViable(lesion) && size === 0) {
      warn("non-target-without-enhancement", "no enhancement at baseline: cannot show a response", lesion.id);
    }
    if (lesion.measure === "node" && size !== null && isGone(lesion, size)) {
      warn("normal-node", `${size / 10} mm at baseline: a lymph node below 10 mm is normal`, lesion.id);
    }
  }
  if (measurements.some((it) => it.modality === "CT") && measurements.some((it) => it.modality === "MRI")) {
    warn("modality-changed", "measured by CT and MRI");
  }
  if (measurements.some((it) => it.lipiodol === true && it.modality !== "MRI")) {
    warn(
      "lipiodol",
      `tissue under lipiodol on CT counts as ${rules.lipiodol === "NE" ? "not evaluable" : rules.lipiodol}`,
    );
  }
  return warnings;
}

/** Least size of a target lesion in tenths of mm; of a node its short axis, at the porta hepatis by the criteria. */
function leastTarget({ measure, site }: Lesion, rules: ResolvedOptions, slice: number): number {
  if (measure !== "node") return Math.max(100, Math.round(20 * slice));
  return site === "porta-hepatis-node" ? Math.max(150, Math.round(10 * rules.portaHepatisNodeMinMm)) : 150;
}

/** Thickest slice in mm on which a lesion was measured on a day; 0 = not stated. */
function sliceThickness(measurements: readonly Measurement[], id: string, on: number): number {
  let thickest = 0;
  for (const { lesion, day, sliceThickness } of measurements) {
    if (sliceThickness && sliceThickness > thickest && day === on && String(lesion) === id) thickest = sliceThickness;
  }
  return thickest;
}

/** Target lesions measure 10 mm and more; when the largest is below 3, the table is most likely in centimeters. */
function checkUnit(patient: string, day: number, targets: readonly Lesion[]): void {
  let largest = 0;
  for (const lesion of targets) {
    const { viable, total } = lesion.cells[0]!;
    largest = Math.max(largest, (isViable(lesion) ? viable : total) ?? 0);
  }
  if (targets.length === 0 || largest >= 30) return;
  throw new InputError(
    "option",
    `the largest target lesion of patient "${patient}" measures ${largest / 10} mm at baseline (day ${day}), targets at least 10: give millimeters, not centimeters`,
    { column: isViable(targets[0]!) ? "viable" : "total" },
  );
}
