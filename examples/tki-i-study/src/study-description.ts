import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as v from "valibot";

/** What `study.json` in a records folder may say; every entry has a default. */
export interface StudyDescription {
  readonly title: string;
  /** Stands on top of the report and below every figure. */
  readonly note: string;
  /** Last day of the data, ISO date. */
  readonly cutOffDate: string;
  /** File, relative to the folder, with published figures in the form of published.json; null = none. */
  readonly published: string | null;
  /** What in the records was invented beyond the published figures; null = nothing. */
  readonly invented: string | null;
}

/** A `study.json` that cannot be used; the message says what to write. */
class DescriptionError extends Error {
  override readonly name = "DescriptionError";
}

const schema = v.strictObject({
  title: v.optional(v.string()),
  note: v.optional(v.string()),
  cutOffDate: v.optional(v.pipe(v.string(), v.isoDate("is not a date in the form YYYY-MM-DD"))),
  published: v.optional(v.nullable(v.string())),
  invented: v.optional(v.nullable(v.string())),
});

/** Reads `study.json` of a records folder; without the file the data are cut off today and nothing is compared. */
export function readDescription(folder: string): StudyDescription {
  const today = new Date().toISOString().slice(0, 10);
  const defaults: StudyDescription = {
    title: "TKI with iodine-125 seeds against TKI alone",
    note: `Records of ${basename(folder)}.`,
    cutOffDate: today,
    published: null,
    invented: null,
  };
  const file = join(folder, "study.json");
  if (!existsSync(file)) return defaults;
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new DescriptionError(`study.json is not JSON (${(error as Error).message}): correct it, or remove the file`);
  }
  const result = v.safeParse(schema, content);
  if (!result.success) {
    const problems = result.issues.map((issue) => `study.json: ${v.getDotPath(issue) ?? "the file"}: ${issue.message}`);
    throw new DescriptionError(problems.join("\n"));
  }
  const given = Object.fromEntries(Object.entries(result.output).filter(([, value]) => value !== undefined));
  return { ...defaults, ...given };
}
