import type { SubgroupRow } from "@hcc/cox";
import {
  cumulativeIncidencePlot,
  flowDiagram,
  forestPlot,
  lovePlot,
  propensityPlot,
  survivalPlot,
  toSvgString,
} from "@hcc/plots";
import { formatP, formatRatio } from "@hcc/tables";
import { ARMS, CHARACTERISTICS, levelLabel } from "../analysis/characteristics.js";
import { ENDPOINT_LABELS } from "../analysis/endpoints.js";
import { EXCLUSION_LABELS } from "../analysis/flow.js";
import type { CohortResult, Study } from "../study.js";
import { algorithmFigure } from "./algorithm-figure.js";
import { responseFigures } from "./response-figures.js";
import { COVARIATE_LABELS, shownBalance } from "./tables/matching-tables.js";
import { ordered } from "./tables/outcome-tables.js";

/** A figure at the two widths of the page. */
export interface ReportFigure {
  /** Name of its file. */
  readonly name: string;
  /** SVG text for screens and print. */
  readonly wide: string;
  /** SVG text for phones. */
  readonly narrow: string;
}

/** Draws a figure at a width and at that of phones. */
export type DrawFigure = (
  name: string,
  wide: number,
  draw: (options: { document: Document; width: number; caption: string; id: string }) => Element,
) => ReportFigure;

/** Widths in pixels. */
const WIDE = 860;
const HALF = 600;
const NARROW = 346;

/** Draws every figure of the report; `note` stands below each of them. */
export function drawFigures(study: Study, document: Document, note: string): readonly ReportFigure[] {
  const figure: DrawFigure = (name, wide, draw) => {
    const at = (width: number, id: string): string => toSvgString(draw({ document, width, caption: note, id }));
    return { name, wide: at(wide, name), narrow: at(NARROW, `${name}-narrow`) };
  };
  const curves = (name: string, title: string, cohort: CohortResult): ReportFigure[] =>
    cohort.endpoints.map((result) =>
      figure(`${name}-${result.endpoint}`, WIDE, (options) =>
        survivalPlot(
          { curves: ordered(result.r.curves) },
          {
            ...options,
            title: `${ENDPOINT_LABELS[result.endpoint]}, ${title}`,
            yLabel: result.endpoint === "os" ? "Overall survival (%)" : "Free of progression (%)",
            logRank: result.logRank,
          },
        ),
      ),
    );
  const progression = (
    name: string,
    title: string,
    { endpoints, progression: result }: CohortResult,
  ): ReportFigure[] => {
    const overall = endpoints.find(({ endpoint }) => endpoint === "overall")!;
    return [
      figure(`${name}-incidence`, WIDE, (options) =>
        cumulativeIncidencePlot(
          { curves: ordered(result.progression.curves) },
          {
            ...options,
            title: `Progression with death as a competing event, ${title}`,
            grayTest: result.progressionTest,
          },
        ),
      ),
      figure(`${name}-interval`, WIDE, (options) =>
        survivalPlot(
          { curves: ordered(overall.r.curves) },
          {
            ...options,
            title: `Progression at the visit that found it, and between two visits, ${title}`,
            yLabel: "Free of progression (%)",
            band: false,
            censorMarks: false,
            overlay: { curves: ordered(result.interval.curves), label: "Boxes: between two visits" },
          },
        ),
      ),
    ];
  };
  const { treated, propensity, matching, comparison } = study.matching;
  return [
    figure("flow", WIDE, (options) =>
      flowDiagram(
        [
          {
            label: "Patients with TACE-refractory HCC treated with TKI-I or TKI",
            n: study.flow.screened,
            excluded: {
              label: "Excluded",
              n: study.flow.excluded,
              details: study.flow.reasons.map(({ reason, count }) => ({ label: EXCLUSION_LABELS[reason], n: count })),
            },
          },
          { label: "Included (total cohort)", n: study.total.n[0]! + study.total.n[1]! },
          { arms: ARMS.map((label, i) => ({ label: `${label} group`, n: study.total.n[i]! })) },
          { arms: ARMS.map((label, i) => ({ label: `${label} group, matched cohort`, n: study.matched.n[i]! })) },
        ],
        { ...options, title: "Figure 1. Patient selection" },
      ),
    ),
    figure("propensity", WIDE, (options) =>
      propensityPlot(
        { score: propensity.score, treatment: treated, weights: matching.weights },
        { ...options, title: "Propensity score by arm", groups: ["TKI-I", "TKI"] },
      ),
    ),
    figure("love", HALF, (options) =>
      lovePlot(
        { rows: shownBalance(study) },
        {
          ...options,
          title: "Balance of the matching covariates",
          labels: COVARIATE_LABELS,
        },
      ),
    ),
    figure("algorithms", WIDE, (options) =>
      algorithmFigure(comparison, {
        ...options,
        title: "Pairs by matching algorithm, same score and caliper",
        published: comparison.published?.pairs ?? null,
      }),
    ),
    ...curves("total", "total cohort", study.total),
    ...curves("matched", "matched cohort", study.matched),
    ...progression("total", "total cohort", study.total),
    ...progression("matched", "matched cohort", study.matched),
    ...study.weighting.endpoints.map(({ endpoint, curves: weighted, logRank }) =>
      figure(`weighted-${endpoint}`, WIDE, (options) =>
        survivalPlot(
          { curves: ordered(weighted.curves) },
          {
            ...options,
            caption: `${note} Numbers at risk are sums of weights.`,
            title: `${ENDPOINT_LABELS[endpoint]}, all patients by overlap weights`,
            yLabel: endpoint === "os" ? "Overall survival (%)" : "Free of progression (%)",
            logRank,
          },
        ),
      ),
    ),
    figure("subgroups", WIDE, (options) =>
      forestPlot(subgroupRows(study), {
        ...options,
        title: "Figure S1. Overall survival by subgroup, matched cohort",
        armLabels: ARMS,
        favours: ["TKI-I better", "TKI better"],
      }),
    ),
    ...responseFigures(study, figure, note),
  ];
}

function subgroupRows(study: Study): Parameters<typeof forestPlot>[0] {
  const { overall, rows, interactions } = study.matched.subgroups;
  const shown = ({ hazardRatio, lower, upper, arms: [control, treated] }: SubgroupRow) => ({
    ratio: hazardRatio,
    lower,
    upper,
    arms: [treated, control].map(({ events, n }) => `${events}/${n}`),
  });
  return [
    { label: "All patients", ...shown(overall), summary: true },
    ...interactions.flatMap(({ subgroup, test }) => {
      const characteristic = CHARACTERISTICS.find(({ key }) => key === subgroup)!;
      return [
        { label: characteristic.label, pInteraction: test?.pValue ?? null },
        ...rows
          .filter((row) => row.subgroup === subgroup)
          .map((row) => ({
            label: levelLabel(characteristic, row.level!),
            level: 1,
            ...shown(row),
            weight: row.events,
          })),
      ];
    }),
  ];
}

/** Sentence with the multivariable hazard ratio of TKI alone. */
export function hazardRatioText(study: Study, endpoint: "os" | "overall"): string | null {
  const row = study.matched.regression[endpoint].multivariable?.coefficients.find(({ term }) => term === "arm");
  if (row === undefined || row.hazardRatio === null) return null;
  const ratio = formatRatio({ ratio: row.hazardRatio, lower: row.lower, upper: row.upper }, { digits: 3 });
  return `HR ${ratio}, P ${formatP(row.pValue).replace(/^([<>]?)/, (sign) => `${sign || "="} `)}`;
}
