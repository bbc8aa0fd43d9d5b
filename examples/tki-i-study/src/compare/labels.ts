/** Names of the groups in the order of published.json. */
export const ALL = ["all"];
export const ARMS = ["TKI-I", "TKI"];
export const COHORTS = ["total", "matched"];
export const FOUR = ["TKI-I", "TKI", "TKI-I matched", "TKI matched"];
