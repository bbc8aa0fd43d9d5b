import { InputError } from "@hcc/data";
import type { FigureOptions } from "./figure-options.js";
import { blank, checkFigureOptions, finish, sheetOf } from "./internal/figure.js";
import { checkPatients, checkResponse } from "./internal/read-responses.js";
import { RESPONSES, responseLook } from "./internal/response-looks.js";
import { flowText, layRibbons, stateSamples } from "./internal/ribbons.js";
import { sampleKey } from "./internal/sample-key.js";
import type { ResponsePlotResponse } from "./response-plot-patient.js";

/** A patient with one response, or with visits and a best response as `assessResponses` gives them. */
export type ResponseTransitionPatient =
  | { readonly patient: string; readonly response: ResponsePlotResponse | null }
  | {
      readonly patient: string;
      readonly visits: readonly { readonly overall: ResponsePlotResponse }[];
      readonly best: { readonly overall: ResponsePlotResponse };
    };

/** One column of the figure. */
export interface ResponseTransitionColumn {
  readonly name: string;
  /** The same patients in every column, in any order; a response of null counts as no visit. */
  readonly responses: readonly ResponseTransitionPatient[];
  /** Number of the visit after baseline, from 1, whose overall response is drawn. Default: the best overall response. */
  readonly visit?: number;
}

/** Options of `responseTransitionPlot`. */
export interface ResponseTransitionPlotOptions extends FigureOptions {}

/**
 * Flows of patients between responses: from visit to visit, from one set of criteria or one reader to another.
 *
 * Bars are as high as their numbers of patients; ribbons between neighboring columns have the color of the response they
 * come from, and their numbers where there is room; every number is in the description. A patient without that many visits
 * is in "No visit".
 *
 * @returns an SVG element, complete as a file (see `toSvgString`).
 * @throws InputError when there is no document, there are fewer than two columns, a column has other patients than the first or
 * one of them twice, a response is unknown, or a visit is no whole number from 1.
 *
 * @example
 * ```ts
 * import { responseTransitionPlot } from "@hcc/plots";
 * import { parseHTML } from "linkedom";
 * const { document } = parseHTML("<html></html>");
 * const by = (...list: ("CR" | "PR" | "SD" | "PD")[]) => list.map((response, i) => ({ patient: `P${i}`, response }));
 * const columns = [
 *   { name: "RECIST 1.1", responses: by("SD", "SD", "PR", "PD") },
 *   { name: "mRECIST", responses: by("PR", "CR", "PR", "PD") },
 * ];
 * const figure = responseTransitionPlot(columns, { document });
 * figure.querySelector("desc").textContent.includes("SD to CR 1, SD to PR 1"); // => true
 * ```
 */
export function responseTransitionPlot(
  columns: readonly ResponseTransitionColumn[],
  options: ResponseTransitionPlotOptions = {},
): SVGSVGElement {
  checkFigureOptions("responseTransitionPlot", options, []);
  const sheet = sheetOf(options);
  const { document, width } = sheet;
  if (!Array.isArray(columns) || columns.length < 2) {
    throw new InputError("option", "there are fewer than two columns: give one for each visit or set of criteria", {
      column: "columns",
    });
  }
  const read = columns.map(readColumn);
  const patients = [...read[0]!.keys()];
  columns.forEach(({ name }, k) => {
    const own = read[k]!;
    const missing = patients.find((patient) => !own.has(patient)) ?? [...own.keys()].find((p) => !read[0]!.has(p));
    if (missing === undefined) return;
    const message = `patient ${missing} is not in both columns "${columns[0]!.name}" and "${name}": give the same patients in all`;
    throw new InputError("option", message, { column: name });
  });
  const found = RESPONSES.filter((response) => read.some((column) => [...column.values()].includes(response)));
  const states = found.map((response) => responseLook(response));
  const key = sampleKey(document, stateSamples(states), { left: 4, top: sheet.top, width: width - 8 });
  const names = columns.map(({ name }) => name);
  const ribbons = layRibbons({
    width,
    top: sheet.top + key.height,
    columns: names,
    states,
    values: read.map((column) => patients.map((patient) => found.indexOf(column.get(patient)!))),
  });
  const root = blank(sheet, ribbons.bottom + 6 + sheet.bottom);
  for (const element of ribbons.elements(document)) root.appendChild(element);
  root.appendChild(key.element);

  const description = options.description ?? `${patients.length} patients. ${flowText(names, states, ribbons)}`;
  return finish(root, sheet, { name: options.title ?? "Transitions between responses", description, id: options.id });
}

function readColumn({ name, responses, visit }: ResponseTransitionColumn): Map<string, ResponsePlotResponse> {
  if (typeof name !== "string" || name === "") {
    throw new InputError("option", `a column has the name ${JSON.stringify(name)}: give a text`, { column: "name" });
  }
  checkPatients(responses, `results of assessResponses in the column "${name}"`);
  if (visit !== undefined && !(Number.isInteger(visit) && visit >= 1)) {
    throw new InputError(
      "option",
      `the visit of the column "${name}" is ${String(visit)}: give a whole number from 1`,
      {
        column: "visit",
      },
    );
  }
  const column = new Map<string, ResponsePlotResponse>();
  responses.forEach((each, row) => {
    if (column.has(each.patient)) {
      const message = `patient ${each.patient} comes twice in the column "${name}", again at row ${row}: give each once`;
      throw new InputError("option", message, { column: name, row });
    }
    const response =
      "response" in each
        ? each.response
        : visit === undefined
          ? each.best?.overall
          : (each.visits?.[visit - 1]?.overall ?? null);
    column.set(each.patient, response === null ? "MISSING" : checkResponse(response, each.patient, row));
  });
  return column;
}
