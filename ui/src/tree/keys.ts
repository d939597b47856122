// What a key does in the tree, after the WAI-ARIA treegrid pattern. Pure: row numbers in, an action out.
import { at, COLUMN, nameOf, type Tree } from "./model";
import type { Rows } from "./rows";

export type Action =
  | { kind: "move"; row: number }
  | { kind: "open"; node: number }
  | { kind: "close"; node: number }
  | { kind: "openSiblings"; node: number }
  | { kind: "toggle" }
  | { kind: "range" }
  | { kind: "type"; letter: string };

export type Press = { key: string; shift: boolean; command: boolean };

export function keyAction(tree: Tree, rows: Rows, active: number, page: number, press: Press): Action | null {
  const last = rows.nodes.length - 1;
  if (last < 0 || press.command) return null;
  const node = at(rows.nodes, active);
  const move = (row: number): Action => ({ kind: "move", row: Math.max(0, Math.min(last, row)) });
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
    case "ArrowRight":
      if (at(tree.level, node) === COLUMN) return null;
      return rows.open[node] ? move(active + 1) : { kind: "open", node };
    case "ArrowLeft":
      if (rows.open[node] && at(tree.level, node) !== COLUMN) return { kind: "close", node };
      return parentRow(tree, rows, active) < 0 ? null : move(parentRow(tree, rows, active));
    case "Enter":
      if (at(tree.level, node) === COLUMN) return null;
      return { kind: rows.open[node] ? "close" : "open", node };
    case "*":
      return { kind: "openSiblings", node };
    case " ":
      return { kind: press.shift ? "range" : "toggle" };
    default:
      return press.key.length === 1 ? { kind: "type", letter: press.key } : null;
  }
}

function parentRow(tree: Tree, rows: Rows, row: number): number {
  const parent = at(tree.parent, at(rows.nodes, row));
  return parent < 0 ? -1 : rowOf(rows, parent);
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

/** The next row whose name begins with `typed`, from `active` on and around; -1 when there is none. */
export function typeAhead(tree: Tree, rows: Rows, active: number, typed: string): number {
  const sought = typed.toLowerCase();
  // One letter moves on to the next match; more letters may still fit where we are.
  const first = sought.length === 1 ? 1 : 0;
  for (let step = first; step < rows.nodes.length + first; step++) {
    const row = (active + step) % rows.nodes.length;
    if (nameOf(tree, at(rows.nodes, row)).toLowerCase().startsWith(sought)) return row;
  }
  return -1;
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
