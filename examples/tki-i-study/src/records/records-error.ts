/** One fault of a records folder: where it is, what was found there, what to do. */
export interface RecordProblem {
  readonly file: string;
  /** Line of the file, the header being line 1; `null` = the whole file. */
  readonly line: number | null;
  readonly column: string | null;
  /** The text found; `null` = nothing is there. */
  readonly value: string | null;
  /** What is wrong. */
  readonly found: string;
  readonly remedy: string;
}

/** A problem as one line of text. */
function formatProblem(problem: RecordProblem): string {
  const place = [problem.file, problem.line === null ? null : `line ${problem.line}`, problem.column]
    .filter((part) => part !== null)
    .join(", ");
  const value = problem.value === null ? "" : ` ${JSON.stringify(problem.value)}`;
  return `${place}:${value} ${problem.found}; ${problem.remedy}`;
}

/** Thrown when a records folder cannot be used; `problems` holds every fault found, and nothing was read. */
export class RecordsError extends Error {
  override readonly name = "HccRecordsError";
  readonly problems: readonly RecordProblem[];

  constructor(problems: readonly RecordProblem[]) {
    const n = problems.length;
    super(`${n} ${n === 1 ? "problem" : "problems"} in the records:\n${problems.map(formatProblem).join("\n")}`);
    this.problems = problems;
  }
}
