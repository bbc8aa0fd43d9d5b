// The likelihood alone, without reading, sorting and inference: what share of the machine's peak its sums reach.
import { bundle } from "./bundle.mjs";

/** The kernels of the sources. */
export const loadKernels = () =>
  bundle('export * from "./kernel/cox-kernel.js"; export * from "./kernel/start-stop-kernel.js";');

/**
 * Median seconds of one evaluation with score, of one with information too, and of X'X alone, with their floating-point
 * operations: what the formulas ask for, however they are computed.
 */
export function measureKernel({ openKernel, openStartStopKernel }, { p, ties, late }, columns, model, repeats) {
  const order = sortedRows(columns);
  const n = order.length;
  const unit = ties === "months" ? 1 : 1 / 128;
  const { time, event, stratum } = columns;
  const ends =
    stratum === undefined
      ? []
      : order.flatMap((row, i) => (i > 0 && stratum[row] !== stratum[order[i - 1]] ? [i] : []));
  ends.push(n);
  const kernel = (late ? openStartStopKernel : openKernel)(
    { n, p, strata: ends.length, offset: false },
    "efron",
    "wasm",
  );
  const { rows } = kernel;
  rows.strataEnd.set(ends);
  rows.weight.fill(1);
  rows.x.fill(0);
  for (let i = 0; i < n; i++) {
    rows.rank[i] = time[order[i]] / unit;
    rows.event[i] = event[order[i]];
    if (late) rows.entryRank[i] = columns.entry[order[i]] / unit;
  }
  for (let j = 0; j < p; j++) {
    const values = columns[`x${j + 1}`];
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    for (let i = 0; i < n; i++) rows.x[i * rows.stride + j] = values[order[i]] - mean;
  }
  const means = meanRows(rows);
  const product = p * (p + 1);
  const beta = Float64Array.from(model.coefficients, ({ estimate }) => estimate);
  const measured = {
    product: { seconds: seconds(() => kernel.crossProduct(), repeats), operations: n * product },
    score: { seconds: seconds(() => kernel.evaluate(beta, 1), repeats), operations: n * 4 * p },
    information: {
      seconds: seconds(() => kernel.evaluate(beta, 2), repeats),
      operations: n * 6 * p + (n + means) * product,
    },
  };
  const { value } = kernel.evaluate(beta, 0);
  kernel.close();
  if (!(Math.abs(value / model.logLikelihood.model - 1) < 1e-9)) throw new Error("not the likelihood of the model");
  return measured;
}

/** By stratum and time, as the package sorts them. */
function sortedRows({ time, stratum }) {
  const order = Array.from(time, (_, i) => i);
  return order.sort((a, b) => (stratum === undefined ? 0 : stratum[a] - stratum[b]) || time[a] - time[b] || a - b);
}

/** Rows of the second product: one for each time with an event, two where events are tied. */
function meanRows({ rank, event, strataEnd }) {
  let count = 0;
  for (let s = 0, start = 0; s < strataEnd.length; start = strataEnd[s++]) {
    for (let first = start, end = first; first < strataEnd[s]; first = end) {
      let deaths = 0;
      for (; end < strataEnd[s] && rank[end] === rank[first]; end++) deaths += event[end];
      count += Math.min(deaths, 2);
    }
  }
  return count;
}

/** Median of `repeats`, each the mean of as many calls as take 20 ms; five times as many before, until V8 has compiled. */
function seconds(call, repeats) {
  const time = (count) => {
    const start = performance.now();
    for (let i = 0; i < count; i++) call();
    return (performance.now() - start) / 1000 / count;
  };
  call();
  const count = Math.max(1, Math.ceil(0.02 / time(1)));
  time(5 * count);
  const times = Array.from({ length: repeats }, () => time(count)).sort((a, b) => a - b);
  return times[repeats >> 1];
}
