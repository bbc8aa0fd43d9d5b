// Every gate of the repository: `npm test`. Two at a time until the packages are built and checked, then the tests on every core.
// Prints one line per gate; a failed gate shows its whole output.
// The last line counts the unit tests: "N passed, N failed, N skipped".
import { spawn } from "node:child_process";

const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", FORCE_COLOR: "0", CI: "true" };
const only = process.argv.slice(2);
const failed = [];

/** Runs a gate, if it is among those asked for. */
async function gate(name, command, ...args) {
  if (only.length > 0 && !only.some((word) => name.includes(word))) return;
  const start = performance.now();
  const child = spawn("npx", ["--no-install", command, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  const status = await new Promise((resolve) => child.on("close", resolve));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${name} ${seconds} s`);
  if (status !== 0) {
    failed.push(name);
    console.log(output);
  } else if (command === "vitest") {
    console.log(output.trim().split("\n").at(-1));
  }
}
const turbo = (name, task) => gate(name, "turbo", "run", task, "--ui=stream", "--output-logs=errors-only");

async function onSources() {
  await gate("format and lint (biome)", "biome", "check", "--error-on-warnings", ".");
  await gate("types (tsc)", "tsc", "-p", "tsconfig.json");
  await gate("API pages without a warning (typedoc)", "typedoc", "--logLevel", "Warn");
}

async function onBuiltPackages() {
  await turbo("build (tsup)", "build");
  await turbo("packages (publint --strict, attw)", "check:package");
  await turbo("public API unchanged (api-extractor)", "check:api");
  await gate("nothing unused (knip)", "knip");
  await gate("size budget (size-limit)", "size-limit");
}

await Promise.all([onBuiltPackages(), onSources()]);
await gate("tests (vitest)", "vitest", "run");
if (failed.length > 0) {
  console.error(`failed: ${failed.join("; ")}`);
  process.exitCode = 1;
}
