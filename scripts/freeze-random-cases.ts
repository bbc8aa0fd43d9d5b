import fc from "fast-check";

// Random cases are the same in every run; TEST_SEED gives others (see CONTRIBUTING.md).
fc.configureGlobal({ seed: Number(process.env.TEST_SEED ?? 20261126) });
