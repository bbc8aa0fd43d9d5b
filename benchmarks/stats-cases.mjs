import {
  adjustPValues,
  correlation,
  hodgesLehmann,
  kruskalWallis,
  mannWhitney,
  signedRank,
} from "../packages/stats/dist/index.js";
import { generator } from "./make-data.mjs";

/** Two samples of about normal values half a standard deviation / root of n apart, or their whole twelfths. */
function samples(n, ties) {
  const random = generator(n);
  const draw = (shift) =>
    Float64Array.from({ length: n }, () => {
      const value = random() + random() + random() + random() - 2 + shift;
      return ties ? Math.floor(12 * value) : value;
    });
  return { x: draw(2 / Math.sqrt(n)), y: draw(0) };
}

/** Two columns with a correlation of about 2 / root of n. */
function columns(n, ties) {
  const { x, y } = samples(n, ties);
  return {
    x,
    y: y.map((value, i) => (ties ? value + Math.round((2 * x[i]) / Math.sqrt(n)) : value + (2 * x[i]) / Math.sqrt(n))),
  };
}

function pValues(n) {
  const random = generator(n);
  return { x: Float64Array.from({ length: n }, () => random() * random()), y: new Float64Array(0) };
}

const one = (name, r, theirs, data, ours) => ({ name, r, theirs, data, ours });
const both =
  (name, ...rest) =>
  (make, ours, n) =>
    [false, true].map((ties) => one(`${name}, ${ties ? "ties" : "no ties"}`, ...rest, () => make(n, ties), ours));

/** Name, request to R, what it calls, data and our call, which gives the number that R's is compared with. */
export const timed = [
  ...[5e3, 5e4, 5e5].flatMap((n) =>
    both(`mannWhitney, 2 x ${n}`, "wilcox", "wilcox.test")(samples, ({ x, y }) => mannWhitney(x, y).pValue, n),
  ),
  ...both("signedRank, 500000 pairs", "paired", "wilcox.test(paired = TRUE)")(
    samples,
    ({ x, y }) => signedRank(x, y).pValue,
    5e5,
  ),
  ...both("kruskalWallis, 2 x 500000", "kruskal", "kruskal.test")(
    samples,
    ({ x, y }) => kruskalWallis([x, y]).pValue,
    5e5,
  ),
  one(
    "mannWhitney and hodgesLehmann, 2 x 2000",
    "shift",
    "wilcox.test(conf.int = TRUE)",
    () => samples(2000, false),
    ({ x, y }) => mannWhitney(x, y).pValue && hodgesLehmann(x, y).estimate,
  ),
  ...["pearson", "spearman"].map((method) =>
    one(
      `correlation, ${method}, 500000 pairs`,
      method,
      `cor.test(method = "${method}")`,
      () => columns(5e5, false),
      ({ x, y }) => correlation(x, y, { method }).pValue,
    ),
  ),
  ...both("correlation, kendall, 10000 pairs", "kendall", 'cor.test(method = "kendall")')(
    columns,
    ({ x, y }) => correlation(x, y, { method: "kendall" }).pValue,
    1e4,
  ),
  one(
    "adjustPValues, hommel, 5000",
    "hommel",
    'p.adjust("hommel")',
    () => pValues(5000),
    ({ x }) => adjustPValues(x, { method: "hommel" }).reduce((sum, p) => sum + p, 0),
  ),
];

/** Tables of R's data sets, by rows; on most of them `fisher.test` stops with its default workspace. */
export const tables = {
  "HairEyeColor, hair by eye": [
    [68, 20, 15, 5],
    [119, 84, 54, 29],
    [26, 17, 14, 14],
    [7, 94, 10, 16],
  ],
  "MASS::caith, eye by hair": [
    [326, 38, 241, 110, 3],
    [688, 116, 584, 188, 4],
    [343, 84, 909, 412, 26],
    [98, 48, 403, 681, 85],
  ],
  "MASS::housing, satisfaction by type": [
    [99, 271, 64, 133],
    [101, 192, 79, 74],
    [200, 302, 96, 70],
  ],
  "Titanic, class by survival": [
    [122, 203],
    [167, 118],
    [528, 178],
    [673, 212],
  ],
  "UCBAdmissions, admission by department": [
    [601, 370, 322, 269, 147, 46],
    [332, 215, 596, 523, 437, 668],
  ],
  "esoph, cases by age and alcohol": [
    [0, 0, 0, 1],
    [1, 4, 0, 4],
    [1, 20, 12, 13],
    [12, 22, 24, 18],
    [11, 25, 13, 6],
    [4, 4, 2, 3],
  ],
  "infert, education by parity": [
    [3, 0, 0, 3, 0, 6],
    [42, 42, 21, 12, 3, 0],
    [54, 39, 15, 3, 3, 2],
  ],
  "airquality, month by ozone class": [
    [15, 8, 2, 1],
    [3, 5, 1, 0],
    [4, 4, 12, 6],
    [3, 7, 9, 7],
    [12, 10, 5, 2],
  ],
  "chickwts, feed by weight class": [
    [0, 2, 2, 4, 4],
    [7, 3, 0, 0, 0],
    [3, 4, 4, 1, 0],
    [1, 1, 4, 4, 1],
    [2, 3, 6, 3, 0],
    [0, 1, 2, 7, 2],
  ],
  "MASS::survey, smoking by exercise": [
    [7, 1, 3],
    [87, 18, 84],
    [12, 3, 4],
    [9, 1, 7],
  ],
  "job satisfaction by income": [
    [1, 3, 10, 6],
    [2, 3, 10, 7],
    [1, 6, 14, 12],
    [0, 1, 9, 11],
  ],
};
