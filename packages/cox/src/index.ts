export { coxph } from "./coxph.js";
export type {
  AliasPart,
  CoxCoefficient,
  CoxModel,
  CoxOptions,
  CoxSpec,
  CoxTest,
  CoxTies,
} from "./types.js";
