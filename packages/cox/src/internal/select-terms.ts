import { chiSquareTest } from "./chi-square-test.js";
import { waldTest } from "./fit-design.js";
import { maximise, type Optimum, type Problem } from "./maximise.js";

/** A move that a step could make. */
export interface SelectionMove {
  readonly action: "enter" | "remove";
  readonly term: string;
  /** Coefficients that the term adds. */
  readonly df: number;
  /** P of the term in the larger of the two models; null when it adds nothing. */
  readonly pValue: number | null;
  /** AIC and BIC of the model after the move. */
  readonly aic: number;
  readonly bic: number;
}

/** One model of the path. */
export interface SelectionStep {
  readonly action: "start" | "enter" | "remove";
  /** The term that moved, null at the start. */
  readonly term: string | null;
  /** P of the term that moved. */
  readonly pValue: number | null;
  /** Terms of the model after the step. */
  readonly terms: readonly string[];
  readonly logLikelihood: number;
  /** Coefficients that are not aliased. */
  readonly df: number;
  readonly aic: number;
  readonly bic: number;
  /** What could have been done next. */
  readonly considered: readonly SelectionMove[];
}

/** A term and its columns in the design of all terms. */
export interface TermColumns {
  readonly name: string;
  /** Names of its parts, two for an interaction. */
  readonly parts: readonly string[];
  readonly kept: boolean;
  readonly columns: readonly number[];
}

interface Rule {
  readonly direction: "backward" | "forward" | "both";
  readonly start: "kept" | "all";
  readonly criterion: "aic" | "bic" | "p";
  readonly enter: number;
  readonly remove: number;
  readonly pValue: "likelihood-ratio" | "wald";
  readonly logEvents: number;
}

/** Makes the best move until there is none. */
export function select(problem: Problem, terms: readonly TermColumns[], rule: Rule): SelectionStep[] {
  const fits = new Map<string, Optimum>();
  const fit = (used: ReadonlySet<TermColumns>): Optimum => {
    const columns = terms.flatMap((term) => (used.has(term) ? term.columns : []));
    const key = columns.join(" ");
    const known = fits.get(key) ?? maximise({ ...problem, columns });
    fits.set(key, known);
    return known;
  };
  const criteria = ({ logLikelihood, rank }: Optimum): { aic: number; bic: number } => ({
    aic: -2 * logLikelihood + 2 * rank,
    bic: -2 * logLikelihood + rule.logEvents * rank,
  });
  const moves = (used: ReadonlySet<TermColumns>): SelectionMove[] =>
    terms.flatMap((term): SelectionMove[] => {
      const inside = used.has(term);
      if (inside ? !mayLeave(term, used, rule) : !mayEnter(term, terms, used, rule)) return [];
      const other = new Set(used);
      if (inside) other.delete(term);
      else other.add(term);
      const [small, large] = inside ? [fit(other), fit(used)] : [fit(used), fit(other)];
      const df = large.rank - small.rank;
      const test =
        df === 0
          ? null
          : rule.pValue === "wald" && term.columns.every((j) => large.state[j] !== "infinite")
            ? waldTest(large, term.columns, problem.p)
            : problem.robust
              ? null
              : chiSquareTest(2 * (large.logLikelihood - small.logLikelihood), df);
      const action = inside ? "remove" : "enter";
      return [{ action, term: term.name, df, pValue: test?.pValue ?? null, ...criteria(inside ? small : large) }];
    });

  let used: ReadonlySet<TermColumns> = new Set(terms.filter(({ kept }) => kept || rule.start === "all"));
  const path: SelectionStep[] = [];
  const seen = new Set<string>();
  let last: Pick<SelectionStep, "action" | "term" | "pValue"> = { action: "start", term: null, pValue: null };
  for (;;) {
    const { logLikelihood, rank } = fit(used);
    const names = terms.filter((term) => used.has(term)).map(({ name }) => name);
    const own = criteria(fit(used));
    const considered = moves(used);
    path.push({ ...last, terms: names, logLikelihood, df: rank, ...own, considered });
    seen.add(names.join("\n"));
    const move = best(considered, own, rule);
    if (move === null) return path;
    const next = new Set(used);
    const moved = terms.find(({ name }) => name === move.term)!;
    if (move.action === "remove") next.delete(moved);
    else next.add(moved);
    // With P, removing and entering may turn in a circle.
    const key = terms.filter((term) => next.has(term)).map(({ name }) => name);
    if (seen.has(key.join("\n"))) return path;
    used = next;
    last = { action: move.action, term: move.term, pValue: move.pValue };
  }
}

function best(
  considered: readonly SelectionMove[],
  own: { readonly aic: number; readonly bic: number },
  { criterion, enter, remove }: Rule,
): SelectionMove | null {
  if (criterion !== "p") {
    const sorted = [...considered].sort((a, b) => a[criterion] - b[criterion]);
    return sorted[0] !== undefined && sorted[0][criterion] < own[criterion] ? sorted[0] : null;
  }
  // A term that adds nothing leaves first.
  const worst = considered
    .filter(({ action, pValue }) => action === "remove" && (pValue ?? 1) >= remove)
    .sort((a, b) => (b.pValue ?? 2) - (a.pValue ?? 2));
  if (worst[0] !== undefined) return worst[0];
  const entering = considered
    .filter(({ action, pValue }) => action === "enter" && pValue !== null && pValue < enter)
    .sort((a, b) => a.pValue! - b.pValue!);
  return entering[0] ?? null;
}

function mayLeave(term: TermColumns, used: ReadonlySet<TermColumns>, { direction }: Rule): boolean {
  if (term.kept || direction === "forward") return false;
  return ![...used].some((other) => other !== term && isPartOf(term, other));
}

function mayEnter(
  term: TermColumns,
  terms: readonly TermColumns[],
  used: ReadonlySet<TermColumns>,
  { direction }: Rule,
): boolean {
  if (direction === "backward") return false;
  return terms.every((other) => other === term || used.has(other) || !isPartOf(other, term));
}

/** Whether a term is a main effect of an interaction. */
function isPartOf({ parts }: TermColumns, interaction: TermColumns): boolean {
  return parts.length === 1 && interaction.parts.length === 2 && interaction.parts.includes(parts[0]!);
}
