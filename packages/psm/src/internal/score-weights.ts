/** Whom weighted groups stand for. */
export type WeightEstimand = "ATE" | "ATT" | "ATC" | "overlap" | "matching";

/**
 * Weight by the probabilities of a row's own group and of the other one: h(e) / P(own group), h the part of each stratum
 * of the score that is kept: 1, e, 1 - e, e (1 - e), or the smaller of e and 1 - e.
 */
export function scoreWeight(own: number, other: number, treated: boolean, estimand: WeightEstimand): number {
  switch (estimand) {
    case "ATE":
      return 1 / own;
    case "ATT":
      return treated ? 1 : other / own;
    case "ATC":
      return treated ? other / own : 1;
    case "overlap":
      return other;
    case "matching":
      return own <= other ? 1 : other / own;
  }
}
