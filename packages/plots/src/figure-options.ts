/** What every figure accepts. */
export interface FigureOptions {
  /**
   * Makes the elements. Default: the page's `document`; in Node pass one, for example of linkedom:
   * `parseHTML("<html></html>").document`.
   */
  readonly document?: Document;
  /** Width in pixels, at least 300. Default 640. Text keeps its size: draw again for a narrow screen instead of scaling. */
  readonly width?: number;
  /** Heading above the figure, and the accessible name. Default: no heading, a general name. */
  readonly title?: string;
  /** Accessible description. Default: a sentence that states the data of the figure. */
  readonly description?: string;
  /** Small print below the figure, for example that the data are synthetic. Default: none. */
  readonly caption?: string;
  /** Prefix of the element ids in the figure. Default: derived from the title and the description. */
  readonly id?: string;
}
