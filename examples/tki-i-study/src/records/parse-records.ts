import { checkRecords } from "./check-records.js";
import { parseTable } from "./parse-table.js";
import { type RecordProblem, RecordsError } from "./records-error.js";
import { ADVERSE_EVENTS, FOLLOW_UP, IMAGING, PATIENTS, TREATMENT } from "./tables.js";
import type {
  AdverseEvent,
  FollowUp,
  LesionReading,
  Patient,
  RecordFile,
  ScreenedPatient,
  StudyRecords,
  TreatmentEvent,
} from "./types.js";

/** Data cut-off of the reference study. */
const STUDY_CUT_OFF = "2021-12-31";

/** Options of {@link parseRecords}. */
export interface RecordsOptions {
  /** Last day that any record may bear, ISO date; default 2021-12-31. */
  readonly cutOffDate?: string;
}

/**
 * Reads the texts of the five files of a study. Pure: it touches no file system and runs in a browser.
 *
 * @throws RecordsError with every problem of every file; nothing is read by halves.
 */
export function parseRecords(
  texts: Readonly<Partial<Record<RecordFile, string>>>,
  options: RecordsOptions = {},
): StudyRecords {
  const cutOffDate = options.cutOffDate ?? STUDY_CUT_OFF;
  const problems: RecordProblem[] = [];
  const patients = parseTable<ScreenedPatient>("patients.csv", texts["patients.csv"], PATIENTS, problems);
  const treatment = parseTable<TreatmentEvent>("treatment.csv", texts["treatment.csv"], TREATMENT, problems);
  const imaging = parseTable<LesionReading>("imaging.csv", texts["imaging.csv"], IMAGING, problems);
  const followUp = parseTable<FollowUp>("follow-up.csv", texts["follow-up.csv"], FOLLOW_UP, problems);
  const adverse = parseTable<AdverseEvent>(
    "adverse-events.csv",
    texts["adverse-events.csv"],
    ADVERSE_EVENTS,
    problems,
    true,
  );
  checkRecords(
    {
      patients: patients.rows,
      treatment: treatment.rows,
      imaging: imaging.rows,
      followUp: followUp.rows,
      adverseEvents: adverse.rows,
    },
    cutOffDate,
  );
  if (problems.length > 0) throw new RecordsError(sorted(problems));

  // Without a problem every cell was read, so every partial row is whole.
  const whole = <Row>(rows: readonly { readonly row: Partial<Row> }[]): Row[] => rows.map(({ row }) => row as Row);
  const screened = whole(patients.rows);
  const ignored = (file: RecordFile, columns: readonly string[]) => columns.map((column) => ({ file, column }));
  return {
    screened,
    patients: screened.filter((patient): patient is Patient => patient.exclusionReason === null),
    treatment: whole(treatment.rows),
    imaging: whole(imaging.rows),
    followUp: whole(followUp.rows),
    adverseEvents: whole(adverse.rows),
    cutOffDate,
    ignoredColumns: [
      ...ignored("patients.csv", patients.ignored),
      ...ignored("treatment.csv", treatment.ignored),
      ...ignored("imaging.csv", imaging.ignored),
      ...ignored("follow-up.csv", followUp.ignored),
      ...ignored("adverse-events.csv", adverse.ignored),
    ],
  };
}

function sorted(problems: readonly RecordProblem[]): RecordProblem[] {
  const order = ["patients.csv", "treatment.csv", "imaging.csv", "follow-up.csv", "adverse-events.csv"];
  return [...problems].sort((a, b) => order.indexOf(a.file) - order.indexOf(b.file) || (a.line ?? 0) - (b.line ?? 0));
}
