// Compiles assembly/cox.ts with what it imports and writes it as text into src/kernel/wasm-code.ts: `npm run build:wasm -w @hcc/cox`.
import { writeFileSync } from "node:fs";
import { compileKernel } from "../test/compile-kernel.js";

const bytes = await compileKernel();
writeFileSync(
  new URL("../src/kernel/wasm-code.ts", import.meta.url),
  `/** \`assembly/cox.ts\` compiled by \`npm run build:wasm\` (${bytes.length} bytes, base64). */
export const WASM_CODE: string =
  "${Buffer.from(bytes).toString("base64")}";
`,
);
console.log(`${bytes.length} bytes`);
