import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fillGuide } from "./fill-guide.js";
import { judge, measurementsOf, responseGuideParts } from "./response-guide.js";

const guide = new URL("../docs/how-a-response-is-decided.md", import.meta.url).pathname;
const page = readFileSync(guide, "utf8");
const measurements = measurementsOf(page);

// `npx vitest run scripts/response-guide.test.ts -u` writes them.
test("tables and decisions in the guide to responses are what the engine writes", async () => {
  await expect(fillGuide(page, responseGuideParts(measurements))).toMatchFileSnapshot(guide);
});

test("what the guide says in its own words holds", () => {
  const { visits, best, firstProgressionDay, newLesions, warnings } = judge(measurements, "tki-i");
  expect(visits.map(({ target }) => target)).toEqual(["PR", "NE", "PR", "PR", "PD"]);
  expect(visits.map(({ thrombus }) => thrombus)).toEqual(["SD", "SD", "PR", "PR", "PD"]);
  expect(visits.map(({ overall }) => overall)).toEqual(["PR", "NE", "PD", "PD", "PD"]);
  expect(best).toEqual({ overall: "PR", intrahepatic: "PR", thrombus: "PR" });
  expect(firstProgressionDay).toEqual({ overall: 168, intrahepatic: 168, thrombus: 280 });
  expect(newLesions).toMatchObject([{ lesion: "X1", firstDetectedDay: 168, criteriaMetDay: 280 }]);
  expect(warnings).toEqual([]);
  const sums = visits.map(({ sum }) => sum);
  expect(sums).toEqual([30.8, null, 22, 24.5, 26.4]);
});
