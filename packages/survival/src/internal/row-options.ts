import type { FrameOptions } from "@hcc/data";

/** The options of a call that say which rows count, and how often, for `readFrame`. */
export function rowOptions({ where, missing, weights, weightType }: FrameOptions): FrameOptions {
  return {
    where,
    ...(missing !== undefined && { missing }),
    ...(weights !== undefined && { weights }),
    ...(weightType !== undefined && { weightType }),
  };
}
