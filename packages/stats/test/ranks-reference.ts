import json from "../../../validation/stats-ranks.json" with { type: "json" };

/** What validation/stats-ranks.R wrote. */
export const ranks = json as unknown as {
  readonly adjust: Readonly<
    Record<
      string,
      {
        readonly p: readonly (number | null)[];
        readonly adjusted: Readonly<
          Record<"holm" | "bonferroni" | "hochberg" | "hommel" | "BH" | "BY" | "none", readonly (number | null)[]>
        >;
      }
    >
  >;
};
