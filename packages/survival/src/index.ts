export { type TimeRanks, timeRanks } from "./time-ranks.js";
