import { answerCalls } from "@hcc/data/worker";
import { codeCox, type LooseSpec } from "../internal/fit-cox.js";
import { fitDesign } from "../internal/fit-design.js";
import { mapChannels } from "./map-channels.js";

answerCalls(({ spec, data, channel, where, release, step }) => {
  const call = { ...mapChannels(spec as LooseSpec, channel), ...(where !== null && { where }) };
  const { rows, design, options } = codeCox(data, call);
  release([...design.values, rows.time, rows.event, rows.entry, rows.offset, rows.frame.weights]);
  return { answer: fitDesign(rows, design, { ...options, ...(step !== null && { onStep: step }) }) };
});
