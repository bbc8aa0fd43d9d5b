/** How a group is drawn: the stroke is a colour of Okabe and Ito, the ink a darker shade that is readable as text. */
export interface Look {
  readonly stroke: string;
  readonly ink: string;
  /** Dash pattern, so that groups differ without colour. */
  readonly dash: string | undefined;
}

const looks: readonly Look[] = [
  { stroke: "#0072B2", ink: "#005B8E", dash: undefined },
  { stroke: "#D55E00", ink: "#A34700", dash: "7 3" },
  { stroke: "#009E73", ink: "#007053", dash: "2 3" },
  { stroke: "#CC79A7", ink: "#9A3D70", dash: "9 3 2 3" },
  { stroke: "#E69F00", ink: "#8A5F00", dash: "4 2" },
  { stroke: "#56B4E9", ink: "#1B6C9C", dash: "12 4" },
  { stroke: "#000000", ink: "#000000", dash: "1 2" },
];

/** The look of the group at `index`; after seven groups they repeat. */
export function look(index: number): Look {
  return looks[index % looks.length]!;
}

export const ink = "#1a1a1a";
export const faintInk = "#595959";
export const rule = "#8c8c8c";
