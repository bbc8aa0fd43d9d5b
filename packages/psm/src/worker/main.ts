import { answerCalls } from "@hcc/data/worker";
import { type LooseMatchSpec, planMatching } from "../internal/run-matching.js";
import { mapChannels } from "./map-channels.js";
import { matchWithVisits } from "./match-with-visits.js";
import { buffersOf, packMatching } from "./pack-matching.js";

answerCalls(async ({ spec, data, channel, where, step, ask }) => {
  let numbers = new Float64Array();
  let next = 0;
  const random = (): number => numbers[next++]!;
  const mapped = mapChannels(spec as LooseMatchSpec, channel);
  const plan = planMatching(data, { ...mapped, random, ...(where !== null && { where }) });
  if (plan.draws > 0) numbers = (await ask(plan.draws)) as typeof numbers;
  const answer = packMatching(matchWithVisits(plan, random, step));
  return { answer, transfer: buffersOf(answer) };
});
