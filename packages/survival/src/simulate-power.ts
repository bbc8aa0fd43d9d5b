import { checkLevel, checkOptions, checkSeed, InputError, type Interval } from "@hcc/data";
import { log, randomGenerator } from "@hcc/numerics";
import { proportionInterval } from "@hcc/stats";
import {
  checkDesign,
  checkNumber,
  checkTrialTimes,
  type TrialDesign,
  type TrialTimes,
} from "./internal/trial-design.js";
import { type LogRankWeighting, logRank } from "./log-rank.js";

/** Options of `simulatePower`. */
export interface SimulatePowerSpec extends TrialDesign, TrialTimes {
  /** Patients of both arms; the treated arm has the share that `allocation` says, rounded. */
  readonly n: number;
  /** Time from entry during which both arms have the hazard of the control arm. Default 0: proportional hazards. */
  readonly delay?: number;
  /** Weights of the log-rank test. Default "logrank". */
  readonly weighting?: LogRankWeighting;
  /** Number of simulated trials. Default 1000. */
  readonly replicates?: number;
  /** Start of the random numbers, 0 to 2^32 - 1. Default 1. */
  readonly seed?: number;
  /** Level of the interval of the power. Default 0.95. */
  readonly level?: number;
}

/** Result of `simulatePower`. */
export interface SimulatedPower {
  readonly kind: "simulated-power";
  readonly version: 1;
  /** Share of the trials in which the test found the difference, with the exact binomial interval of that share. */
  readonly power: Interval;
  /** Mean number of events of a trial. */
  readonly events: number;
  readonly control: number;
  readonly treated: number;
  readonly replicates: number;
  readonly seed: number;
  readonly weighting: LogRankWeighting;
}

/**
 * Power of a log-rank test by simulation, where formulas do not reach: few events, weights, an effect that comes late.
 *
 * Each replicate draws entries (even over the accrual), exponential times to the event and to loss, as `requiredSubjects`
 * describes them, and tests the arms with `logRank`. With `delay` the hazard ratio acts from that time after entry on. With
 * `sides: 1` only a difference in the direction of the hazard ratio counts. A hazard ratio of 1 gives the type I error. A
 * trial without a test (no event) found nothing.
 *
 * @param spec patients, hazards, times in one unit, and the test.
 * @throws InputError for a number out of range, an unknown option.
 *
 * @example
 * ```ts
 * import { simulatePower } from "@hcc/survival";
 * const plan = { n: 224, controlMedian: 14, hazardRatio: 0.6, accrual: 24, followUp: 12, replicates: 200 };
 * const { power, seed } = simulatePower(plan);
 * power.lower! < 0.8 && 0.8 < power.upper!; // => true
 * seed; // => 1
 * ```
 *
 * @see Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in the case of the binomial. Biometrika 1934;26:404-13. https://doi.org/10.1093/biomet/26.4.404
 */
export function simulatePower(spec: SimulatePowerSpec): SimulatedPower {
  checkOptions("simulatePower", spec, [
    "n",
    "hazardRatio",
    "alpha",
    "sides",
    "allocation",
    "controlMedian",
    "accrual",
    "followUp",
    "dropout",
    "delay",
    "weighting",
    "replicates",
    "seed",
    "level",
  ]);
  const { hazardRatio, alpha, sides, allocation } = checkDesign(spec);
  const { hazard, accrual, followUp, lossHazard } = checkTrialTimes(spec);
  const n = whole("n", spec.n, 2, 1e7);
  const replicates = whole("replicates", spec.replicates ?? 1000, 1, 1e7);
  const seed = checkSeed(spec.seed ?? 1);
  const delay = checkNumber("delay", spec.delay ?? 0, 0, 1e100, "a time of 0 or more");
  const level = checkLevel(spec.level ?? 0.95, "level");
  const { weighting = "logrank" } = spec;
  const treated = Math.min(Math.max(Math.round((n * allocation) / (1 + allocation)), 1), n - 1);

  const random = randomGenerator(seed);
  const exponential = (): number => -log(1 - random());
  const time = new Float64Array(n);
  const event = new Uint8Array(n);
  const by = Uint8Array.from({ length: n }, (_, i) => (i < treated ? 1 : 0));
  const data = { time, event, by };
  let found = 0;
  let events = 0;
  for (let replicate = 0; replicate < replicates; replicate++) {
    for (let i = 0; i < n; i++) {
      const end = followUp + accrual * random();
      const toControl = exponential() / hazard;
      const own = i < treated && toControl > delay ? delay + (toControl - delay) / hazardRatio : toControl;
      const lost = lossHazard === 0 ? Number.POSITIVE_INFINITY : exponential() / lossHazard;
      time[i] = Math.min(own, lost, end);
      event[i] = own <= lost && own <= end ? 1 : 0;
      events += event[i]!;
    }
    const { pValue, groups } = logRank(data, { time: "time", event: "event", by: "by", weighting });
    if (pValue === null) continue;
    const fewer = groups[1]!.observed < groups[1]!.expected;
    if (sides === 2 ? pValue <= alpha : pValue / 2 <= alpha && fewer === hazardRatio <= 1) found++;
  }
  return {
    kind: "simulated-power",
    version: 1,
    power: proportionInterval(found, replicates, { level }),
    events: events / replicates,
    control: n - treated,
    treated,
    replicates,
    seed,
    weighting,
  };
}

function whole(name: string, value: number, low: number, high: number): number {
  const checked = checkNumber(name, value, low, high, `a whole number from ${low} to ${high}`);
  if (Number.isInteger(checked)) return checked;
  throw new InputError("option", `${name} is ${checked}: give a whole number`, { column: name });
}
