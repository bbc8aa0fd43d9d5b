import type { LooseSpec } from "../internal/fit-cox.js";

const CHANNELS = ["time", "event", "entry", "id", "offset", "cluster", "strata", "weights"] as const;

/** A spec with every channel but `where` changed, those of its terms too. */
export function mapChannels(spec: LooseSpec, change: (channel: unknown) => unknown): LooseSpec {
  const mapped: Record<string, unknown> = { ...spec };
  for (const name of CHANNELS) if (spec[name] !== undefined) mapped[name] = change(spec[name]);
  mapped["covariates"] = spec.covariates.map((term) => mapTerm(term, change));
  return mapped as unknown as LooseSpec;
}

function mapTerm(term: unknown, change: (channel: unknown) => unknown): unknown {
  if (typeof term === "string") return change(term);
  const { type, ...rest } = term as Record<string, unknown>;
  if (type === "interaction")
    return { ...rest, type, parts: (rest["parts"] as []).map((part) => mapTerm(part, change)) };
  if (type === "matrix") return { ...rest, type, columns: (rest["columns"] as []).map(change) };
  if (typeof type === "string" && "channel" in rest) return { ...rest, type, channel: change(rest["channel"]) };
  return Object.fromEntries(Object.entries(term as object).map(([name, channel]) => [name, change(channel)]));
}
