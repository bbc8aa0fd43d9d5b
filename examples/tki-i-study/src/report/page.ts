import { type Table, tableCss, toHtml } from "@hcc/tables";
import { ENDPOINT_LABELS } from "../analysis/endpoints.js";
import { type Comparison, countAgreement } from "../compare/comparison.js";
import type { Study } from "../study.js";
import { hazardRatioText, type ReportFigure } from "./figures.js";
import { methodsParagraphs } from "./methods.js";
import { patientPage, tracedSentence } from "./patient-pages.js";
import type { Provenance } from "./provenance.js";
import { responseFigureNames, tracedFigure } from "./response-figures.js";
import { pageCss } from "./style.js";
import { exposureTable, tableOne } from "./tables/baseline-tables.js";
import { comparisonTables, differenceTable } from "./tables/comparison-tables.js";
import {
  agreementTable,
  criteriaSentences,
  criteriaTable,
  durationTable,
  measurementTable,
} from "./tables/criteria-tables.js";
import {
  algorithmTable,
  balanceOf,
  propensityTable,
  publishedPairsSentence,
  unmatchedTable,
} from "./tables/matching-tables.js";
import { incidencesOf, intervalText, milestoneTable } from "./tables/milestone-tables.js";
import { endpointTable, regressionOf, responseOf, safetyOf } from "./tables/outcome-tables.js";
import { PAIRED_SENTENCES, pairedOutcomeTable, pairedSurvivalTable } from "./tables/paired-tables.js";
import { eventRateTable, firstSevereTable } from "./tables/safety-tables.js";
import { sensitivitySentences, sensitivityTable } from "./tables/sensitivity-table.js";
import { weightingTable } from "./tables/weighting-tables.js";

/** Everything that the page shows. */
export interface ReportInput {
  readonly title: string;
  /** Stands on top and below every figure, for example that the cohort is synthetic. */
  readonly note: string;
  readonly study: Study;
  readonly figures: readonly ReportFigure[];
  /** Null when there is nothing to compare with. */
  readonly comparisons: readonly Comparison[] | null;
  /** What in the records was invented beyond the published figures; null when nothing was. */
  readonly invented: string | null;
  readonly provenance: Provenance;
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly html: string;
}

/** The report as one self-contained HTML page. */
export function reportPage(input: ReportInput): string {
  const { title, note, study, comparisons, invented, provenance } = input;
  const figure = (name: string): string => figureHtml(input.figures.find((found) => found.name === name)!);
  const table = (...tables: readonly Table[]): string => tables.map(toHtml).join("");
  const section = (id: string, heading: string, ...parts: readonly string[]): Section => ({
    id,
    title: heading,
    html: parts.join("\n"),
  });
  const curves = (cohort: "total" | "matched", os: boolean): string[] =>
    study[cohort].endpoints
      .filter(({ endpoint }) => (endpoint === "os") === os)
      .map(({ endpoint }) => figure(`${cohort}-${endpoint}`));
  const sections: Section[] = [
    section("flow", "Patient selection", figure("flow")),
    section("baseline", "Baseline characteristics", table(tableOne(study))),
    section(
      "matching",
      "Propensity score matching",
      figure("propensity"),
      figure("love"),
      table(balanceOf(study), propensityTable(study), unmatchedTable(study)),
      figure("algorithms"),
      ...optional(publishedPairsSentence(study)),
      table(algorithmTable(study)),
    ),
    section("exposure", "Follow-up and exposure", table(exposureTable(study))),
    section(
      "os",
      ENDPOINT_LABELS.os,
      ...curves("total", true),
      ...curves("matched", true),
      paragraph(sentence("overall survival", hazardRatioText(study, "os"))),
    ),
    section(
      "ttp",
      "Time to progression",
      ...curves("total", false),
      ...curves("matched", false),
      paragraph(sentence("time to progression of the overall tumor", hazardRatioText(study, "overall"))),
    ),
    section(
      "medians",
      "Medians and censoring",
      table(
        endpointTable("Total cohort", study.total.endpoints, "spss"),
        endpointTable("Total cohort", study.total.endpoints, "r"),
        endpointTable("Matched cohort", study.matched.endpoints, "spss"),
        endpointTable("Matched cohort", study.matched.endpoints, "r"),
        reasonTable(study),
      ),
    ),
    section(
      "milestones",
      "Survival at fixed times and restricted means",
      table(
        milestoneTable("Total cohort: survival at fixed times", study.total.milestones),
        milestoneTable("Matched cohort: survival at fixed times", study.matched.milestones),
      ),
    ),
    section(
      "competing",
      "Progression with death as a competing event",
      figure("total-incidence"),
      figure("matched-incidence"),
      table(
        incidencesOf("Total cohort: cumulative incidence", study.total.progression),
        incidencesOf("Matched cohort: cumulative incidence", study.matched.progression),
      ),
    ),
    section(
      "interval",
      "Progression between two visits",
      figure("total-interval"),
      figure("matched-interval"),
      paragraph(intervalText("total", study.total.progression)),
      paragraph(intervalText("matched", study.matched.progression)),
    ),
    section("regression", "Prognostic factors", table(regressionOf(study, "os"), regressionOf(study, "overall"))),
    section("subgroups", "Subgroups", figure("subgroups")),
    section(
      "response",
      "Tumor response",
      table(
        responseOf("Table 2. Best tumor response, matched cohort", study.matched),
        responseOf("Table S2. Best tumor response, total cohort", study.total),
      ),
      ...responseFigureNames(study).map(figure),
    ),
    section(
      "criteria",
      "Response: other criteria and measurement error",
      ...criteriaSentences(study).map(paragraph),
      table(criteriaTable(study), agreementTable(study)),
      figure("criteria"),
      table(durationTable(study), measurementTable(study)),
    ),
    section(
      "patients",
      "One patient of each arm, visit by visit",
      paragraph(tracedSentence(study.traced)),
      ...study.traced.map((patient) => {
        const { heading, facts, lesions, visits } = patientPage(patient);
        const list = facts.map((fact) => `<li>${escapeHtml(fact)}</li>`).join("");
        return [
          `<article class="patient">\n<h3>${escapeHtml(heading)}</h3>`,
          `<div class="head"><ul>${list}</ul>${figure(tracedFigure(patient.patientId))}</div>`,
          `${table(lesions, visits)}</article>`,
        ].join("\n");
      }),
    ),
    section(
      "paired",
      "Pairs or independent arms?",
      ...PAIRED_SENTENCES.map(paragraph),
      table(pairedOutcomeTable(study), pairedSurvivalTable(study)),
    ),
    section(
      "weighting",
      "All patients by overlap weights",
      figure("weighted-os"),
      figure("weighted-overall"),
      table(weightingTable(study)),
    ),
    section(
      "sensitivity",
      "Sensitivity to what was not measured",
      ...sensitivitySentences(study).map(paragraph),
      table(sensitivityTable(study)),
    ),
    section(
      "safety",
      "Safety",
      figure("adverse-events"),
      table(safetyOf(study), eventRateTable(study)),
      figure("first-severe"),
      table(firstSevereTable(study)),
    ),
    ...(comparisons ? [section("published", "Published beside ours", comparisonHtml(comparisons, invented))] : []),
    section("methods", "Methods", ...methodsParagraphs(study, provenance).map(paragraph)),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${pageCss}${tableCss}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p class="notice" role="note">${escapeHtml(note)}</p>
</header>
<nav aria-label="Sections">
${sections.map(({ id, title: heading }) => `<a href="#${id}">${escapeHtml(heading)}</a>`).join("\n")}
</nav>
<main>
${sections.map(({ id, title: heading, html }) => `<section id="${id}">\n<h2>${escapeHtml(heading)}</h2>\n${html}\n</section>`).join("\n")}
</main>
</body>
</html>
`;
}

function figureHtml({ wide, narrow }: ReportFigure): string {
  return `<div class="figure"><div class="wide">${wide}</div><div class="narrow">${narrow}</div></div>`;
}

function sentence(endpoint: string, text: string | null): string {
  return text === null
    ? `In the multivariable analysis of ${endpoint} in the matched cohort, treatment was not among the variables.`
    : `Multivariable analysis of ${endpoint} in the matched cohort, TKI alone against TKI-I: ${text}.`;
}

function reasonTable(study: Study): Table {
  const endpoints = ["os", "overall", "intrahepatic", "thrombus"] as const;
  return {
    kind: "table",
    version: 1,
    title: "How each time ended, total cohort",
    columns: [
      { key: "reason", label: "Reason", align: "left" },
      { key: "type", label: "Counted as", align: "left" },
      { key: "n", label: "Patients", align: "right" },
    ],
    rows: endpoints.flatMap((endpoint) => [
      { cells: [ENDPOINT_LABELS[endpoint], "", ""], level: 0, header: true },
      ...study.reasons[endpoint].map(({ reason, event, count }) => ({
        cells: [reason[0]!.toUpperCase() + reason.slice(1), event === 1 ? "event" : "censored", String(count)],
        level: 1,
      })),
    ]),
    notes: [],
  };
}

function comparisonHtml(comparisons: readonly Comparison[], invented: string | null): string {
  const { met, all } = countAgreement(comparisons);
  const differing = comparisons.filter(({ groups }) =>
    groups.some(({ values }) => values.some(({ agrees }) => !agrees)),
  );
  return [
    paragraph(`${met} of ${all} published figures are met as printed.`),
    ...(invented === null ? [] : [paragraph(invented)]),
    ...(differing.length === 0 ? [] : [toHtml(differenceTable(differing))]),
    `<details><summary>All ${all} figures</summary>`,
    ...comparisonTables(comparisons).map(toHtml),
    "</details>",
  ].join("\n");
}

const optional = (text: string | null): string[] => (text === null ? [] : [paragraph(text)]);

const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;

function escapeHtml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
