import { defineConfig } from "vitest/config";

const root = new URL("../..", import.meta.url).pathname;

// The browser tests read the built packages, as a reader's machine does.
export default defineConfig({
  root,
  test: {
    include: ["scripts/browser/*.browser.test.ts"],
    reporters: ["default", "./scripts/summary-reporter.ts"],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
