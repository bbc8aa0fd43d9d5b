import { readFileSync } from "node:fs";
import type { PatientResponse } from "@hcc/mrecist";
import { toSvgString } from "@hcc/plots";
import { type Table, toMarkdown } from "@hcc/tables";
import { expect, test } from "vitest";
import { fillGuide } from "./fill-guide.js";
import { notebookCells, recordsOf, runNotebook } from "./lesion-notebook.js";

const docs = new URL("../docs/", import.meta.url).pathname;
const guide = `${docs}from-lesion-table-to-orr-in-a-notebook.md`;

const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`;
const quoted = (text: string): string => `> ${text}\n`;

// `npx vitest run scripts/lesion-notebook.test.ts -u` writes them.
test("cells, tables and figures of the guide to response rates are those of the notebook", async () => {
  const cells = notebookCells();
  const { defined, shown } = await runNotebook();
  const lastOf = (patient: string): string => {
    const { visits } = (defined["responses"] as PatientResponse[]).find((response) => response.patient === patient)!;
    return visits
      .at(-1)!
      .trace.map(({ component, text }) => `- **${component}** ${text}\n`)
      .join("");
  };
  const texts = shown.filter((value) => typeof value === "string");
  const parts = {
    lesions: fenced("csv", recordsOf("lesions.csv")),
    patients: fenced("csv", recordsOf("patients.csv")),
    ...Object.fromEntries([...cells].map(([id, code]) => [`cell-${id}`, fenced("js", code)])),
    courses: toMarkdown(defined["courses"] as Table),
    trace: lastOf("P05"),
    rates: toMarkdown(defined["rateTable"] as Table),
    differences: texts.slice(0, -1).map(quoted).join(">\n"),
    ends: quoted(texts.at(-1)!),
  };
  await expect(fillGuide(readFileSync(guide, "utf8"), parts)).toMatchFileSnapshot(guide);
  const figures = shown.filter((value) => (value as Element).tagName?.toLowerCase() === "svg") as SVGSVGElement[];
  expect(figures).toHaveLength(3);
  for (const [i, name] of ["waterfall", "swimmer", "duration"].entries()) {
    await expect(`${toSvgString(figures[i]!)}\n`).toMatchFileSnapshot(`${docs}images/response-${name}.svg`);
  }
});
