/** Share of treated-control pairs in which the treated row has the higher value, ties counting one half. */
export function cStatistic(values: Float64Array, treated: Uint8Array): number {
  const order = Int32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b);
  let controlsBelow = 0;
  let controls = 0;
  let wins = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let tiedControls = 0;
    while (end < order.length && values[order[end]!] === values[order[start]!]) {
      if (treated[order[end]!] === 0) tiedControls++;
      end++;
    }
    wins += (end - start - tiedControls) * (controlsBelow + tiedControls / 2);
    controlsBelow += tiedControls;
    controls += tiedControls;
    start = end;
  }
  return wins / (controls * (order.length - controls));
}
