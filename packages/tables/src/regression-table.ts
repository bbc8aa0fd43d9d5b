import type { CoxCoefficient, CoxModel } from "@hcc/cox";
import type { EncodedTerm } from "@hcc/data";
import { formatNumber } from "./format-number.js";
import { formatP } from "./format-p.js";
import { formatRatio } from "./format-ratio.js";
import { intervalLabel } from "./internal/interval-label.js";
import type { Table, TableColumn, TableRow } from "./table.js";

/** What a regression table needs of a model; `coxph` returns it. */
export type RegressionModel = Pick<CoxModel, "coefficients" | "terms" | "n" | "events" | "level" | "ties">;

/** Models of a regression table; at least one of the two. */
export interface RegressionInput {
  /** One model per variable, or objects that hold one, as those of `coxScreen`. */
  readonly univariable?: readonly (RegressionModel | { readonly model: RegressionModel })[];
  /** The model with several variables. */
  readonly multivariable?: RegressionModel | null;
}

/** Options of `regressionTable`. */
export interface RegressionTableOptions {
  readonly title?: string;
  /** Text for a term, by its name in the model, for example `{ childPugh: "Child-Pugh class" }`. Default: the name. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Text for levels, by term and level. Default: the level. */
  readonly levelLabels?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Events and patients by term and level, as a column "Events/n". Default: no such column. */
  readonly counts?: Readonly<Record<string, Readonly<Record<string, { readonly events: number; readonly n: number }>>>>;
  /** Decimals of hazard ratios. Default 2. */
  readonly digits?: number;
  /** Default "HR". */
  readonly ratioLabel?: string;
  /** Footnotes after those on the models. */
  readonly notes?: readonly string[];
}

/**
 * Hazard ratios of Cox models: univariable and multivariable side by side, one block per variable.
 *
 * The reference level of a factor is shown as "1 (reference)". A coefficient without a finite estimate is written as its
 * status says: "∞ (1.9–∞)" for a monotone likelihood, "aliased", or "NE" (not estimable), with a footnote.
 *
 * @param input a model (of `coxph` or `fineGray`), a screen (`coxScreen`), or `{ univariable, multivariable }`.
 *
 * @example
 * ```ts
 * import { coxph } from "@hcc/cox";
 * import { regressionTable } from "@hcc/tables";
 * const data = { t: [5, 8, 12, 3, 9, 2], d: [1, 1, 0, 1, 0, 1], arm: ["a", "b", "a", "b", "a", "b"] };
 * const model = coxph(data, { time: "t", event: "d", covariates: ["arm"] });
 * const table = regressionTable(model, { labels: { arm: "Treatment" } });
 * table.rows.map((row) => row.cells[0]); // => ["Treatment", "a", "b"]
 * table.rows[1].cells[1]; // => "1 (reference)"
 * ```
 */
export function regressionTable(input: RegressionModel | RegressionInput, options: RegressionTableOptions = {}): Table {
  const { univariable: alone = [], multivariable = null }: RegressionInput =
    "coefficients" in input ? { multivariable: input } : input;
  const univariable = alone.map((one) => ("model" in one ? one.model : one));
  const { counts, digits = 2, ratioLabel = "HR" } = options;
  const models = [...univariable, ...(multivariable ? [multivariable] : [])];
  const sides = [
    ...(univariable.length > 0 ? [{ key: "univariable", label: "Univariable", models: univariable }] : []),
    ...(multivariable ? [{ key: "multivariable", label: "Multivariable", models: [multivariable] }] : []),
  ];
  const level = intervalLabel(models[0]?.level);
  const columns: TableColumn[] = [{ key: "variable", label: "Variable", align: "left" }];
  if (counts) columns.push({ key: "counts", label: "Events/n", align: "center" });
  for (const { key, label } of sides) {
    const group = sides.length > 1 ? { group: label } : {};
    columns.push({ key: `${key}.hr`, label: `${ratioLabel} (${level})`, align: "center", ...group });
    columns.push({ key: `${key}.p`, label: "P", align: "center", ...group });
  }

  const found = new Set<string>();
  const rows: TableRow[] = [];
  const line = (label: string, indent: number, count: string, pick: (term: readonly CoxCoefficient[]) => Shown) => {
    return (term: string, header: boolean): TableRow => {
      const cells = [label, ...(counts ? [count] : [])];
      for (const side of sides) {
        const shown = coefficientsOf(side.models, term);
        const { ratio, p } = shown === null || header ? { ratio: "", p: "" } : pick(shown);
        cells.push(ratio, p);
      }
      return { cells, level: indent, ...(header && { header: true }) };
    };
  };
  for (const term of termsOf(models)) {
    const { name } = term;
    const label = options.labels?.[name] ?? name;
    const part = term.parts.length === 1 ? term.parts[0]! : null;
    const write = (c: CoxCoefficient): Shown => {
      if (c.status !== "ok") found.add(c.status);
      return show(c, digits);
    };
    if (part?.type === "factor") {
      const levelOf = (value: string): string => options.levelLabels?.[name]?.[value] ?? value;
      const countOf = (value: string): string => {
        const count = counts?.[name]?.[value];
        return count ? `${count.events}/${count.n}` : "";
      };
      rows.push(line(label, 0, "", () => none)(name, true));
      const levels = [part.reference, ...part.levels.filter((value) => value !== part.reference)];
      for (const value of levels) {
        const pick = (coefficients: readonly CoxCoefficient[]): Shown => {
          if (value === part.reference) return { ratio: "1 (reference)", p: "" };
          const c = coefficients.find((coefficient) => coefficient.level === value);
          return c ? write(c) : none;
        };
        rows.push(line(levelOf(value), 1, countOf(value), pick)(name, false));
      }
    } else {
      const own = models.flatMap((m) => m.coefficients.filter((c) => c.term === name).map((c) => c.name));
      for (const coefficient of new Set(own)) {
        const pick = (coefficients: readonly CoxCoefficient[]): Shown => {
          const c = coefficients.find((candidate) => candidate.name === coefficient);
          return c ? write(c) : none;
        };
        const text = options.labels?.[coefficient] ?? (coefficient === name ? label : coefficient);
        rows.push(line(text, 0, "", pick)(name, false));
      }
    }
  }
  const notes = [
    `${ratioLabel === "HR" ? "HR: hazard ratio; " : ""}CI: confidence interval.`,
    ...(multivariable
      ? [
          `${univariable.length > 0 ? "Multivariable model: " : ""}n = ${formatNumber(multivariable.n, 0)}, ${formatNumber(multivariable.events, 0)} events.`,
        ]
      : []),
    ...statusNotes.filter(([status]) => found.has(status)).map(([, text]) => text),
    ...(options.notes ?? []),
  ];
  return {
    kind: "table",
    version: 1,
    ...(options.title !== undefined && { title: options.title }),
    columns,
    rows,
    notes,
  };
}

interface Shown {
  readonly ratio: string;
  readonly p: string;
}

const none: Shown = { ratio: "", p: "" };

const statusNotes: readonly (readonly [string, string])[] = [
  ["infinite", "∞ or 0: the likelihood has no maximum at a finite value; P by likelihood ratio."],
  ["aliased", "Aliased: determined by the variables before it, therefore not estimated."],
  ["not-estimable", "NE: not estimable from these data."],
];

function show({ hazardRatio, lower, upper, pValue, status }: CoxCoefficient, digits: number): Shown {
  if (status === "aliased") return { ratio: "aliased", p: "—" };
  if (status === "not-estimable") return { ratio: "NE", p: "—" };
  if (status === "infinite" && hazardRatio === 0) {
    return { ratio: `0 (0–${formatNumber(upper, digits, "NE")})`, p: formatP(pValue) };
  }
  return { ratio: formatRatio({ ratio: hazardRatio, lower, upper }, { digits }), p: formatP(pValue) };
}

function termsOf(models: readonly RegressionModel[]): EncodedTerm[] {
  const terms = new Map<string, EncodedTerm>();
  for (const term of models.flatMap((model) => model.terms)) if (!terms.has(term.name)) terms.set(term.name, term);
  return [...terms.values()];
}

function coefficientsOf(models: readonly RegressionModel[], term: string): readonly CoxCoefficient[] | null {
  const model = models.find(({ terms }) => terms.some(({ name }) => name === term));
  return model ? model.coefficients.filter((coefficient) => coefficient.term === term) : null;
}
