/** First cell of the 2 x 2 table that has these margins and this odds ratio, and its asymptotic variance. */
export interface FittedTable {
  readonly cell: number;
  readonly variance: number;
}

/**
 * Solves cell (row2 - column1 + cell) = oddsRatio (row1 - cell) (column1 - cell); the variance is that of the conditional
 * distribution in large samples, 1 / (sum of 1 / cell over the four cells), 0 where a cell is empty.
 */
export function fittedTable(row1: number, row2: number, column1: number, oddsRatio: number): FittedTable {
  const half = (oddsRatio * (row1 + column1) + (row2 - column1)) / 2;
  const root = Math.sqrt(Math.max(0, half * half - (oddsRatio - 1) * oddsRatio * row1 * column1));
  const solution = half > 0 ? (oddsRatio * row1 * column1) / (half + root) : (half - root) / (oddsRatio - 1);
  const cell = Math.min(row1, column1, Math.max(0, column1 - row2, solution));
  const variance = 1 / (1 / cell + 1 / (row1 - cell) + 1 / (column1 - cell) + 1 / (row2 - column1 + cell));
  return { cell, variance };
}
