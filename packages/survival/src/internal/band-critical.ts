import { cos, exp, log } from "@hcc/numerics";

/** Spans of a process shorter than this count as this long: the series would need too many terms. */
const SHORTEST = 5e-3;
/** Terms of a series below this are left out. */
const NEGLIGIBLE = 36;

/**
 * Value that the largest |B(u)| over low <= u <= high does not exceed with probability `level`, B a Brownian bridge.
 *
 * Between its ends the bridge is Brownian motion killed at +-x: with A_n(v) the integral over |y| <= x of the normal density
 * of variance v times cos(n pi y / 2x), P = sqrt(2 pi) / x sum over odd n of A_n(low) A_n(1 - high) exp(-n^2 pi^2 (high - low) / 8 x^2).
 */
export function hallWellnerCritical(low: number, high: number, level: number): number {
  const from = Math.min(low, Math.max(high - SHORTEST, 0));
  const to = Math.max(high, from + SHORTEST);
  return critical(level, 0.05, (x) => bridgeWithin(x, from, to));
}

/** The same of |B(u)| / sqrt(u (1 - u)). */
export function equalPrecisionCritical(low: number, high: number, level: number): number {
  const span = Math.max(0.5 * log((high * (1 - low)) / (low * (1 - high))), SHORTEST);
  return critical(level, 0.5, (c) => stationaryWithin(c, span));
}

/** Where an increasing probability is `level`, by regula falsi with halved weights (Illinois), to 1e-11 of it. */
function critical(level: number, start: number, probability: (x: number) => number): number {
  let [low, below] = [start, probability(start) - level];
  let [high, above] = [low, below];
  while (above < 0) {
    [low, below] = [high, above];
    high *= 2;
    above = probability(high) - level;
  }
  while (below > 0) {
    [high, above] = [low, below];
    low /= 2;
    below = probability(low) - level;
  }
  let side = 0;
  for (let i = 0; i < 100 && high - low > 1e-11 * high; i++) {
    const x = (low * above - high * below) / (above - below);
    const rest = probability(x) - level;
    if (Math.abs(rest) < 1e-14) return x;
    if (rest < 0) {
      [low, below] = [x, rest];
      if (side < 0) above /= 2;
      side = -1;
    } else {
      [high, above] = [x, rest];
      if (side > 0) below /= 2;
      side = 1;
    }
  }
  return (low + high) / 2;
}

function bridgeWithin(x: number, low: number, high: number): number {
  const rate = (Math.PI * Math.PI) / (8 * x * x);
  let sum = 0;
  for (let n = 1; n * n * rate * (high - low) < NEGLIGIBLE; n += 2) {
    sum += cosinePart(n, x, low) * cosinePart(n, x, 1 - high) * exp(-n * n * rate * (high - low));
  }
  return (Math.sqrt(2 * Math.PI) * sum) / x;
}

/** Nodes and weights of Gauss and Legendre on [-1, 1], the positive half. */
const NODES = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363] as const;
const WEIGHTS = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763] as const;

function cosinePart(n: number, x: number, variance: number): number {
  if (variance <= 0) return 1;
  const deviation = Math.sqrt(variance);
  const end = Math.min(x, 9 * deviation);
  const frequency = (n * Math.PI) / (2 * x);
  const panels = Math.ceil(end / deviation + frequency * end);
  const half = end / (2 * panels);
  const value = (y: number): number => exp((-y * y) / (2 * variance)) * cos(frequency * y);
  let sum = 0;
  for (let panel = 0; panel < panels; panel++) {
    const middle = (2 * panel + 1) * half;
    for (let k = 0; k < NODES.length; k++) {
      sum += WEIGHTS[k]! * (value(middle - half * NODES[k]!) + value(middle + half * NODES[k]!));
    }
  }
  return (2 * half * sum) / (deviation * Math.sqrt(2 * Math.PI));
}

/**
 * Probability that a stationary Ornstein-Uhlenbeck process of covariance exp(-|s|) stays within +-c for a span.
 *
 * Expanded in the even solutions f of f'' - x f' + lambda f = 0 that vanish at c; with phi the normal density and g the
 * derivative of f(c) by lambda the sum over lambda of 2 phi(c) f'(c) exp(-lambda span) / (lambda^2 g).
 */
function stationaryWithin(c: number, span: number): number {
  const density = exp(-0.5 * c * c) / Math.sqrt(2 * Math.PI);
  let sum = 0;
  for (let k = 0, lambda = 0; ; k++) {
    lambda = nextRoot(c, lambda, k);
    if (lambda * span > NEGLIGIBLE) return sum;
    const { slope, byLambda } = shoot(c, lambda);
    sum += (2 * density * slope * exp(-lambda * span)) / (lambda * lambda * byLambda);
  }
}

/** Root number k of f(c) by lambda, the one after `low`: f has k roots in (0, c) just below it, k + 1 just above. */
function nextRoot(c: number, low: number, k: number): number {
  const wave = ((k + 0.5) * Math.PI) / c;
  const near = newtonRoot(c, wave * wave - 0.5 + (c * c) / 12);
  // Solutions of neighbouring roots cross zero at c in opposite directions.
  if (near > low && near < wave * wave + wave + c && shoot(c, near).slope < 0 === (k % 2 === 0)) return near;
  let below = low;
  let above = 2 * low + 1;
  while (shoot(c, above).roots <= k) above *= 2;
  while (above - below > 1e-3 * above) {
    const middle = (below + above) / 2;
    if (shoot(c, middle).roots <= k) below = middle;
    else above = middle;
  }
  return newtonRoot(c, (below + above) / 2);
}

function newtonRoot(c: number, start: number): number {
  let lambda = start;
  for (let i = 0; i < 20; i++) {
    const { value, byLambda } = shoot(c, lambda);
    const step = value / byLambda;
    lambda -= step;
    if (!(Math.abs(step) > 1e-13 * Math.abs(lambda))) break;
  }
  return lambda;
}

/** f, f' and the derivative of f by lambda at c from f(0) = 1, f'(0) = 0, by Taylor series from step to step. */
function shoot(c: number, lambda: number): { value: number; slope: number; byLambda: number; roots: number } {
  const steps = Math.ceil(c * Math.max(4, Math.sqrt(lambda)));
  const h = c / steps;
  let [value, slope, byLambda, byLambdaSlope, roots] = [1, 0, 0, 0, 0];
  for (let step = 0; step < steps; step++) {
    const x = step * h;
    // Coefficients times powers of h: a of f, b of its derivative by lambda.
    let [a0, a1, b0, b1] = [value, slope * h, byLambda, byLambdaSlope * h];
    let [f, df, g, dg] = [a0 + a1, a1, b0 + b1, b1];
    for (let m = 0; m < 18; m++) {
      const scale = h / ((m + 1) * (m + 2));
      const a2 = scale * (x * (m + 1) * a1 + (m - lambda) * h * a0);
      const b2 = scale * (x * (m + 1) * b1 + (m - lambda) * h * b0 - h * a0);
      f += a2;
      df += (m + 2) * a2;
      g += b2;
      dg += (m + 2) * b2;
      [a0, a1, b0, b1] = [a1, a2, b1, b2];
    }
    if (f < 0 !== value < 0) roots++;
    [value, slope, byLambda, byLambdaSlope] = [f, df / h, g, dg / h];
  }
  return { value, slope, byLambda, roots };
}
