import { type Channel, column, type EventValue, InputError, optionalColumn } from "@hcc/data";
import { perRow, readLaboratory, type ScoredRows } from "./laboratory.js";
import { centimeters, checkTumorNumber, type TumorBurdenSpec } from "./tumor-burden.js";

/** Where the values are that make a stage of hepatocellular carcinoma. */
export interface LiverStageSpec<Row> extends TumorBurdenSpec<Row> {
  /** ECOG performance status, 0 to 4. */
  readonly ecog: Channel<Row, number>;
  readonly childPugh: Channel<Row, "A" | "B" | "C">;
  readonly macrovascularInvasion: Channel<Row, EventValue>;
  readonly extrahepaticSpread: Channel<Row, EventValue>;
}

/** Names of the fields of `LiverStageSpec`. */
export const LIVER_STAGE_OPTIONS: readonly string[] = [
  "ecog",
  "childPugh",
  "macrovascularInvasion",
  "extrahepaticSpread",
  "largestTumor",
  "tumorNumber",
  "where",
  "missing",
];

/** What a stage is made of, in one patient. */
export interface StagedPatient {
  readonly ecog: number;
  readonly childPughC: boolean;
  readonly macrovascularInvasion: boolean;
  readonly extrahepaticSpread: boolean;
  readonly transplantable: boolean;
  readonly tumorNumber: number;
  /** Diameter of the largest tumor. */
  readonly cm: number;
}

/** Stages with their reasons; one entry per input row, null for a row left out. */
export interface StagedRows<Stage> extends ScoredRows {
  readonly stage: readonly (Stage | null)[];
  readonly reasons: readonly (readonly string[] | null)[];
}

/** The stage of every patient by a rule that gives it with its reasons. */
export function stagePatients<Stage, Row>(
  data: unknown,
  spec: LiverStageSpec<Row> & { readonly transplantable?: Channel<Row, EventValue> },
  stageOf: (patient: StagedPatient) => readonly [Stage, readonly string[]],
): StagedRows<Stage> {
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
  const staged = perRow(frame, (i) =>
    stageOf({
      ecog: ecog[i]!,
      childPughC: childPugh.codes[i] === 2,
      macrovascularInvasion: macrovascularInvasion[i] === 1,
      extrahepaticSpread: extrahepaticSpread[i] === 1,
      transplantable: transplantable?.[i] === 1,
      tumorNumber: tumorNumber[i]!,
      cm: size[i]!,
    }),
  );
  return {
    stage: staged.map((it) => (it === null ? null : it[0])),
    reasons: staged.map((it) => (it === null ? null : it[1])),
    ...frame.scored,
  };
}

/** Number and size of the tumors as a reason. */
export const tumorBurdenText = ({ tumorNumber, cm }: StagedPatient): string =>
  tumorNumber === 1 ? `single tumor of ${cm} cm` : `${tumorNumber} tumors, the largest ${cm} cm`;
