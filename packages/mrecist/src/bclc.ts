import {
  type Channel,
  checkOptions,
  column,
  type EventValue,
  InputError,
  oneOf,
  optionalColumn,
  type RowOf,
} from "@hcc/data";
import { perRow, readLaboratory, type ScoredRows } from "./internal/laboratory.js";
import { centimeters, checkTumorNumber, type TumorBurdenSpec } from "./internal/tumor-burden.js";

/** Where `bclc` finds its values. */
export interface BclcSpec<Row> extends TumorBurdenSpec<Row> {
  /** ECOG performance status, 0 to 4. */
  readonly ecog: Channel<Row, number>;
  readonly childPugh: Channel<Row, "A" | "B" | "C">;
  readonly macrovascularInvasion: Channel<Row, EventValue>;
  readonly extrahepaticSpread: Channel<Row, EventValue>;
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
  checkOptions("bclc", spec, [
    "ecog",
    "childPugh",
    "macrovascularInvasion",
    "extrahepaticSpread",
    "transplantable",
    "stageZeroAt2Cm",
    "largestTumor",
    "tumorNumber",
    "where",
    "missing",
  ]);
  const at2Cm = oneOf("stageZeroAt2Cm", spec.stageZeroAt2Cm, ["0", "A"], "0");
  const frame = readLaboratory(
    data,
    { largestTumor: spec.largestTumor },
    {
      ecog: column("number", spec.ecog),
      childPugh: column("group", spec.childPugh, ["A", "B", "C"]),
      macrovascularInvasion: column("event", spec.macrovascularInvasion),
      extrahepaticSpread: column("event", spec.extrahepaticSpread),
      transplantable: optionalColumn("event", spec.transplantable),
      tumorNumber: column("number", spec.tumorNumber),
    },
    spec,
  );
  const { ecog, childPugh, macrovascularInvasion, extrahepaticSpread, transplantable, tumorNumber } = frame.columns;
  checkTumorNumber(tumorNumber, frame.rows);
  ecog.forEach((status, i) => {
    if (Number.isInteger(status) && status >= 0 && status <= 4) return;
    const row = frame.rows[i]!;
    throw new InputError("unknown-level", `ecog is ${status} at row ${row}: give a performance status from 0 to 4`, {
      column: "ecog",
      row,
    });
  });
  const size = centimeters(frame);
  const stageOf = (i: number): readonly [BclcStage, readonly string[]] => {
    const status = ecog[i]!;
    const terminal = [
      ...(status >= 3 ? [`ECOG ${status}`] : []),
      ...(childPugh.codes[i] === 2 && transplantable?.[i] !== 1 ? ["Child-Pugh C, no transplantation"] : []),
    ];
    if (terminal.length > 0) return ["D", terminal];
    const advanced = [
      ...(macrovascularInvasion[i] === 1 ? ["macrovascular invasion"] : []),
      ...(extrahepaticSpread[i] === 1 ? ["extrahepatic spread"] : []),
      ...(status > 0 ? [`ECOG ${status}`] : []),
    ];
    if (advanced.length > 0) return ["C", advanced];
    const [number, cm] = [tumorNumber[i]!, size[i]!];
    if (number === 1) {
      const early = cm < 2 || (cm === 2 && at2Cm === "0");
      return [early ? "0" : "A", [`single tumor of ${cm} cm`]];
    }
    return [number <= 3 && cm <= 3 ? "A" : "B", [`${number} tumors, the largest ${cm} cm`]];
  };
  const staged = perRow(frame, stageOf);
  return {
    kind: "bclc",
    version: 1,
    stage: staged.map((it) => (it === null ? null : it[0])),
    reasons: staged.map((it) => (it === null ? null : it[1])),
    ...frame.scored,
  };
}
