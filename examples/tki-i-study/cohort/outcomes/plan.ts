import type { Response } from "./outcome.js";

/** A cell of the cohort: matched or unmatched patients of one arm. */
export type Cell = "mI" | "mT" | "uI" | "uT";

/** The four cells. */
export const CELLS: readonly Cell[] = ["mI", "mT", "uI", "uT"];

/** Number of patients with the given best intrahepatic and best thrombus response (`null` = no thrombus). */
type Joint = readonly (readonly [intrahepatic: Response, thrombus: Response | null, patients: number])[];

/** A survival curve as (survival, months), from 1 down; linear between the points. */
export type Curve = readonly (readonly [survival: number, months: number])[];

/** What is planned for a cell. The margins of the joint table are those of Table 2, its inside is our invention. */
export interface CellPlan {
  readonly best: Joint;
  readonly deaths: number;
  /** Patients without any progression: those who die and those who are alive at the end. */
  readonly free: { readonly dead: number; readonly alive: number };
  /** Alive patients who were lost before the cut-off. */
  readonly lost: number;
  readonly os: Curve;
  readonly ttp: Curve;
  /** Of the patients with a thrombus and a progression: chance that the thrombus progresses with the tumor, or later. */
  readonly thrombus: { readonly same: number; readonly later: number };
  /** Patients who stop for adverse events, with the day after the start. */
  readonly discontinued: readonly number[];
}

/** The plan of the synthetic cohort. */
export const PLAN: Readonly<Record<Cell, CellPlan>> = {
  mI: {
    best: [
      ["CR", null, 1],
      ["CR", "PR", 1],
      ["PR", null, 7],
      ["PR", "CR", 12],
      ["PR", "PR", 11],
      ["PR", "SD", 1],
      ["SD", null, 3],
      ["SD", "CR", 1],
      ["SD", "PR", 4],
      ["SD", "SD", 2],
      ["SD", "PD", 1],
      ["PD", null, 1],
      ["PD", "SD", 1],
      ["PD", "PD", 2],
    ],
    deaths: 30,
    free: { dead: 2, alive: 6 },
    lost: 1,
    os: [
      [1, 3.2],
      [0.95, 8],
      [0.9, 12],
      [0.8, 16],
      [0.7, 19],
      [0.55, 22.4],
      [0.45, 24],
      [0.35, 27],
      [0.2, 32],
      [0.1, 37],
      [0, 40],
    ],
    ttp: [
      [1, 1.4],
      [0.9, 2.2],
      [0.89, 3.5],
      [0.8, 7],
      [0.7, 9.2],
      [0.55, 11.8],
      [0.45, 13.7],
      [0.3, 18],
      [0.15, 25],
      [0.05, 34],
      [0, 38],
    ],
    thrombus: { same: 0.3, later: 0.35 },
    discontinued: [43, 118, 271],
  },
  mT: {
    best: [
      ["CR", null, 1],
      ["PR", null, 3],
      ["PR", "PR", 4],
      ["PR", "SD", 8],
      ["PR", "PD", 1],
      ["SD", null, 3],
      ["SD", "PR", 1],
      ["SD", "SD", 12],
      ["SD", "PD", 1],
      ["PD", null, 1],
      ["PD", "SD", 2],
      ["PD", "PD", 11],
    ],
    deaths: 35,
    free: { dead: 2, alive: 3 },
    lost: 1,
    os: [
      [1, 3.5],
      [0.9, 5.5],
      [0.8, 7.5],
      [0.7, 9.6],
      [0.55, 12.9],
      [0.45, 14.7],
      [0.3, 17.3],
      [0.2, 19.5],
      [0.1, 22],
      [0.05, 26],
      [0, 30],
    ],
    ttp: [
      [1, 1.2],
      [0.667, 2.3],
      [0.66, 2.9],
      [0.55, 5.5],
      [0.45, 6.1],
      [0.3, 7.6],
      [0.15, 10],
      [0.05, 14],
      [0, 16.8],
    ],
    thrombus: { same: 0.6, later: 0.35 },
    discontinued: [27, 64, 131],
  },
  uI: {
    best: [
      ["PR", null, 1],
      ["PR", "CR", 3],
      ["PR", "PR", 5],
      ["PR", "PD", 1],
      ["SD", "CR", 1],
      ["SD", "PR", 2],
      ["SD", "SD", 5],
      ["PD", "PR", 1],
      ["PD", "SD", 1],
    ],
    deaths: 11,
    free: { dead: 1, alive: 2 },
    lost: 0,
    os: [
      [1, 5],
      [0.9, 9],
      [0.8, 12],
      [0.7, 14.5],
      [0.5, 18.7],
      [0.4, 23],
      [0.33, 30],
      [0, 45],
    ],
    ttp: [
      [1, 1.4],
      [0.85, 2.2],
      [0.84, 3.5],
      [0.7, 6],
      [0.5, 9.8],
      [0.3, 13],
      [0.15, 19],
      [0.05, 26],
      [0, 30],
    ],
    thrombus: { same: 0.4, later: 0.35 },
    discontinued: [83, 190],
  },
  uT: {
    best: [
      ["PR", null, 1],
      ["PR", "PR", 1],
      ["SD", null, 5],
      ["SD", "SD", 3],
      ["PD", null, 2],
      ["PD", "PD", 4],
    ],
    deaths: 14,
    free: { dead: 1, alive: 1 },
    lost: 1,
    os: [
      [1, 3.4],
      [0.85, 4.5],
      [0.7, 5.8],
      [0.5, 7.6],
      [0.3, 11],
      [0.2, 13],
      [0.1, 18],
      [0, 24],
    ],
    ttp: [
      [1, 1.2],
      [0.625, 2.3],
      [0.62, 2.9],
      [0.5, 5.2],
      [0.3, 7],
      [0.1, 11],
      [0, 14],
    ],
    thrombus: { same: 0.6, later: 0.35 },
    discontinued: [38, 95],
  },
};

/** Days per month, as everywhere in the study. */
export const DAYS_PER_MONTH = 30.4375;

/** Number of days from 2018-09-01 to the data cut-off 2021-12-31. */
export const CUT_OFF = 1217;

/** Number of days from 2018-09-01 to 2020-12-31, the end of the inclusion. */
export const LAST_INCLUSION = 852;
