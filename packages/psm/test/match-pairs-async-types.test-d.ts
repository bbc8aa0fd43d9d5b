import { expectTypeOf, test } from "vitest";
import { type AsyncMatch, type MatchProgress, matchPairsAsync } from "../src/async.js";
import type { Matching, MatchPairsSpec, matchPairs } from "../src/index.js";

interface Patient {
  tki: 0 | 1;
  ps: number;
}
declare const patients: Patient[];

test("it takes what matchPairs takes and promises what matchPairs gives", () => {
  expectTypeOf(matchPairsAsync(patients, { treatment: "tki", score: "ps" })).toEqualTypeOf<Promise<Matching>>();
  expectTypeOf(matchPairsAsync<Patient[]>)
    .parameter(1)
    .toEqualTypeOf<MatchPairsSpec<Patient>>();
  expectTypeOf(matchPairsAsync<Patient[]>)
    .parameter(1)
    .toEqualTypeOf<Parameters<typeof matchPairs<Patient[]>>[1]>();
  matchPairsAsync({ t: new Uint8Array(3), p: [0.1, 0.2, 0.3] }, { treatment: "t", score: (d) => d.p / 2 });
});

test("options are a signal, a listener and a fallback", () => {
  const spec = { treatment: "tki", score: "ps" } as const;
  const { signal } = new AbortController();
  matchPairsAsync(patients, spec, { signal, fallback: "error", onProgress: ({ done, of }) => void (done / of) });
  expectTypeOf<AsyncMatch["fallback"]>().toEqualTypeOf<"calling-thread" | "error" | undefined>();
  // @ts-expect-error a controller is no signal
  matchPairsAsync(patients, spec, { signal: new AbortController() });
  // @ts-expect-error there is no such fallback
  matchPairsAsync(patients, spec, { fallback: "none" });
  // @ts-expect-error there is no such field
  matchPairsAsync(patients, { treatment: "tki", score: "p" });
});

test("a listener knows what a stage tells", () => {
  const hear = (progress: MatchProgress): string => {
    if (progress.stage === "reading") return progress.column;
    expectTypeOf(progress).not.toHaveProperty("column");
    return `${progress.done / progress.of}`;
  };
  expectTypeOf(hear).parameter(0).toEqualTypeOf<MatchProgress>();
});
