import { spawn, spawnSync } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** An R that answers the requests of cox.R; null where it or its package survival is missing. */
export async function startR(folder) {
  if (spawnSync("Rscript", ["-e", "library(survival)"]).status !== 0) {
    console.error("R with its package survival is missing: ours alone");
    return null;
  }
  const script = new URL("cox.R", import.meta.url).pathname;
  const child = spawn("Rscript", [script], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error("R has ended; what it said is above");
    return value;
  };
  const ask = (request) => {
    child.stdin.write(`${request}\n`);
    return next();
  };
  const version = await next();
  if (!version.includes("glmnet")) console.error("R's package glmnet is missing: no penalized models");
  return {
    version,
    glmnet: version.includes("glmnet"),
    /** Gives it the columns of a case. */
    async load({ n, p, strata, late }, columns) {
      const file = join(folder, "data");
      const handle = openSync(file, "w");
      for (const values of Object.values(columns)) writeSync(handle, new Uint8Array(values.buffer));
      closeSync(handle);
      await ask(`load ${file} ${n} ${p} ${strata > 1 ? 1 : 0} ${late ? 1 : 0}`);
    },
    /** The numbers of its answer. */
    numbers: async (request) => (await ask(request)).trim().split(" ").map(Number),
    quit: () => child.stdin.end("quit\n"),
  };
}
