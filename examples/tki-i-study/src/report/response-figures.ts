import { spiderPlot } from "@hcc/plots";
import type { Study } from "../study.js";
import type { DrawFigure, ReportFigure } from "./figures.js";

/** Width in pixels of what has one course only. */
const HALF = 560;

/** Name of the figure of a traced patient. */
export const tracedFigure = (patientId: string): string => `patient-${patientId}`;

/** The figures of tumor response. */
export function responseFigures(study: Study, figure: DrawFigure): readonly ReportFigure[] {
  return study.traced.map(({ patientId, response }) =>
    figure(tracedFigure(patientId), HALF, (options) =>
      spiderPlot([response], {
        ...options,
        title: `Patient ${patientId}: sum of the viable target diameters`,
        until: "last",
        limit: 200,
      }),
    ),
  );
}
