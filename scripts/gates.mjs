// Every gate of the repository, in turn: `npm test`. Prints one line per gate; a failed gate shows its whole output.
// The last line counts the unit tests: "N passed, N failed, N skipped".
import { spawnSync } from "node:child_process";

const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", FORCE_COLOR: "0", CI: "true" };
const turbo = (...tasks) => ["turbo", "run", ...tasks, "--ui=stream", "--output-logs=errors-only"];
const gates = [
  ["format and lint (biome)", ["biome", "check", "--error-on-warnings", "."]],
  ["types (tsc)", ["tsc", "-p", "tsconfig.json"]],
  ["build (tsup)", turbo("build")],
  ["packages (publint --strict, attw)", turbo("check:package")],
  ["public API unchanged (api-extractor)", turbo("check:api")],
  ["nothing unused (knip)", ["knip"]],
  ["size budget (size-limit)", ["size-limit"]],
  ["API pages without a warning (typedoc)", ["typedoc", "--logLevel", "Warn"]],
  ["tests (vitest)", ["vitest", "run"]],
];

const only = process.argv.slice(2);
const failed = [];
for (const [name, [command, ...args]] of gates) {
  if (only.length > 0 && !only.some((word) => name.includes(word))) continue;
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync("npx", ["--no-install", command, ...args], {
    env,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${name} ${seconds} s`);
  if (status !== 0) {
    failed.push(name);
    console.log(stdout + stderr);
  } else if (command === "vitest") {
    console.log(stdout.trim().split("\n").at(-1));
  }
}
if (failed.length > 0) {
  console.error(`failed: ${failed.join("; ")}`);
  process.exitCode = 1;
}
