// A text cut where it matched, so that the matched parts can be shown.

export type Range = { start: number; end: number };
export type Piece = { text: string; matched: boolean };

/** Ranges in UTF-16 units, in order, as the shell counts them; what lies outside of the text is left out. */
export function pieces(text: string, ranges: readonly Range[]): Piece[] {
  const cut: Piece[] = [];
  let at = 0;
  for (const { start, end } of ranges) {
    const from = Math.max(at, Math.min(start, text.length));
    const to = Math.max(from, Math.min(end, text.length));
    if (from > at) cut.push({ text: text.slice(at, from), matched: false });
    if (to > from) cut.push({ text: text.slice(from, to), matched: true });
    at = to;
  }
  if (at < text.length) cut.push({ text: text.slice(at), matched: false });
  return cut;
}

/** One list of ranges of several, in order and without overlaps. */
export function union(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => a.start - b.start);
  const joined: Range[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else joined.push({ ...range });
  }
  return joined;
}
