import { mkdir, readFile, writeFile } from "node:fs/promises";
import type { Baseline } from "./baseline/patient.js";
import type { Outcomes } from "./outcomes/outcome.js";
import { writeRecords } from "./outcomes/write-records.js";

// Replays the committed assignment: baseline.json and outcomes.json in, records/*.csv out.
const read = async <T>(name: string): Promise<T> =>
  JSON.parse(await readFile(new URL(name, import.meta.url), "utf8")) as T;
const records = writeRecords(await read<Baseline>("baseline.json"), await read<Outcomes>("outcomes.json"));
const folder = new URL("../records/", import.meta.url);
await mkdir(folder, { recursive: true });
for (const [file, text] of Object.entries(records)) {
  await writeFile(new URL(file, folder), text);
  process.stdout.write(`${file}: ${text.split("\n").length - 2} rows\n`);
}
