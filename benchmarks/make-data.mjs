// Survival data of a proportional hazards model, the same in every run: xorshift128 with a fixed seed, sums and
// quotients only, so that R and every engine read the same bits.

/** Uniform random numbers between 0 and 1. */
export function generator(seed) {
  let [a, b, c, d] = [seed | 1, 0x9e3779b9 | 0, 0x243f6a88, 0xb7e15162 | 0];
  const next = () => {
    const t = a ^ (a << 11);
    [a, b, c] = [b, c, d];
    d = d ^ (d >>> 19) ^ t ^ (t >>> 8);
    return d >>> 0;
  };
  for (let i = 0; i < 40; i++) next();
  return () => (next() + 0.5) / 4294967296;
}

/**
 * Columns of a case: time, event, stratum (when there are strata), entry (when rows enter late) and x1 ... xp; half of the
 * covariates are continuous, a quarter has two values of equal share and a quarter a share of 10 %. About 40 % of the rows
 * are censored. Entries are evenly spread below the time, in its units: 1/128 without ties, else whole months.
 */
export function makeData({ n, p, ties, strata, late }) {
  const random = generator(n + 31 * p);
  const x = Array.from({ length: p }, (_, j) =>
    Float64Array.from({ length: n }, () =>
      j % 4 < 2 ? random() + random() + random() + random() - 2 : Number(random() < (j % 4 === 2 ? 0.5 : 0.1)),
    ),
  );
  const time = new Float64Array(n);
  const event = new Float64Array(n);
  const stratum = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let eta = 0;
    for (let j = 0; j < p; j++) eta += (x[j][i] * (j % 2 === 0 ? 2 : -1.4)) / Math.sqrt(p);
    stratum[i] = strata > 1 ? Math.floor(random() * strata) : 0;
    // A log-logistic baseline: S0(t) = 1 / (1 + t / 12), so that no logarithm is needed; months.
    const survival = Math.max(random(), 1e-9);
    const hazard = 1 + eta / 2 + (eta * eta) / 8;
    const failure = (12 * (1 / survival - 1)) / hazard / hazard;
    const censored = 60 * random();
    const months = Math.min(failure, censored, 60);
    event[i] = Number(failure <= censored && failure <= 60);
    time[i] = ties === "months" ? Math.ceil(months) : months;
  }
  // Times closer than 1.5e-8 are one time to R, while our rule is relative: evenly spaced times are distinct to both.
  if (ties === "none") {
    const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => time[a] - time[b] || a - b);
    order.forEach((row, place) => {
      time[row] = (place + 1) / 128;
    });
  }
  const unit = ties === "months" ? 1 : 1 / 128;
  const entry = late ? time.map((value) => Math.floor((random() * value) / unit) * unit) : null;
  return {
    time,
    event,
    ...(strata > 1 && { stratum }),
    ...(entry !== null && { entry }),
    ...Object.fromEntries(x.map((values, j) => [`x${j + 1}`, values])),
  };
}
