export {
  type ContingencyOptions,
  type ContingencyRule,
  type ContingencyTest,
  contingencyTest,
} from "./contingency-test.js";
export type { Values } from "./internal/read-values.js";
export { type MannWhitney, type MannWhitneyOptions, mannWhitney } from "./mann-whitney.js";
