import { mapTerm } from "@hcc/data/worker";
import { isNamed } from "../internal/read-match-problem.js";
import type { LooseMatchSpec } from "../internal/run-matching.js";
import type { MatchPairsSpec } from "../match-pairs.js";

type Change = (channel: unknown) => unknown;
type Given = Record<string, never>;

const channel = (given: unknown, change: Change): unknown => change(given);
const channels = (given: unknown, change: Change): unknown =>
  isNamed(given) ? mapValues(given, (one) => change(one)) : change(given);
const plain = (given: unknown): unknown => given;
/** Of the calling thread alone. */
const stays = (): unknown => undefined;

/** What becomes of each option on its way to the worker. */
const CHANGES: {
  readonly [Name in keyof Required<MatchPairsSpec<never>>]: (given: unknown, change: Change) => unknown;
} = {
  treatment: channel,
  treated: plain,
  score: channel,
  caliper: plain,
  method: plain,
  order: plain,
  ratio: plain,
  replace: plain,
  exact: channels,
  random: stays,
  where: stays,
  missing: plain,
  objective: plain,
  discard: plain,
  calipers: (given, change) =>
    mapValues(given as Given, (one: { channel: unknown }) => ({ ...one, channel: change(one.channel) })),
  antiExact: channels,
  distance: (given, change) => ({
    mahalanobis: (given as { mahalanobis: readonly unknown[] }).mahalanobis.map((term) => mapTerm(term, change)),
  }),
};

/** A spec with every channel changed, without `where` and `random`. */
export function mapChannels(spec: LooseMatchSpec, change: Change): LooseMatchSpec {
  const mapped: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(spec)) {
    const own = given === undefined ? undefined : CHANGES[name as keyof typeof CHANGES](given, change);
    if (own !== undefined) mapped[name] = own;
  }
  return mapped as unknown as LooseMatchSpec;
}

function mapValues(given: object, change: (value: never) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, change(value as never)]));
}
