import { type Channel, checkOptions, type EventValue, oneOf, type RowOf } from "@hcc/data";
import type { ScoredRows } from "./internal/laboratory.js";
import { LIVER_STAGE_OPTIONS, type LiverStageSpec, stagePatients, tumorBurdenText } from "./internal/liver-stage.js";

/** Where `bclc` finds its values. */
export interface BclcSpec<Row> extends LiverStageSpec<Row> {
  /** Whether a patient of Child-Pugh class C can be transplanted. Default: none can. */
  readonly transplantable?: Channel<Row, EventValue>;
  /** Whether a single tumor of exactly 2 cm is stage 0 (default) or A; sources print both. */
  readonly stageZeroAt2Cm?: "0" | "A";
}

/** Stage of the Barcelona Clinic Liver Cancer system. */
export type BclcStage = "0" | "A" | "B" | "C" | "D";

/** Result of `bclc`; one entry per input row, null for a row left out. */
export interface Bclc extends ScoredRows {
  readonly kind: "bclc";
  readonly version: 1;
  readonly stage: readonly (BclcStage | null)[];
  /** All that puts the patient in this stage. */
  readonly reasons: readonly (readonly string[] | null)[];
}

/**
 * Stage of hepatocellular carcinoma by the Barcelona Clinic Liver Cancer system (2022), with the reasons.
 *
 * The first that holds: D, ECOG 3 or 4, or Child-Pugh C without the option of transplantation; C, macrovascular invasion,
 * extrahepatic spread, or ECOG 1 or 2; 0, a single tumor of at most 2 cm; A, a single tumor of any size, or up to three of at
 * most 3 cm each; B otherwise. Written from knowledge of the paper, whose text was not at hand. R has no function for it.
 *
 * @param data rows, an object of columns, or an Arrow-like table; one row per patient.
 * @returns arrays that serve as channels.
 * @throws InputError for a diameter without unit, and an unknown class, status or number.
 *
 * @example
 * ```ts
 * import { bclc } from "@hcc/mrecist";
 * const patients = [
 *   { ecog: 0, cp: "A" as const, mvi: 0, spread: 0, cm: 2.9, n: 3 },
 *   { ecog: 1, cp: "B" as const, mvi: 1, spread: 0, cm: 8, n: 2 },
 * ];
 * const result = bclc(patients, {
 *   ecog: "ecog",
 *   childPugh: "cp",
 *   macrovascularInvasion: "mvi",
 *   extrahepaticSpread: "spread",
 *   largestTumor: { channel: "cm", unit: "cm" },
 *   tumorNumber: "n",
 * });
 * result.stage; // => ["A", "C"]
 * result.reasons[1]; // => ["macrovascular invasion", "ECOG 1"]
 * ```
 *
 * @see Reig M et al. (2022) https://doi.org/10.1016/j.jhep.2021.11.018
 */
export function bclc<D extends Iterable<unknown> | object>(data: D, spec: BclcSpec<RowOf<D>>): Bclc {
  checkOptions("bclc", spec, [...LIVER_STAGE_OPTIONS, "transplantable", "stageZeroAt2Cm"]);
  const at2Cm = oneOf("stageZeroAt2Cm", spec.stageZeroAt2Cm, ["0", "A"], "0");
  const staged = stagePatients<BclcStage, RowOf<D>>(data, spec, (patient) => {
    const { ecog, tumorNumber, cm } = patient;
    const terminal = [
      ...(ecog >= 3 ? [`ECOG ${ecog}`] : []),
      ...(patient.childPughC && !patient.transplantable ? ["Child-Pugh C, no transplantation"] : []),
    ];
    if (terminal.length > 0) return ["D", terminal];
    const advanced = [
      ...(patient.macrovascularInvasion ? ["macrovascular invasion"] : []),
      ...(patient.extrahepaticSpread ? ["extrahepatic spread"] : []),
      ...(ecog > 0 ? [`ECOG ${ecog}`] : []),
    ];
    if (advanced.length > 0) return ["C", advanced];
    const burden = [tumorBurdenText(patient)];
    if (tumorNumber === 1) return [cm < 2 || (cm === 2 && at2Cm === "0") ? "0" : "A", burden];
    return [tumorNumber <= 3 && cm <= 3 ? "A" : "B", burden];
  });
  return { kind: "bclc", version: 1, ...staged };
}
