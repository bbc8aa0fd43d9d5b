// Finds what cohort/generate.ts replays: `npm run cohort:search -w @hcc/example-tki-i-study -- baseline` (or `outcomes`).
import process from "node:process";

const [stage, ...args] = process.argv.slice(2);

if (stage === "baseline") await (await import("./baseline/search.js")).run(args);
else if (stage === "outcomes") await (await import("./outcomes/search.js")).run(args);
else {
  console.error("which search? give one of: baseline, outcomes");
  process.exitCode = 2;
}
