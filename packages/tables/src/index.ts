export { formatCountPercent } from "./format-count-percent.js";
export { type FormatIntervalOptions, formatInterval } from "./format-interval.js";
export { formatNumber } from "./format-number.js";
export { formatP } from "./format-p.js";
export { formatRatio, type Ratio } from "./format-ratio.js";
