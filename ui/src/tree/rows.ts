// Which nodes are on show: open branches, and what a filter leaves. The result is one flat list for a virtual one.
import type { Folds } from "./fold";
import { at, COLUMN, SCHEMA, TABLE, type Tree } from "./model";

export type Rows = {
  /** The visible nodes in order. */
  readonly nodes: Int32Array;
  /** For each row its place among the visible rows of its parent, from 1. */
  readonly position: Int32Array;
  /** By node + 1, and 0 for no parent: how many children are on show. */
  readonly children: Int32Array;
  /** 1 for each node whose children are on show. */
  readonly open: Uint8Array;
  /** 1 for each node that a filter leaves. */
  readonly kept: Uint8Array;
  /** 1 for each node that the filter itself found; null without a filter. */
  readonly matched: Uint8Array | null;
};

/** `hidden` has 1 for each node that must not be shown at all. */
export function visibleRows(tree: Tree, folds: Folds, matched: Uint8Array | null, hidden: Uint8Array | null): Rows {
  const kept = new Uint8Array(tree.size);
  const open = folds.opened.slice();
  if (matched) keep(tree, matched, folds, kept, open);
  else kept.fill(1);
  if (hidden) for (let node = 0; node < tree.size; node++) if (hidden[node]) kept[node] = 0;
  return { ...walk(tree, kept, open), open, kept, matched };
}

/** A table that was found keeps its columns; a column that was found keeps and opens its table and schema. */
function keep(tree: Tree, matched: Uint8Array, folds: Folds, kept: Uint8Array, open: Uint8Array): void {
  for (let node = 0; node < tree.size; node++) {
    if (matched[node]) mark(tree, node, kept, open);
    else if (at(tree.level, node) === COLUMN && matched[at(tree.parent, node)]) kept[node] = 1;
  }
  for (let node = 0; node < tree.size; node++) if (folds.closed[node]) open[node] = 0;
}

function mark(tree: Tree, node: number, kept: Uint8Array, open: Uint8Array): void {
  kept[node] = 1;
  for (let up = at(tree.parent, node); up >= 0; up = at(tree.parent, up)) {
    kept[up] = 1;
    open[up] = 1;
  }
}

function walk(tree: Tree, kept: Uint8Array, open: Uint8Array): Pick<Rows, "nodes" | "position" | "children"> {
  const nodes = new Int32Array(tree.size);
  const position = new Int32Array(tree.size);
  const children = new Int32Array(tree.size + 1);
  let count = 0;
  let node = 0;
  while (node < tree.size) {
    if (kept[node]) {
      const up = at(tree.parent, node) + 1;
      children[up] = at(children, up) + 1;
      position[count] = at(children, up);
      nodes[count++] = node;
    }
    node = kept[node] && open[node] ? node + 1 : at(tree.end, node);
  }
  return { nodes: nodes.slice(0, count), position: position.slice(0, count), children };
}

/** What is found and on show: what “all shown” means. What lies in a table that was itself found goes with it. */
export function shownMatches(tree: Tree, rows: Rows, inside: boolean): number[] {
  const { matched } = rows;
  if (!matched) return [];
  const found: number[] = [];
  for (const node of rows.nodes) {
    if (!matched[node] || at(tree.level, node) === SCHEMA) continue;
    if (!inside && at(tree.level, node) > TABLE && matched[at(tree.parent, node)]) continue;
    found.push(node);
  }
  return found;
}
