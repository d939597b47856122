// Which rows of a long list are in the window, by arithmetic: all are equally high. Rows are drawn in the same frame in
// which the list scrolls, so that none of them is blank.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useState } from "react";
import { flushSync } from "react-dom";

/** Rows drawn beyond each edge, for a scroll that is ahead of the drawing. */
const BEYOND = 6;
/** How many rows go by before the window is moved. */
const STEP = 4;

export type Window = { from: number; to: number };

/** Half-open: the rows `from` up to `to`, of a list of `count` under a header of one row. `look` follows a scroll at once. */
export function useWindow(
  scroller: RefObject<HTMLElement | null>,
  row: number,
  count: number,
): Window & { look: () => void } {
  const [view, setView] = useState({ first: 0, height: 0 });
  const look = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const first = Math.floor(element.scrollTop / row / STEP) * STEP;
    const height = element.clientHeight;
    setView((old) => (old.first === first && old.height === height ? old : { first, height }));
  }, [scroller, row]);
  // Before the first painting: the list is then drawn once, and not a part of it first.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const scrolled = () => flushSync(look);
    look();
    element.addEventListener("scroll", scrolled, { passive: true });
    const observer = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(look);
    observer?.observe(element);
    return () => {
      element.removeEventListener("scroll", scrolled);
      observer?.disconnect();
    };
  }, [scroller, look]);
  return { ...windowAt(view.first, view.height, row, count), look };
}

/** True until the first rows are on screen. Before, the list does not scroll: WebKit makes a layer of its own for what
 * scrolls, which takes it four times as long as the rows themselves. */
export function useStill(): boolean {
  const [still, setStill] = useState(true);
  useEffect(() => {
    // The first frame is the one that draws the rows.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setStill(false));
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return still;
}

export function windowAt(first: number, height: number, row: number, count: number): Window {
  const shown = Math.ceil(height / row) + STEP;
  // A list that has become shorter is scrolled back by the browser, a moment later.
  const begin = Math.min(first, Math.max(0, count - shown));
  return { from: Math.max(0, begin - BEYOND), to: Math.min(count, begin + shown + BEYOND) };
}

/** Scrolls just as far as a row needs to be in sight below the header, or into the middle. */
export function scrollTo(element: HTMLElement, row: number, index: number, middle = false): void {
  const top = index * row;
  const room = element.clientHeight - row;
  if (middle) element.scrollTop = top - Math.max(0, (room - row) / 2);
  else if (top < element.scrollTop) element.scrollTop = top;
  else if (top + row > element.scrollTop + room) element.scrollTop = top + row - room;
}
