import {
  assessResponse,
  type Measurement,
  type PatientResponse,
  type ResponseOptions,
  type ResponseVisit,
  responseSensitivity,
  type TraceEntry,
} from "@hcc/mrecist";
import { formatNumber, toMarkdown } from "@hcc/tables";
import { transformSync } from "esbuild";
import { optionsTable } from "./response-guide-options.js";

/** The measurements of the patient, as the code of the guide has them. */
export function measurementsOf(page: string): readonly Measurement[] {
  const code = /^const measurements = (\[[\s\S]*?\n\] as const);$/m.exec(page)?.[1];
  if (code === undefined) throw new Error("the guide has no measurements");
  return new Function(`return ${transformSync(`(${code})`, { loader: "ts" }).code}`)() as Measurement[];
}

/** The parts of docs/how-a-response-is-decided.md that the engine writes, by name. */
export function responseGuideParts(measurements: readonly Measurement[]): Readonly<Record<string, string>> {
  const response = judge(measurements, "tki-i");
  return {
    measurements: measurementTable(measurements),
    ...Object.fromEntries(response.visits.map((visit) => [`day-${visit.day}`, traceOf(visit)])),
    sums: sumTable(response),
    known: knownTable(measurements, response),
    overall: overallMatrix(),
    best: bestTable(measurements),
    criteria: criteriaTable(measurements),
    error: errorTable(measurements),
    options: optionsTable(),
  };
}

type Criteria = "tki-i" | "mrecist" | "recist-1.1" | "easl" | "irecist" | "who";

export const judge = (
  measurements: readonly Measurement[],
  criteria: Criteria,
  options: ResponseOptions = {},
): PatientResponse => assessResponse({ patient: "P01", measurements }, { criteria, options });

function markdown(labels: readonly string[], rows: readonly (readonly string[])[], right = false): string {
  return toMarkdown({
    kind: "table",
    version: 1,
    columns: labels.map((label, i) => ({ key: String(i), label, align: right && i > 0 ? "right" : "left" })),
    rows: rows.map((cells) => ({ cells, level: 0 })),
    notes: [],
  });
}

function measurementTable(measurements: readonly Measurement[]): string {
  const days = [...new Set(measurements.map(({ day }) => day))];
  const lesions = [...new Map(measurements.map(({ lesion, role }) => [lesion, role]))];
  const rows = lesions.map(([lesion, role]) => [
    `${lesion}, ${role}`,
    ...days.map((day) => cellText(measurements.find((it) => it.lesion === lesion && it.day === day))),
  ]);
  return markdown(["Lesion", ...days.map((day) => (day === 0 ? "Baseline" : `Day ${day}`))], rows);
}

function cellText(measurement: Measurement | undefined): string {
  if (measurement === undefined) return "";
  const { role, viable, perpendicular, totalPerpendicular, enhancing, arterialPhase, level, finding } = measurement;
  const total = totalPerpendicular ? `${measurement.total} × ${totalPerpendicular}` : measurement.total;
  if (arterialPhase === false) return `no arterial phase (${total})`;
  const size = enhancing === false ? "no enhancement" : perpendicular ? `${viable} × ${perpendicular}` : String(viable);
  if (role === "thrombus") return `${size}, ${level}`;
  return role === "new" ? `${size}, ${finding?.replace("new-lesion-", "")}` : `${size} (${total})`;
}

function traceOf({ trace, flags }: ResponseVisit): string {
  const line = ({ component, text, alternatives }: TraceEntry): string =>
    `- **${component}** ${text}${alternatives.map((other) => `\n  - *otherwise:* ${other}`).join("")}`;
  const marks = flags.length === 0 ? "" : `- *flags:* ${flags.map((flag) => `\`${flag}\``).join(", ")}\n`;
  return `${trace.map(line).join("\n")}\n${marks}`;
}

function sumTable({ visits }: PatientResponse): string {
  const percent = (value: number | null): string => (value === null ? "" : `${formatNumber(value, 1)}%`);
  return markdown(
    ["Day", "Sum", "From baseline", "Nadir (its day)", "From nadir", "PR at or below", "PD at or above", "Targets"],
    visits.map(({ day, sum, nadir, nadirDay, percentFromBaseline, percentFromNadir, target, trace }) => {
      const { values } = trace.find(({ component }) => component === "target")!;
      return [
        String(day),
        sum === null ? "not all measured" : String(sum),
        percent(percentFromBaseline),
        `${nadir} (${nadirDay})`,
        percent(percentFromNadir),
        String(values["prAtOrBelow"]),
        String(values["pdAtOrAbove"]),
        String(target),
      ];
    }),
    true,
  );
}

/** The overall response of every visit as it was known on the day of each visit. */
function knownTable(measurements: readonly Measurement[], { visits }: PatientResponse): string {
  const days = visits.map(({ day }) => day);
  const rows = days.map((today) => {
    const known = judge(
      measurements.filter(({ day }) => day <= today),
      "tki-i",
    );
    return [`Day ${today}`, ...days.map((_, i) => known.visits[i]?.overall ?? "")];
  });
  return markdown(["Known on", ...days.map((day) => `Day ${day}`)], rows);
}

/** The overall response of every pair of target and non-target responses, each from lesions that the engine judged. */
function overallMatrix(): string {
  const targets = { CR: 0, PR: 20, SD: 40, NE: null, PD: 60, none: undefined };
  const nonTargets = {
    CR: { enhancing: false },
    "NON-CR/NON-PD": { enhancing: true },
    NE: { notEvaluable: true },
    PD: { finding: "unequivocal-progression" },
    none: undefined,
  } as const;
  const rows = Object.entries(targets).map(([name, viable]) => [
    name === "none" ? "no target" : name,
    ...Object.values(nonTargets).map((state) => {
      if (viable === undefined && state === undefined) return "";
      const lesion = (id: string, role: "target" | "non-target", now: Partial<Measurement>): Measurement[] => [
        { day: 0, lesion: id, role, viable: 40 },
        { day: 56, lesion: id, role, ...now },
      ];
      const [visit] = judge(
        [
          ...(viable === undefined ? [] : lesion("T", "target", { viable })),
          ...(state === undefined ? [] : lesion("N", "non-target", state)),
        ],
        "mrecist",
      ).visits;
      return visit!.overall;
    }),
  ]);
  return markdown(
    ["Targets", ...Object.keys(nonTargets).map((name) => (name === "none" ? "no non-target" : `non-targets ${name}`))],
    rows,
  );
}

function bestTable(measurements: readonly Measurement[]): string {
  const line = (label: string, shown: readonly Measurement[], options?: ResponseOptions): string[] => {
    const { best } = judge(shown, "tki-i", options);
    return [label, best.overall, String(best.intrahepatic), String(best.thrombus)];
  };
  const until = (last: number): readonly Measurement[] => measurements.filter(({ day }) => day <= last);
  return markdown(
    ["Rule", "Overall", "Intrahepatic", "Thrombus"],
    [
      line("as it stands", measurements),
      line("`confirmDays: 28`", measurements, { confirmDays: 28 }),
      line("followed to day 224 only, `confirmDays: 28`", until(224), { confirmDays: 28 }),
      line("the baseline visit only", until(0)),
    ],
  ).replace(/\\`/g, "`");
}

function criteriaTable(measurements: readonly Measurement[]): string {
  const names = ["mrecist", "tki-i", "recist-1.1", "easl", "irecist", "who"] as const;
  const all = names.map((name) => judge(measurements, name));
  return markdown(
    ["Criteria", ...all[0]!.visits.map(({ day }) => `Day ${day}`), "Best", "First PD"],
    all.map(({ criteria, visits, best, firstProgressionDay }) => [
      criteria,
      ...visits.map(({ target, overall, immune }) =>
        immune !== null ? `${overall} (${immune})` : target === overall ? overall : `${overall} (targets ${target})`,
      ),
      best.overall,
      `day ${firstProgressionDay.overall}`,
    ]),
  );
}

/** Shares of the responses of the targets when the diameters have the errors of readers. */
function errorTable(measurements: readonly Measurement[]): string {
  const targets = measurements.filter(({ role, day }) => role === "target" && day !== 112);
  const { patients } = responseSensitivity(
    targets.map((row) => ({ ...row, patient: "P01" })),
    { patient: "patient", day: "day", lesion: "lesion", role: "role", viable: "viable", criteria: "mrecist" },
  );
  const shown = ["PR", "SD", "PD"] as const;
  return markdown(
    ["Day", "Targets", ...shown.map((response) => `${response} in`)],
    patients[0]!.visits.map(({ day, response, shares }) => [
      String(day),
      String(response),
      ...shown.map((name) => `${formatNumber(100 * (shares[name] ?? 0), 0)}%`),
    ]),
    true,
  );
}
