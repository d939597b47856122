// What a key does in the tree, after the WAI-ARIA treegrid pattern. Pure: row numbers in, an action out.
import { at, COLUMN, nameOf, type Tree } from "./model";
import type { Rows } from "./rows";

export type Action =
  /** With `extend` the selection reaches there; with `keep` it stays as it is. */
  | { kind: "move"; row: number; extend: boolean; keep: boolean }
  | { kind: "open"; node: number }
  | { kind: "close"; node: number }
  | { kind: "openSiblings"; node: number }
  | { kind: "toggle" }
  | { kind: "range" }
  | { kind: "flip" }
  | { kind: "all" }
  | { kind: "one" }
  | { kind: "menu" }
  | { kind: "type"; letter: string };

export type Press = { key: string; shift: boolean; command: boolean };

export function keyAction(tree: Tree, rows: Rows, active: number, page: number, press: Press): Action | null {
  const last = rows.nodes.length - 1;
  if (last < 0) return null;
  const move = (row: number): Action => ({
    kind: "move",
    row: Math.max(0, Math.min(last, row)),
    extend: press.shift,
    keep: press.command,
  });
  switch (press.key) {
    case "ArrowDown":
      return move(active + 1);
    case "ArrowUp":
      return move(active - 1);
    case "PageDown":
      return move(active + page);
    case "PageUp":
      return move(active - page);
    case "Home":
      return move(0);
    case "End":
      return move(last);
    case " ":
      return { kind: press.command ? "flip" : press.shift ? "range" : "toggle" };
    case "ContextMenu":
      return { kind: "menu" };
    case "F10":
      return press.shift ? { kind: "menu" } : null;
    case "Escape":
      return { kind: "one" };
    case "a":
    case "A":
      if (press.command && !press.shift) return { kind: "all" };
  }
  return press.command ? null : plainKey(tree, rows, active, press.key);
}

function plainKey(tree: Tree, rows: Rows, active: number, key: string): Action | null {
  const node = at(rows.nodes, active);
  const opens = at(tree.level, node) !== COLUMN;
  const to = (row: number): Action | null =>
    row < 0 || row >= rows.nodes.length ? null : { kind: "move", row, extend: false, keep: false };
  switch (key) {
    case "ArrowRight":
      if (!opens) return null;
      return rows.open[node] ? to(active + 1) : { kind: "open", node };
    case "ArrowLeft":
      if (rows.open[node] && opens) return { kind: "close", node };
      return to(rowOf(rows, at(tree.parent, node)));
    case "Enter":
      return opens ? { kind: rows.open[node] ? "close" : "open", node } : null;
    case "*":
      return { kind: "openSiblings", node };
    default:
      return key.length === 1 ? { kind: "type", letter: key } : null;
  }
}

/** The row of a node, -1 when it is not on show. Nodes are ascending, so this is a binary search. */
export function rowOf(rows: Rows, node: number): number {
  let low = 0;
  let high = rows.nodes.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = at(rows.nodes, middle);
    if (found === node) return middle;
    if (found < node) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The row of a node, or of the first around it that is on show. */
export function nearestRow(tree: Tree, rows: Rows, node: number): number {
  for (let up = node; up >= 0; up = at(tree.parent, up)) {
    const row = rowOf(rows, up);
    if (row >= 0) return row;
  }
  return 0;
}

/**
 * The next row whose name begins with `typed`, from `active` on and around; -1 when there is none. One letter again and again is a step
 * each time, unless a name begins so ("ssn").
 */
export function typeAhead(tree: Tree, rows: Rows, active: number, typed: string): number {
  const sought = typed.toLowerCase();
  // One letter moves on to the next match; more letters may still fit where we are.
  const first = sought.length === 1 ? 1 : 0;
  for (let step = first; step < rows.nodes.length + first; step++) {
    const row = (active + step) % rows.nodes.length;
    if (nameOf(tree, at(rows.nodes, row)).toLowerCase().startsWith(sought)) return row;
  }
  const letter = sought.charAt(0);
  return sought.length > 1 && sought === letter.repeat(sought.length) ? typeAhead(tree, rows, active, letter) : -1;
}

/** The siblings of a node that can be opened, itself among them. */
export function openableSiblings(tree: Tree, rows: Rows, node: number): number[] {
  if (at(tree.level, node) === COLUMN) return [];
  const parent = at(tree.parent, node);
  const stop = parent < 0 ? tree.size : at(tree.end, parent);
  const found: number[] = [];
  for (let sibling = parent + 1; sibling < stop; sibling = at(tree.end, sibling)) {
    if (rows.kept[sibling]) found.push(sibling);
  }
  return found;
}
