import { checkOptions, type RowOf } from "@hcc/data";
import type { ScoredRows } from "./internal/laboratory.js";
import { LIVER_STAGE_OPTIONS, type LiverStageSpec, stagePatients, tumorBurdenText } from "./internal/liver-stage.js";

/** Stage of the China Liver Cancer staging. */
export type CnlcStage = "Ia" | "Ib" | "IIa" | "IIb" | "IIIa" | "IIIb" | "IV";

/** Result of `cnlcStage`; one entry per input row, null for a row left out. */
export interface CnlcStages extends ScoredRows {
  readonly kind: "cnlc-stage";
  readonly version: 1;
  readonly stage: readonly (CnlcStage | null)[];
  /** All that puts the patient in this stage. */
  readonly reasons: readonly (readonly string[] | null)[];
}

/**
 * Stage of hepatocellular carcinoma by the China Liver Cancer staging (CNLC), with the reasons.
 *
 * The first that holds: IV, ECOG 3 or 4, or Child-Pugh C; IIIb, extrahepatic spread; IIIa, macrovascular invasion; IIb, four
 * tumors or more; IIa, two or three, the largest above 3 cm; Ib, two or three of at most 3 cm, or a single one above 5 cm; Ia,
 * a single tumor of at most 5 cm. Microvascular invasion does not count, nor does the option of transplantation.
 *
 * Read in the Chinese words of the guideline of 2019, as others quote them; the text of its English edition (Zhou 2020) was not
 * at hand. The edition of 2022 keeps the staging (Xie 2023, abstract). The words are "vascular invasion"; that they mean a tumor
 * thrombus seen on imaging is known, not read. R has no function for it.
 *
 * @param data rows, an object of columns, or an Arrow-like table; one row per patient.
 * @returns arrays that serve as channels.
 * @throws InputError for a diameter without unit, and an unknown class, status or number.
 *
 * @example
 * ```ts
 * import { cnlcStage } from "@hcc/mrecist";
 * const patients = [
 *   { ecog: 1, cp: "A" as const, mvi: 0, spread: 0, cm: 5, n: 1 },
 *   { ecog: 2, cp: "B" as const, mvi: 0, spread: 0, cm: 3.1, n: 3 },
 *   { ecog: 0, cp: "A" as const, mvi: 1, spread: 0, cm: 8, n: 2 },
 * ];
 * const result = cnlcStage(patients, {
 *   ecog: "ecog",
 *   childPugh: "cp",
 *   macrovascularInvasion: "mvi",
 *   extrahepaticSpread: "spread",
 *   largestTumor: { channel: "cm", unit: "cm" },
 *   tumorNumber: "n",
 * });
 * result.stage; // => ["Ia", "IIa", "IIIa"]
 * result.reasons[1]; // => ["3 tumors, the largest 3.1 cm"]
 * ```
 *
 * @see Zhou J et al. (2020) https://doi.org/10.1159/000509424
 * @see Xie D-Y et al. (2023) https://doi.org/10.21037/hbsn-22-469
 */
export function cnlcStage<D extends Iterable<unknown> | object>(data: D, spec: LiverStageSpec<RowOf<D>>): CnlcStages {
  checkOptions("cnlcStage", spec, LIVER_STAGE_OPTIONS);
  const staged = stagePatients<CnlcStage, RowOf<D>>(data, spec, (patient) => {
    const { ecog, childPughC, tumorNumber, cm } = patient;
    const terminal = [...(ecog >= 3 ? [`ECOG ${ecog}`] : []), ...(childPughC ? ["Child-Pugh C"] : [])];
    if (terminal.length > 0) return ["IV", terminal];
    if (patient.extrahepaticSpread) return ["IIIb", ["extrahepatic spread"]];
    if (patient.macrovascularInvasion) return ["IIIa", ["macrovascular invasion"]];
    const burden = [tumorBurdenText(patient)];
    if (tumorNumber === 1) return [cm <= 5 ? "Ia" : "Ib", burden];
    if (tumorNumber <= 3) return [cm <= 3 ? "Ib" : "IIa", burden];
    return ["IIb", burden];
  });
  return { kind: "cnlc-stage", version: 1, ...staged };
}
