// `npm run test:browser`: builds the packages, the report and the notebook, then opens them in headless Chromium.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const chromium = process.env.CHROME_PATH ?? "/usr/bin/chromium";
if (!existsSync(chromium)) {
  console.error(`no browser at ${chromium}: install Debian's chromium, or set CHROME_PATH to a Chrome or Chromium`);
  process.exit(1);
}
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", CHROME_PATH: chromium, FORCE_COLOR: "0" };
const steps = [
  ["build the packages", "npx", ["--no-install", "turbo", "run", "build", "--ui=stream", "--output-logs=errors-only"]],
  ["run the study", "npm", ["run", "--silent", "study", "--", "--out", "temp/browser/report"]],
  ["build the notebook", "npm", ["run", "--silent", "build", "-w", "@hcc/example-notebooks"]],
];
for (const [name, command, args] of steps) {
  const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: "utf8", maxBuffer: 1 << 28 });
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${name}`);
  if (status !== 0) {
    console.error(stdout + stderr);
    process.exit(1);
  }
}
const tests = spawnSync("npx", ["--no-install", "vitest", "run", "--config", "scripts/browser/vitest.config.ts"], {
  env,
  stdio: "inherit",
});
process.exitCode = tests.status ?? 1;
