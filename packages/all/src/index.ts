/**
 * The whole `@hcc` family in one import. In a browser without a bundler, `dist/hcc.global.js` is the same as a script that
 * defines `hcc`.
 *
 * @packageDocumentation
 */
export * from "@hcc/cox";
export * from "@hcc/cox/async";
export * from "@hcc/data";
export * from "@hcc/mrecist";
export * from "@hcc/numerics";
export * from "@hcc/plots";
export * from "@hcc/psm";
export * from "@hcc/psm/async";
export * from "@hcc/safety";
export * from "@hcc/stats";
export * from "@hcc/survival";
export * from "@hcc/tables";
