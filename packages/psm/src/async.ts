/**
 * Matches in a worker: `import { matchPairsAsync } from "@hcc/psm/async"`.
 *
 * @packageDocumentation
 */
export { type AsyncMatch, type MatchProgress, matchPairsAsync } from "./match-pairs-async.js";
