import { spawn, spawnSync } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** An R that answers the requests of a script beside this file, a line each; null where it or the package is missing. */
export async function openR(name, needs) {
  if (spawnSync("Rscript", ["-e", `library(${needs})`]).status !== 0) {
    console.error(`R with its package ${needs} is missing: ours alone`);
    return null;
  }
  const script = new URL(name, import.meta.url).pathname;
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
  return { version: await next(), ask, quit: () => child.stdin.end("quit\n") };
}

/** Writes columns one after the other, as R's readBin reads them. */
export function writeColumns(folder, columns) {
  const file = join(folder, "data");
  const handle = openSync(file, "w");
  for (const values of columns) writeSync(handle, new Uint8Array(values.buffer));
  closeSync(handle);
  return file;
}

/** An R that reads columns from a file and answers the requests of a script; null where it or its package survival is missing. */
export async function startR(folder, name = "cox.R") {
  const r = await openR(name, "survival");
  if (r === null) return null;
  const { version, ask, quit } = r;
  if (name === "cox.R" && !version.includes("glmnet"))
    console.error("R's package glmnet is missing: no penalized models");
  return {
    version,
    glmnet: version.includes("glmnet"),
    /** Gives it the columns of a case. */
    async load({ n, p, strata, late }, columns) {
      const file = writeColumns(folder, Object.values(columns));
      await ask(`load ${file} ${n} ${p} ${strata > 1 ? 1 : 0} ${late ? 1 : 0}`);
    },
    /** The numbers of its answer. */
    numbers: async (request) => (await ask(request)).trim().split(" ").map(Number),
    quit,
  };
}
