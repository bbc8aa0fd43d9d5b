// Remakes every reference value with R and compares it with the committed JSON: `npm run validate`.
// Versions of R and its packages may differ; numbers must agree to 1e-10 relative.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
if (spawnSync("Rscript", ["--version"]).error) {
  console.log("R is not installed: nothing was remade (see CONTRIBUTING.md)");
  process.exit(0);
}

function differences(ours, theirs, path, found) {
  if (typeof ours === "number" && typeof theirs === "number") {
    if (Math.abs(ours - theirs) > 1e-10 * Math.max(Math.abs(ours), Math.abs(theirs)))
      found.push(`${path}: ${ours} was ${theirs}`);
  } else if (ours !== null && theirs !== null && typeof ours === "object" && typeof theirs === "object") {
    for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      if (/version/i.test(key)) continue;
      differences(ours[key], theirs[key], `${path}.${key}`, found);
    }
  } else if (ours !== theirs) found.push(`${path}: ${ours} was ${theirs}`);
  return found;
}

const temporary = mkdtempSync(join(tmpdir(), "hcc-validation-"));
try {
  cpSync(here, join(temporary, "validation"), { recursive: true });
  for (const script of readdirSync(here).filter((name) => name.endsWith(".R"))) {
    const { status, stderr } = spawnSync("Rscript", [join("validation", script)], { cwd: temporary, encoding: "utf8" });
    if (status !== 0) {
      console.log(`FAILED ${script}\n${stderr}`);
      process.exitCode = 1;
      continue;
    }
    const name = script.replace(/\.R$/, ".json");
    const read = (folder) => JSON.parse(readFileSync(join(folder, name), "utf8"));
    const found = differences(read(join(temporary, "validation")), read(here), name, []);
    console.log(
      found.length === 0
        ? `ok     ${script}`
        : `FAILED ${script}: ${found.length} differ\n  ${found.slice(0, 10).join("\n  ")}`,
    );
    if (found.length > 0) process.exitCode = 1;
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
