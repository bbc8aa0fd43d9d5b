import { exp } from "@hcc/numerics";
import type { EValue, LeaveOneCovariateOut, RosenbaumBounds, TippingPoint } from "@hcc/psm";
import { formatNumber, formatP, type Table } from "@hcc/tables";
import type { EndpointSensitivity, HiddenFactor } from "../../analysis/sensitivity.js";
import type { Study } from "../../study.js";
import { covariateLabel } from "./matching-tables.js";

/** E-values, Rosenbaum bounds, the effect without each covariate, and tipping points of both primary end points. */
export function sensitivityTable({ sensitivity: { endpoints, hidden } }: Study): Table {
  const row = (label: string, text: (own: EndpointSensitivity) => string): Table["rows"][number] => ({
    cells: [label, ...endpoints.map(text)],
    level: 1,
  });
  const head = (label: string): Table["rows"][number] => ({ cells: [label, "", ""], level: 0, header: true });
  return {
    kind: "table",
    version: 1,
    title: "How strong something unmeasured must be to explain the effect",
    columns: [
      { key: "item", label: "", align: "left" },
      { key: "os", label: "Overall\nsurvival", align: "right" },
      { key: "ttp", label: "Time to\nprogression", align: "right" },
    ],
    rows: [
      head("E-value of the hazard ratio (of its limit nearer 1)"),
      row("Matched cohort", (own) => eValueText(own.eValue.matched)),
      row("All patients, overlap weights", (own) => eValueText(own.eValue.weighted)),
      head("Rosenbaum's Γ at which P passes 0.05 (P at Γ = 1)"),
      row("Paired Prentice-Wilcoxon test", (own) => gammaText(own.bounds)),
      row("Which member of the pair came first", (own) => gammaText(own.signs)),
      head("Hidden factor, hazard ratio needed (for the limit)"),
      ...hidden.map((factor, i) => row(sharesText(factor), (own) => tippingText(own.tipping[i]!))),
      head("Hazard ratio, one covariate left out (pairs)"),
      ...endpoints[0]!.leaveOneOut.rows.map(({ covariate, pairs }, i) =>
        row(`${covariate === null ? "All covariates" : covariateLabel(covariate)} (${pairs})`, (own) =>
          ratioText(own.leaveOneOut.rows[i]!),
        ),
      ),
    ],
    notes: [
      "Hazard ratios of the effect are TKI-I over TKI without other covariates.",
      "E-values are of a common outcome. P values are two-sided.",
      "Hidden factor: with \u201cnone\u201d no hazard ratio of it is enough.",
      "Left out: of both score and matching.",
    ],
  };
}

/** What the table says, a sentence for each of its parts. */
export function sensitivitySentences({ sensitivity: { endpoints, hidden } }: Study): readonly string[] {
  const [os, ttp] = endpoints as [EndpointSensitivity, EndpointSensitivity];
  const names = ["survival", "progression"];
  const both = (text: (own: EndpointSensitivity) => string): string =>
    endpoints.map((own, i) => `${text(own)} for ${names[i]}`).join(" and ");
  const ratios = endpoints.map(({ leaveOneOut }) =>
    leaveOneOut.rows.flatMap(({ covariate, estimate }) =>
      covariate === null || estimate === null ? [] : [exp(estimate)],
    ),
  );
  const range = (values: readonly number[]): string =>
    `${formatNumber(Math.min(...values), 2)} to ${formatNumber(Math.max(...values), 2)}`;
  const weakest = Math.min(os.signs.criticalGamma ?? 1, ttp.signs.criticalGamma ?? 1);
  const covariates = `${os.leaveOneOut.rows.length - 1} covariates`;
  return [
    `E-value: a confounder would have to go with both treatment and outcome by risk ratios of ${both((own) => formatNumber(own.eValue.matched.estimate, 1))}, beyond the ${covariates}, to explain the matched hazard ratio away; risk ratios of ${both((own) => formatNumber(own.eValue.matched.limit, 1))} would move its confidence limit to 1.`,
    `Rosenbaum's Γ: a hidden factor may make the odds of TKI-I differ between the two patients of a pair. P stays below 0.05 as long as they differ by a factor below ${both((own) => formatNumber(own.bounds.criticalGamma, 1))} with the paired Prentice-Wilcoxon test; with the test that asks only who had the event first, by a factor below ${formatNumber(weakest, 1)}.`,
    ...hidden.map((factor, i) =>
      hiddenSentence(
        factor,
        endpoints.map(({ tipping }) => tipping[i]!),
        names,
      ),
    ),
    `Leave one out: with any one of the ${covariates} left out of score and matching the hazard ratio is ${both((own) => range(ratios[endpoints.indexOf(own)]!))}.`,
  ];
}

function hiddenSentence(factor: HiddenFactor, tipping: readonly TippingPoint[], names: readonly string[]): string {
  const shares = `${percent(factor.prevalenceTreated)} of the TKI-I and ${percent(factor.prevalenceControl)} of the TKI patients`;
  const as =
    factor.like === null
      ? `Tipping point: a hidden factor present in ${shares}`
      : `Tipping point: a hidden factor as unequal as the most unequal measured one was before matching (${covariateLabel(factor.like).toLowerCase()}, in ${shares})`;
  if (tipping.every(({ estimate }) => estimate!.status === "impossible")) {
    return `${as} could not explain the effects, however strong.`;
  }
  const needed = tipping.map(({ estimate }, i) =>
    estimate!.value === null
      ? `could not explain the effect on ${names[i]}`
      : `would explain the effect on ${names[i]} if it multiplied the hazard by ${formatNumber(estimate!.value, 1)}`,
  );
  return `${as} ${needed.join(" and ")}.`;
}

const percent = (share: number): string => `${formatNumber(100 * share, 0)}\u00a0%`;

function sharesText({ prevalenceTreated, prevalenceControl, like }: HiddenFactor): string {
  const shares = `In ${percent(prevalenceTreated)} of TKI-I, ${percent(prevalenceControl)} of TKI`;
  return like === null ? shares : `${shares} (as ${covariateLabel(like).toLowerCase()})`;
}

const eValueText = ({ estimate, limit }: EValue): string => `${formatNumber(estimate, 2)} (${formatNumber(limit, 2)})`;

function gammaText({ criticalGamma, bounds }: RosenbaumBounds): string {
  const p = formatP(bounds.find(({ gamma }) => gamma === 1)!.upper);
  return `${criticalGamma === null ? "—" : formatNumber(criticalGamma, 2)} (${p})`;
}

function tippingText({ estimate, limit }: TippingPoint): string {
  const text = (tip: TippingPoint["estimate"]): string =>
    tip === null || tip.status === "none-needed" ? "—" : tip.value === null ? "none" : formatNumber(tip.value, 1);
  return `${text(estimate)} (${text(limit)})`;
}

const ratioText = ({ estimate }: LeaveOneCovariateOut["rows"][number]): string =>
  estimate === null ? "NE" : formatNumber(exp(estimate), 2);
