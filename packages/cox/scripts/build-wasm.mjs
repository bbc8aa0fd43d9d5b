// Compiles assembly/cox.ts and writes it as text into src/kernel/wasm-code.ts: `node scripts/build-wasm.mjs`.
import { readFileSync, writeFileSync } from "node:fs";
import { compileKernel } from "./compile-kernel.mjs";

const file = new URL("../src/kernel/wasm-code.ts", import.meta.url);
const bytes = await compileKernel(readFileSync(new URL("../assembly/cox.ts", import.meta.url), "utf8"));
const text = Buffer.from(bytes).toString("base64");
writeFileSync(
  file,
  `/** \`assembly/cox.ts\` compiled by \`scripts/build-wasm.mjs\` (${bytes.length} bytes, base64). */
export const WASM_CODE =
  "${text}";
`,
);
console.log(`${bytes.length} bytes`);
