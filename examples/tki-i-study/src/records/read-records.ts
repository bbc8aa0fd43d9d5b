import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseRecords, type RecordsOptions } from "./parse-records.js";
import { RECORD_FILES, type RecordFile, type StudyRecords } from "./types.js";

/**
 * Reads a records folder; see `records/README.md` for its form.
 *
 * @throws RecordsError with every problem of every file, a missing file included.
 */
export async function readRecords(folder: string, options: RecordsOptions = {}): Promise<StudyRecords> {
  const texts: Partial<Record<RecordFile, string>> = {};
  for (const file of RECORD_FILES) {
    try {
      texts[file] = await readFile(join(folder, file), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return parseRecords(texts, options);
}
