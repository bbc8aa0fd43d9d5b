import type { Measurement } from "../src/index.js";

/** All channels of a table whose columns are called as the fields of a measurement. */
export const CHANNELS = Object.freeze({
  patient: () => "P1",
  day: (d: Measurement) => d.day,
  lesion: (d: Measurement) => d.lesion,
  role: (d: Measurement) => d.role,
  viable: (d: Measurement) => d.viable,
  perpendicular: (d: Measurement) => d.perpendicular,
  enhancing: (d: Measurement) => d.enhancing,
  total: (d: Measurement) => d.total,
  totalPerpendicular: (d: Measurement) => d.totalPerpendicular,
  shortAxis: (d: Measurement) => d.shortAxis,
  tooSmall: (d: Measurement) => d.tooSmall,
  fragment: (d: Measurement) => d.fragment,
  mergedInto: (d: Measurement) => d.mergedInto,
  lipiodol: (d: Measurement) => d.lipiodol,
  modality: (d: Measurement) => d.modality,
  sliceThickness: (d: Measurement) => d.sliceThickness,
  arterialPhase: (d: Measurement) => d.arterialPhase,
  cytology: (d: Measurement) => d.cytology,
  markerNormal: (d: Measurement) => d.markerNormal,
  level: (d: Measurement) => d.level,
  site: (d: Measurement) => d.site,
  finding: (d: Measurement) => d.finding,
  notEvaluable: (d: Measurement) => d.notEvaluable,
});
