export { type AdjustmentMethod, type AdjustPValuesOptions, adjustPValues } from "./adjust-p-values.js";
export {
  type ContingencyOptions,
  type ContingencyRule,
  type ContingencyTest,
  contingencyTest,
} from "./contingency-test.js";
export { type DescribeOptions, type Description, describe } from "./describe.js";
export type { Values } from "./internal/read-values.js";
export { type KruskalWallis, type KruskalWallisOptions, kruskalWallis } from "./kruskal-wallis.js";
export { type MannWhitney, type MannWhitneyOptions, mannWhitney } from "./mann-whitney.js";
export { type ProportionOptions, proportionInterval } from "./proportion-interval.js";
export { type QuantileOptions, type QuantileType, quantile } from "./quantile.js";
export { type TTest, type TTestOptions, tTest } from "./t-test.js";
export { type TwoProportions, type TwoProportionsOptions, twoProportions } from "./two-proportions.js";
