// Widths of the widest common sans-serif (DejaVu Sans), in em: no text is measured, because Node cannot. Space that is
// reserved with them is enough for Helvetica and Arial too.
const narrow = /[iljtfrI.,:;'|!()[\]\s\-/]/;
const wide = /[mwMWQO%@—<>=≥≤±+]/;

/** An upper bound of the width of a line of text, in pixels. */
export function textWidth(text: string, size: number, bold: boolean = false): number {
  let em = 0;
  for (const c of text)
    em += narrow.test(c) ? 0.41 : wide.test(c) ? 0.92 : c > "\u2e80" ? 1.02 : /[A-Z]/.test(c) ? 0.73 : 0.62;
  return em * size * (bold ? 1.12 : 1);
}

/** Breaks text at spaces into lines no wider than `width`; a longer word stays whole unless it must be split. */
export function wrapText(text: string, width: number, size: number, bold: boolean = false): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ").flatMap((part) => pieces(part, width, size, bold))) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (line !== "" && textWidth(longer, size, bold) > width) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    lines.push(line);
  }
  return lines;
}

function pieces(word: string, width: number, size: number, bold: boolean): string[] {
  if (textWidth(word, size, bold) <= width) return [word];
  const parts: string[] = [];
  let part = "";
  for (const c of word) {
    if (part !== "" && textWidth(part + c, size, bold) > width) {
      parts.push(part);
      part = c;
    } else part += c;
  }
  return [...parts, part];
}
