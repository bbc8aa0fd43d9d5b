/** "95% CI" for the level 0.95. */
export function intervalLabel(level: number = 0.95): string {
  return `${Number((level * 100).toFixed(3))}% CI`;
}
