// A drag with the pointer over the rows: from the press to the release, or to Escape. Rows are told by arithmetic, so that
// no row is missed, however fast the pointer is and however many rows scroll by.
import type { Tree } from "./model";
import type { Rows } from "./rows";
import { passed, stroke } from "./select";

export type Span = { from: number; to: number };
/** Where the pointer is in the window, and how far the list was scrolled there. */
export type Spot = { x: number; y: number; scroll: number };

export type Drag = {
  scroller: HTMLElement;
  rowHeight: number;
  rows: number;
  origin: number;
  /** Whether rows once passed stay in it; else it reaches from the origin to where the pointer is. */
  grows: boolean;
  /** Has what is scrolled and what is shown drawn at once: in two goes, each frame of a pull would cost twice. */
  together: (step: () => void) => void;
  /** What the drag reaches over so far; null when it is over or given up. Not before the pointer moved, unless it grows. */
  show: (span: Span | null, spot: Spot) => void;
  /** Over, and the pointer had moved or not. */
  done: (span: Span, moved: boolean) => void;
};

/** How far the pointer goes before it is a drag, and before the edges begin to pull. */
const SLACK = 4;
const EDGE = 28;
/** The most pixels in the time of one frame at 60 a second. */
const FASTEST = 28;
const FRAME = 1000 / 60;
/** A pause longer than this is no scrolling: the window was busy or out of sight. */
const PAUSE = 100;

/** Follows the pointer from a press; the answer gives the drag up. */
export function drag(
  press: PointerEvent,
  { scroller, rowHeight, rows, origin, grows, together, show, done }: Drag,
): () => void {
  let span = passed(null, origin);
  let spot: Spot = { x: press.clientX, y: press.clientY, scroll: scroller.scrollTop };
  let moved = false;
  let frame = 0;

  const pass = () => {
    const row = rowUnder(scroller, rowHeight, rows, spot.y);
    const next = passed(grows ? span : { from: origin, to: origin }, row);
    spot = { ...spot, scroll: scroller.scrollTop };
    if (grows && next.from === span.from && next.to === span.to) return;
    span = next;
    show(span, spot);
  };
  let last = performance.now();
  const pull = () => {
    const now = performance.now();
    const speed = pullAt(scroller.getBoundingClientRect(), rowHeight, spot.y);
    if (speed !== 0) {
      together(() => {
        scroller.scrollTop += (speed * Math.min(PAUSE, now - last)) / FRAME;
        pass();
      });
    }
    last = now;
    frame = requestAnimationFrame(pull);
  };
  const move = (event: PointerEvent) => {
    if (event.pointerId !== press.pointerId) return;
    spot = { ...spot, x: event.clientX, y: event.clientY };
    if (!moved && Math.hypot(spot.x - press.clientX, spot.y - press.clientY) < SLACK) return;
    if (!moved) {
      last = performance.now();
      frame = requestAnimationFrame(pull);
    }
    moved = true;
    pass();
  };
  const stop = () => {
    cancelAnimationFrame(frame);
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", up);
    document.removeEventListener("pointercancel", giveUp);
    document.removeEventListener("keydown", key, true);
    show(null, spot);
  };
  const up = (event: PointerEvent) => {
    if (event.pointerId !== press.pointerId) return;
    // In this order what was previewed is drawn once more, as what it is now, and never as it was.
    done(span, moved);
    stop();
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
  if (grows) show(span, spot);
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
