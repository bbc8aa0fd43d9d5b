import type { Endpoint } from "../analysis/endpoints.js";
import type { Study } from "../study.js";
import type { Line, LineSection } from "./comparison.js";
import { ALL, ARMS } from "./labels.js";

const COMPONENTS = ["overall", "intrahepatic", "thrombus"] as const;

/** Events, medians by SPSS's conventions, log-rank tests and the multivariable hazard ratios. */
export function survivalLines(study: Study): readonly LineSection[] {
  return (["total", "matched"] as const).map((name) => {
    const find = (endpoint: Endpoint) => study[name].endpoints.find((result) => result.endpoint === endpoint);
    const curves = (endpoint: Endpoint) =>
      ARMS.map((arm) => find(endpoint)?.spss.curves.find(({ group }) => group === arm));
    const medians = (endpoint: Endpoint): Line["ours"] =>
      curves(endpoint).flatMap((curve) => [curve?.median.estimate, curve?.median.lower, curve?.median.upper]);
    const events = (endpoint: Endpoint): Line["ours"] => curves(endpoint).map((curve) => curve?.events);
    const p = (endpoint: Endpoint): number | null => find(endpoint)?.logRank.pValue ?? null;
    const largest = COMPONENTS.map(p).reduce((a, b) => (a === null || b === null ? null : Math.max(a, b)));
    const [os, ttp] = [`survival.os.${name}`, `survival.ttp.${name}`];
    return {
      section: `Survival, ${name} cohort`,
      lines: [
        { item: "Deaths", path: `${os}.deaths`, labels: ARMS, ours: events("os"), format: 0 },
        { item: "Median OS (months)", path: `${os}.medianCI`, labels: ARMS, ours: medians("os"), format: 1 },
        { item: "OS, log-rank P", path: `${os}.p`, labels: ALL, ours: [p("os")], format: "p" },
        { item: "Progressions", path: `${ttp}.events`, labels: ARMS, ours: events("overall"), format: 0 },
        ...COMPONENTS.map((part): Line => {
          const item = `Median TTP, ${part} (months)`;
          return { item, path: `${ttp}.${part}`, labels: ARMS, ours: medians(part), format: 1 };
        }),
        { item: "TTP, largest log-rank P of three", path: `${ttp}.p`, labels: ALL, ours: [largest], format: "p" },
        ...(name === "matched" ? hazardRatioLines(study) : []),
      ],
    };
  });
}

function hazardRatioLines({ matched: { regression } }: Study): readonly Line[] {
  const models = [
    ["os", regression.os],
    ["ttp", regression.overall],
  ] as const;
  return models.flatMap(([key, { multivariable }]): Line[] => {
    const row = multivariable?.coefficients.find(({ term }) => term === "arm");
    const item = `Multivariable hazard ratio of TKI alone, ${key.toUpperCase()}`;
    const path = `survival.${key}.matched`;
    const ratio = [row?.hazardRatio, row?.lower, row?.upper];
    return [
      { item, path: `${path}.multivariableHrTkiAlone`, labels: ALL, ours: ratio, format: 3 },
      { item: `${item}, P`, path: `${path}.hrP`, labels: ALL, ours: [row?.pValue], format: "p" },
    ];
  });
}
