import { InputError } from "@hcc/data";

/** Ticks of a time axis from 0: multiples of the step, which doubles until the labels have room. */
export function timeTicks(
  last: number,
  pixels: number,
  step: number | undefined,
  end: number | undefined,
): { readonly ticks: readonly number[]; readonly end: number } {
  for (const [name, value] of Object.entries({ tickStep: step, xMax: end })) {
    if (value === undefined || (Number.isFinite(value) && value > 0)) continue;
    throw new InputError("option", `${name} is ${String(value)}: give a number above 0`, { column: name });
  }
  const reach = end ?? (last > 0 ? last : 1);
  let unit = step ?? (reach >= 12 ? 6 : reach >= 4 ? 1 : 0.5);
  let room = 14 + 7 * String(Math.ceil(reach)).length;
  if (unit < 1) room += 12;
  // In days or weeks, multiples of a round number read better than 6, 12, 24, ...
  if (step === undefined && reach > 240) unit = reach > 1200 ? 100 : 50;
  while ((pixels * unit) / reach < room) unit *= 2;
  const count = Math.ceil(reach / unit - 1e-9);
  const limit = end ?? count * unit;
  const ticks: number[] = [];
  for (let i = 0; i * unit <= limit * (1 + 1e-12); i++) ticks.push(Math.round(i * unit * 1e6) / 1e6);
  return { ticks, end: limit };
}
