/** What the results rest on. */
export interface Provenance {
  readonly cutOffDate: string;
  readonly packages: readonly { readonly name: string; readonly version: string }[];
  readonly node: string;
  /** SHA-256 of the five files, in the order of their names. */
  readonly inputHash: string;
}
