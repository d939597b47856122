// Dragging a column from the list of columns into the outputs, with the pointer. Ticking its box does the same.
import { type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";

/** A column on its way, where the pointer is, and before which output it would come; null where it would not. */
export type Dragged = { path: string[]; x: number; y: number; to: number | null };

/** How near the edge of what scrolls the pointer makes it scroll, and by how much, in pixels. */
const EDGE = 40;
const STEP = 12;
/** How far beside the list a drop still counts. */
const REACH = 24;

export function useColumnDrag(list: RefObject<HTMLElement | null>, onDrop: (path: string[], at: number) => void) {
  const [dragged, setDragged] = useState<Dragged | null>(null);
  const path = useRef<string[] | null>(null);
  const dragging = dragged !== null;
  const end = () => {
    path.current = null;
    setDragged(null);
  };
  useEffect(() => {
    if (!dragging) return;
    const cancel = ({ key }: KeyboardEvent) => {
      if (key !== "Escape") return;
      path.current = null;
      setDragged(null);
    };
    document.addEventListener("keydown", cancel);
    return () => document.removeEventListener("keydown", cancel);
  }, [dragging]);
  const handle = (from: string[]) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      path.current = from;
      setDragged({ path: from, x: event.clientX, y: event.clientY, to: null });
    },
    onPointerMove: ({ clientX: x, clientY: y }: PointerEvent<HTMLElement>) => {
      if (!path.current || !list.current) return;
      scrollAtEdge(list.current, y);
      setDragged({ path: path.current, x, y, to: placeIn(list.current, x, y) });
    },
    onPointerUp: ({ clientX, clientY }: PointerEvent<HTMLElement>) => {
      const to = path.current && list.current ? placeIn(list.current, clientX, clientY) : null;
      if (path.current && to !== null) onDrop(path.current, to);
      end();
    },
    onPointerCancel: end,
    onLostPointerCapture: end,
  });
  return { dragged, handle };
}

/** Before which row a drop at this place comes; null when it is not over the list. */
function placeIn(list: HTMLElement, x: number, y: number): number | null {
  const { left, right, top, bottom } = list.getBoundingClientRect();
  if (x < left - REACH || x > right + REACH || y < top - REACH || y > bottom + REACH) return null;
  const rows = [...list.querySelectorAll("[data-output]")].map((row) => row.getBoundingClientRect());
  return rows.filter((row) => y > row.top + row.height / 2).length;
}

function scrollAtEdge(within: HTMLElement, y: number): void {
  let scrolled: HTMLElement | null = within.parentElement;
  while (scrolled && !/auto|scroll/.test(getComputedStyle(scrolled).overflowY)) scrolled = scrolled.parentElement;
  if (!scrolled) return;
  const { top, bottom } = scrolled.getBoundingClientRect();
  if (y < top + EDGE) scrolled.scrollBy(0, -STEP);
  else if (y > bottom - EDGE) scrolled.scrollBy(0, STEP);
}
