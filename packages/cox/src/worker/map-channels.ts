import { mapTerm } from "@hcc/data/worker";
import type { LooseSpec } from "../internal/fit-cox.js";

const CHANNELS = ["time", "event", "entry", "id", "offset", "cluster", "strata", "weights"] as const;

/** A spec with every channel but `where` changed, those of its terms too. */
export function mapChannels(spec: LooseSpec, change: (channel: unknown) => unknown): LooseSpec {
  const mapped: Record<string, unknown> = { ...spec };
  for (const name of CHANNELS) if (spec[name] !== undefined) mapped[name] = change(spec[name]);
  mapped["covariates"] = spec.covariates.map((term) => mapTerm(term, change));
  return mapped as unknown as LooseSpec;
}
