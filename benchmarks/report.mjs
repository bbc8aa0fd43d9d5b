import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { exponents } from "./growth.mjs";

/** Rows below which fixed costs make up the time, so that its growth says nothing. */
const GROWING = 1e4;

export function middle(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

const show = (seconds) => (seconds < 0.01 ? `${(seconds * 1e6).toFixed(0)} us` : `${(seconds * 1e3).toFixed(0)} ms`);

export function duration(values) {
  if (values.length === 0) return "";
  return `${show(middle(values))} (${show(Math.min(...values))} to ${show(Math.max(...values))})`;
}

export function ratio(theirs, ours) {
  return theirs.length === 0 ? "" : `${(middle(theirs) / middle(ours)).toFixed(1)} x`;
}

const row = (cells) => `| ${cells.join(" | ")} |`;

export function table(head, rows) {
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}

/** Cells of a case in the first table. */
export function cells({ name, seconds, iterations, apart }) {
  return [
    name,
    duration(seconds.ours),
    duration(seconds.fit),
    ratio(seconds.fit, seconds.ours),
    duration(seconds.coxph),
    ratio(seconds.coxph, seconds.ours),
    iterations,
    apart === null ? "" : apart.toExponential(0),
  ];
}

function pathCells({ name, path }) {
  const { ours, whole, stopped, penalties, apart } = path;
  const cell = (what) => `${duration(path[what])}, ${penalties[what]}`;
  return [
    name,
    cell("ours"),
    cell("whole"),
    ratio(whole, ours),
    cell("stopped"),
    ratio(stopped, ours),
    apart.toExponential(0),
  ];
}

function kernelCells({ name, kernel }, peak) {
  const rate = ({ operations, seconds }) => {
    const billions = operations / seconds / 1e9;
    return `${billions.toPrecision(2)} (${((100 * billions) / peak).toPrecision(2)} %)`;
  };
  const { score, information, product } = kernel;
  return [name, show(score.seconds), rate(score), show(information.seconds), rate(information), rate(product)];
}

function stageCells({ name, stages: { read, sort, place, origin, start, end, fingerprint, scores } }) {
  return [name, ...[read, sort, place, origin].map(show), `${show(start)} (${scores})`, show(end), show(fingerprint)];
}

/** Shares of a fit of few rows: `newton` holds the evaluations, `maximise` all of the algebra, `report` that and the result. */
function smallStageCells({ name, smallStages }) {
  const { whole, options, read, code, sort, place, newton, evaluations, maximise, report, fingerprint, count } =
    smallStages;
  const share = (seconds) => `${((100 * seconds) / whole).toFixed(0)} %`;
  return [
    name,
    show(whole),
    share(options + read + code),
    share(sort + place),
    `${share(evaluations)} (${count})`,
    share(newton - evaluations),
    share(maximise - sort - place - newton),
    share(report - maximise - fingerprint),
    share(fingerprint),
  ];
}

/** Exponents of n and p over the sizes of each kind: ties, strata, late entry. */
function growthRows(measured) {
  const large = measured.filter(({ n }) => n >= GROWING);
  return [...new Set(large.map(({ kind }) => kind))].flatMap((kind) => {
    const of = large.filter((one) => one.kind === kind);
    const grown = ["ours", "fit", "coxph"].map((what) =>
      of[0].seconds[what].length === 0
        ? null
        : exponents(of.map(({ n, p, seconds }) => ({ n, p, seconds: middle(seconds[what]) }))),
    );
    if (grown[0] === null) return [];
    const power = (name, exponent) => (exponent === null ? [] : [`${name}^${exponent.toFixed(2)}`]);
    const law = (each) => (each === null ? "" : [...power("n", each.n), ...power("p", each.p)].join(" "));
    return [[kind, of.map(({ n, p }) => `${n}x${p}`).join(", "), ...grown.map(law)]];
  });
}

/** What the measurements were made on. */
export function machine() {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const { node, v8 } = process.versions;
  return `${cpus().length} x ${cpu.model.trim()}, ${memory} GB, Node ${node} (V8 ${v8})`;
}

/** The whole text of results.md. */
export function report({ measured, peak, version: rVersion, repeats }) {
  const { version } = JSON.parse(readFileSync(new URL("../packages/cox/package.json", import.meta.url), "utf8"));
  const paths = measured.filter(({ path }) => path !== null);
  const growth = growthRows(measured);
  const staged = measured.filter(({ stages }) => stages !== null);
  const small = measured.filter(({ smallStages }) => smallStages !== null);
  const parts = [
    "# Cox regression side by side with R",
    `${new Date().toISOString().slice(0, 10)}, ${machine()}, ${rVersion ?? "R is missing: ours alone"}, @hcc/cox ${version}.`,
    `Made by \`npm run bench\`: median of ${repeats} (lowest to highest), in turn in one session; Efron ties. Ours is the whole call from typed arrays to coefficients with standard errors and tests. \`coxph.fit\`, for late entry \`agreg.fit\`, gets a ready matrix and no residuals; R stops at its default (1e-9 of the log-likelihood), ours at 1e-9 standard errors or less; rows of 132 are the mean of 200 fits, after 3000 to warm up; others come after 6. With late entry rows are at risk in (entry, time], entries evenly spread below the time. The last column is the largest difference of a coefficient, in standard errors, or of a standard error, relative, from R run to convergence.`,
    table(
      ["rows x columns, ties", "ours", "coxph.fit", "ratio", "coxph()", "ratio", "R iterations", "difference"],
      measured.map(cells),
    ),
    ...(growth.length > 0
      ? [
          "## Growth",
          `Time as a power of the number of rows n and of columns p, by least squares of the logarithms of the medians over the sizes named (between two sizes: their slope), from ${GROWING} rows on.`,
          table(["ties", "sizes", "ours", "coxph.fit", "coxph()"], growth),
        ]
      : []),
    "## Penalized models",
    ...(paths.length > 0
      ? [
          'The lasso path by `coxPath` beside `glmnet(x, Surv(time, event), family = "cox")`, from columns and from a matrix to all coefficients, medians as above, then the number of penalties done. Breslow ties, else both at their defaults: the same 100 penalties down to 1e-4 of the largest; glmnet leaves out the last ones where the deviance hardly changes any more, unless `glmnet.control(fdev = 0)`: both are given. The last column is the largest difference of a coefficient at the smallest penalty, times the standard deviation of its column; the threshold of glmnet is 1e-7, ours fulfils the conditions of the maximum to 1e-9 of the penalty.',
          table(
            ["rows x columns, ties", "coxPath", "glmnet, fdev = 0", "ratio", "glmnet", "ratio", "difference"],
            paths.map(pathCells),
          ),
        ]
      : ["Left out: R's package glmnet is missing, or no case was chosen that has them."]),
    ...(staged.length > 0
      ? [
          "## Where the time goes",
          "Stages of a fit (`benchmarks/stages.mjs`), medians as above: reading, checking and ranking; order of the rows; bringing the centred columns to their places and checking their condition; log-likelihood at 0; start (fits of samples, then steps on all rows by the score: their number); score and information at the end; fingerprint of what was read.",
          table(
            ["rows x columns, ties", "read", "sort", "place", "at 0", "start (steps)", "end", "fingerprint"],
            staged.map(stageCells),
          ),
        ]
      : []),
    ...(small.length > 0
      ? [
          "## Where the time of a fit of few rows goes",
          "Each stage alone, mean of 200, medians as above, as a share of the whole call: options, reading and coding; sorting, placing and the condition of the columns; evaluations of likelihood, score and information (their number); the other work of Newton's method (factor, step, test of convergence); inverse and covariance; tests, intervals and the result; fingerprint.",
          table(
            [
              "rows x columns, ties",
              "fit",
              "read",
              "place",
              "evaluations",
              "steps",
              "covariance",
              "result",
              "fingerprint",
            ],
            small.map(smallStageCells),
          ),
        ]
      : []),
    "## Share of the peak",
    `One core of this machine makes ${peak.toFixed(1)} billion floating-point operations a second in WebAssembly at best, two lanes at a time (GFlop/s; \`benchmarks/peak.mjs\`: independent multiplications and additions in registers). Beside it the likelihood alone at the estimates, without reading, sorting and tests (\`benchmarks/kernel.mjs\`), medians of ${repeats}. Counted is what the formulas ask for, however it is computed, exponentials and divisions not: 4 p a row for the score (linear predictor and weighted sum of rows), with information 2 p more (running sums of r x) and p (p + 1) for each row of the two cross-products, that is for every row and for every event time (two where events are tied). The last column is the first of these products alone.`,
    table(
      ["rows x columns, ties", "score", "GFlop/s", "score and information", "GFlop/s", "X'X, GFlop/s"],
      measured.map((one) => kernelCells(one, peak)),
    ),
  ];
  return `${parts.join("\n\n")}\n`;
}
