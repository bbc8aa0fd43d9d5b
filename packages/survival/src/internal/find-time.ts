/** Number of leading times at or before `t`; a time that differs from `t` by rounding only is at `t`. */
export function countUntil(time: Float64Array, t: number, slack: number = slackOf(time)): number {
  const limit = t + slack;
  return search(time, (value) => value <= limit);
}

/** Number of leading times before `t`; a time that differs from `t` by rounding only is at `t`. */
export function countBefore(time: Float64Array, t: number, slack: number = slackOf(time)): number {
  const limit = t - slack;
  return search(time, (value) => value < limit);
}

/** By how much times differ that differ by rounding only; where many are looked up, found once. */
export function slackOf(time: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < time.length; i++) sum += Math.abs(time[i]!);
  return (1.5e-8 * sum) / time.length;
}

function search(time: Float64Array, before: (value: number) => boolean): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(time[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
