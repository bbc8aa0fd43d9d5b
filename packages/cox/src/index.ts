export { type CoxScreen, type CoxScreenSpec, coxScreen, type ScreenedTerm } from "./cox-screen.js";
export { coxph } from "./coxph.js";
export {
  type SubgroupArm,
  type SubgroupHazardRatios,
  type SubgroupInteraction,
  type SubgroupRow,
  type SubgroupSpec,
  subgroupHazardRatios,
} from "./subgroup-hazard-ratios.js";
export { type TermTest, type TermTests, termTests } from "./term-tests.js";
export type {
  AliasPart,
  CoxChannels,
  CoxCoefficient,
  CoxModel,
  CoxOptions,
  CoxSpec,
  CoxTest,
  CoxTies,
} from "./types.js";
