// One share of the mutants, in a worker thread; see mutate-mrecist.mjs.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import fc from "fast-check";
import { scriptOf } from "./mutate-mrecist-source.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const fromVitest = createRequire(createRequire(import.meta.url).resolve("vitest/package.json"));
const { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } = await import(fromVitest.resolve("@vitest/expect"));
for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);
// Texts of traces are out of scope.
chai.use((_, utils) => utils.addMethod(chai.Assertion.prototype, "toMatchSnapshot", () => undefined));

/** Most mutants are found by a few random courses; the others take all. */
const FEW_RUNS = 100;
/** A mutant loops for ever that takes a hundred times as many turns as the original, and more than this. */
const TURNS = 100_000;
/** What takes longer without looping has no verdict. */
const MILLISECONDS = 120_000;

const state = { active: -1, reached: new Uint8Array(0), turns: 0, limit: Number.POSITIVE_INFINITY, endless: false };
globalThis.__mutants = {
  on(id) {
    state.reached[id] = 1;
    return id === state.active;
  },
  turn() {
    if (++state.turns <= state.limit) return;
    state.endless = true;
    throw new Error("loops for ever");
  },
};

let runs = FEW_RUNS;
let shortened = false;
const assertProperty = (property, options) => {
  const wanted = options?.numRuns ?? 100;
  if (wanted > runs) shortened = true;
  // A seed in every case: what is found once is found again.
  fc.assert(property, { seed: 1, ...options, numRuns: Math.min(wanted, runs), endOnFailure: true });
};
globalThis.__fastCheck = { ...fc, default: { ...fc, assert: assertProperty }, __esModule: true };
globalThis.require = createRequire(import.meta.url);

/** The cases of the tests, from sources loaded anew. */
function load(script) {
  const cases = [];
  const each = (add) => (table) => (name, run) => {
    for (const row of table) add(name, () => run(...(Array.isArray(row) ? row : [row])));
  };
  const around = [];
  const test = (name, run) => cases.push({ name: [...around, name].join(" > "), run });
  const describe = (name, body) => {
    around.push(name);
    body();
    around.pop();
  };
  test.each = each(test);
  describe.each = each(describe);
  globalThis.__vitest = { test, it: test, describe, expect: chai.expect };
  script.runInThisContext();
  if (cases.length === 0) throw new Error("there are no tests");
  return cases;
}

function within(run) {
  globalThis.__run = run;
  vm.runInThisContext("globalThis.__run()", { timeout: MILLISECONDS });
}

const { files, tests, part, parts, wanted } = workerData;
const { mutants, script } = await scriptOf(root, files, tests);
state.reached = new Uint8Array(mutants.length);

/** What each case reaches, how long it takes, and how many turns of loops, without any mutation. */
const atLoad = (() => {
  load(script);
  return state.reached.slice();
})();
const plans = { few: [], all: [] };
for (const [name, plan] of Object.entries(plans)) {
  runs = name === "few" ? FEW_RUNS : Number.POSITIVE_INFINITY;
  // In the order of the files, and once more from the last to the first: no case may need another.
  for (const order of name === "few" ? ["forward", "backward"] : ["forward"]) {
    const cases = [...load(script).entries()];
    for (const [index, { name: title, run }] of order === "forward" ? cases : cases.reverse()) {
      if (name === "all" && !plans.few[index].shortened) continue;
      state.reached.fill(0);
      state.turns = 0;
      shortened = false;
      const start = performance.now();
      const promise = run();
      if (promise !== undefined) throw new Error(`"${title}" is asynchronous`);
      plan[index] = {
        index,
        shortened,
        milliseconds: performance.now() - start,
        reached: state.reached.slice(),
        limit: TURNS + 100 * state.turns,
        kills: 0,
      };
    }
  }
}
parentPort.postMessage({ ready: mutants.length });

/** The verdict of a mutant by the cases that reach it, those first that find most in the shortest time. */
function verdictOf(id) {
  state.active = id;
  state.limit = TURNS;
  state.turns = 0;
  state.endless = false;
  let at = "loading the tests";
  let cases = [];
  const trial = (run) => {
    try {
      within(run);
      return state.endless ? { verdict: "endless", at } : null;
    } catch (error) {
      if (error?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return { verdict: "undecided", at };
      return { verdict: state.endless ? "endless" : "killed", at, message: String(error?.message ?? error) };
    }
  };
  const broken = trial(() => {
    cases = load(script);
  });
  if (broken !== null) return broken;
  for (const [name, plan] of Object.entries(plans)) {
    runs = name === "few" ? FEW_RUNS : Number.POSITIVE_INFINITY;
    const order = Object.values(plan)
      .filter(({ reached }) => atLoad[id] === 1 || reached[id] === 1)
      .sort((a, b) => a.milliseconds / (a.kills + 0.1) - b.milliseconds / (b.kills + 0.1));
    for (const own of order) {
      at = cases[own.index].name;
      state.turns = 0;
      state.limit = own.limit;
      const found = trial(cases[own.index].run);
      if (found === null) continue;
      own.kills++;
      return found;
    }
  }
  const reached = atLoad[id] === 1 || plans.few.some(({ reached }) => reached[id] === 1);
  return { verdict: "survived", at: reached ? "" : "no test reaches it" };
}

const chosen = mutants
  .map((mutant, id) => ({ ...mutant, id }))
  .filter(
    ({ file, line, key }) => wanted === undefined || wanted.some((it) => `${file}:${line} ${key}`.startsWith(it)),
  );
for (const [i, { id, ...mutant }] of chosen.entries()) {
  if (i % parts !== part) continue;
  const start = performance.now();
  const found = verdictOf(id);
  parentPort.postMessage({ ...mutant, ...found, milliseconds: performance.now() - start });
}
