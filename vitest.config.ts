import { defineConfig } from "vitest/config";
import { bundledInTests } from "./bundled-source.js";

const conditions = ["@hcc/source"];

// One project for the whole repository: a single run, a single closing line. Sources of the packages are read
// through the "@hcc/source" condition, so no build is needed before the tests.
export default defineConfig({
  plugins: [bundledInTests],
  resolve: { conditions: [...conditions, "node", "import", "module", "default"] },
  ssr: {
    resolve: { conditions: [...conditions, "node", "import", "module", "default"], externalConditions: conditions },
  },
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "examples/*/test/**/*.test.ts",
      "scripts/**/*.test.ts",
      "validation/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/*.browser.test.ts"],
    // Files of a worker share the modules that are imported; to import them anew for each took longer than many tests do.
    isolate: false,
    setupFiles: ["./scripts/freeze-random-cases.ts"],
    reporters: ["default", "./scripts/summary-reporter.ts"],
    testTimeout: 30_000,
    // Every core: the default leaves one idle.
    maxWorkers: "100%",
  },
});
