import { kaplanMeier, logRank } from "@hcc/survival";
import { formatInterval } from "@hcc/tables";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { survivalPlot, toSvgString } from "../src/index.js";

// The figures of the guides in docs/ are what the packages draw; `vitest run -u` on this file draws them again.
const { document } = parseHTML("<html></html>");
const image = (name: string): string => `../../../docs/images/${name}.svg`;

test("the figure of the guide to median intervals shows the intervals of the programs as computed", async () => {
  const women = {
    weeks: [10, 13, 18, 19, 23, 30, 36, 38, 54, 56, 59, 75, 93, 97, 104, 107, 107, 107],
    stopped: [1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 0],
  };
  const spec = { time: "weeks", event: "stopped" } as const;
  const r = kaplanMeier(women, spec);
  const sas = kaplanMeier(women, { ...spec, confidence: { type: "log-log" } });
  const spss = kaplanMeier(women, { ...spec, conventions: "spss" });
  const line = (name: string, { curves }: typeof r): string =>
    `${name}: ${formatInterval(curves[0]!.median, { digits: 1 })}`;
  const annotation = [line("R", r), line("SAS, Stata", sas), line("SPSS", spss)];
  expect(annotation).toEqual(["R: 93.0 (59.0–NE)", "SAS, Stata: 93.0 (36.0–NE)", "SPSS: 93.0 (59.4–126.6)"]);
  const figure = survivalPlot(r, {
    document,
    width: 620,
    title: "Time to discontinuation of an intrauterine device, 18 women",
    xLabel: "Time (weeks)",
    yLabel: "Still using the device (%)",
    unit: "weeks",
    tickStep: 20,
    medianLines: true,
    annotation: ["Median and 95% CI", ...annotation],
    id: "median-interval",
  });
  await expect(`${toSvgString(figure)}\n`).toMatchFileSnapshot(image("median-interval"));
});

test("the figure of the guide to crossing curves shows the P value of the log-rank test as computed", async () => {
  const months = {
    surgery: [1, 2, 2, 3, 4, 5, 5, 6, 7, 9, 11, 14, 31, 34, 36, 39, 40, 42, 44, 46, 48, 50],
    drug: [6, 8, 9, 11, 12, 13, 15, 16, 17, 18, 19, 20, 21, 23, 24, 26, 27, 29, 32, 38, 41, 45],
  };
  const censored = { surgery: new Set([36, 40, 42, 44, 46, 48, 50]), drug: new Set([32, 38, 41, 45]) };
  const patients = (["surgery", "drug"] as const).flatMap((arm) =>
    months[arm].map((t) => ({ arm, months: t, death: !censored[arm].has(t) })),
  );
  const spec = { time: "months", event: "death", by: "arm" } as const;
  const test = logRank(patients, spec);
  expect(test.pValue).toBeCloseTo(0.756, 3);
  const figure = survivalPlot(kaplanMeier(patients, spec), {
    document,
    width: 620,
    title: "Survival of 44 made-up patients",
    logRank: test,
    band: false,
    id: "crossing-curves",
  });
  await expect(`${toSvgString(figure)}\n`).toMatchFileSnapshot(image("crossing-curves"));
});
