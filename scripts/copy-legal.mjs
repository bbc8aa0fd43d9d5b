// Puts LICENSE and NOTICE into a package before it is packed; the repository keeps one copy of each.
import { copyFileSync } from "node:fs";

for (const name of ["LICENSE", "NOTICE"]) copyFileSync(new URL(`../${name}`, import.meta.url), name);
