// A stroke with the pointer over the ticks: from the press to the release, or to Escape. Rows are told by arithmetic, so
// that no row is missed, however fast the pointer is and however many rows scroll by.
import type { Tree } from "./model";
import type { Rows } from "./rows";
import { passed, stroke } from "./select";

export type Span = { from: number; to: number };

export type Painting = {
  scroller: HTMLElement;
  rowHeight: number;
  rows: number;
  origin: number;
  /** What the stroke has passed so far; null when it is over or given up. */
  show: (span: Span | null) => void;
  done: (span: Span) => void;
};

/** How far the pointer goes before the edges begin to pull. */
const SLACK = 4;
const EDGE = 28;
const FASTEST = 14;

/** Follows the pointer from a press; the answer gives the stroke up. */
export function paint(press: PointerEvent, { scroller, rowHeight, rows, origin, show, done }: Painting): () => void {
  let span = passed(null, origin);
  let y = press.clientY;
  let moved = false;
  let frame = 0;

  const pass = () => {
    const next = passed(span, rowUnder(scroller, rowHeight, rows, y));
    if (next.from === span.from && next.to === span.to) return;
    span = next;
    show(span);
  };
  const pull = () => {
    const speed = pullAt(scroller.getBoundingClientRect(), rowHeight, y);
    if (speed !== 0) {
      scroller.scrollTop += speed;
      pass();
    }
    frame = requestAnimationFrame(pull);
  };
  const move = (event: PointerEvent) => {
    if (event.pointerId !== press.pointerId) return;
    y = event.clientY;
    if (!moved && Math.abs(y - press.clientY) < SLACK) return;
    if (!moved) frame = requestAnimationFrame(pull);
    moved = true;
    pass();
  };
  const stop = () => {
    cancelAnimationFrame(frame);
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", up);
    document.removeEventListener("pointercancel", giveUp);
    document.removeEventListener("keydown", key, true);
    show(null);
  };
  const up = (event: PointerEvent) => {
    if (event.pointerId !== press.pointerId) return;
    stop();
    done(span);
  };
  const giveUp = () => stop();
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    stop();
  };

  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", up);
  document.addEventListener("pointercancel", giveUp);
  document.addEventListener("keydown", key, true);
  show(span);
  return stop;
}

/** The row at a height of the window; beyond the list it is the last one on show. The first line is the header. */
export function rowUnder(scroller: HTMLElement, rowHeight: number, rows: number, y: number): number {
  const box = scroller.getBoundingClientRect();
  const inside = Math.max(box.top + rowHeight, Math.min(box.bottom - 1, y));
  const row = Math.floor((inside - box.top - rowHeight + scroller.scrollTop) / rowHeight);
  return Math.max(0, Math.min(rows - 1, row));
}

/** How many pixels a frame the list is pulled on at this height: none in the middle, more the further out. */
export function pullAt(box: { top: number; bottom: number }, rowHeight: number, y: number): number {
  const above = box.top + rowHeight + EDGE - y;
  const below = y - (box.bottom - EDGE);
  if (above > 0) return -Math.min(FASTEST, Math.ceil(above / 4));
  if (below > 0) return Math.min(FASTEST, Math.ceil(below / 4));
  return 0;
}

/** The nodes that a painted span is about. It may reach to both sides of the row it began on, whose level counts. */
export function painted(tree: Tree, rows: Rows, states: Uint8Array, origin: number, { from, to }: Span): number[] {
  const before = stroke(tree, rows, states, origin, from);
  return [...new Set([...before, ...stroke(tree, rows, states, origin, to)])].sort((a, b) => a - b);
}
