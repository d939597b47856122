// Which nodes are on show: open branches, and what a filter leaves. The result is one flat list for a virtual one.
import { BLOCKED, IMPLIED } from "./blocks";
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
  const { parent, level, size } = tree;
  const { closed } = folds;
  // From the end, so that whatever is inside comes before what is around it.
  for (let node = size - 1; node >= 0; node--) {
    const up = parent[node] ?? -1;
    if (matched[node]) kept[node] = 1;
    else if (level[node] === COLUMN && matched[up]) kept[node] = 1;
    if (up >= 0 && (matched[node] || opens(level, node, kept))) {
      kept[up] = 1;
      open[up] = 1;
    }
    if (closed[node]) open[node] = 0;
  }
}

/** A table that is kept for a column of it opens its schema, too. */
function opens(level: Uint8Array, node: number, kept: Uint8Array): boolean {
  return level[node] === TABLE && kept[node] === 1;
}

function walk(tree: Tree, kept: Uint8Array, open: Uint8Array): Pick<Rows, "nodes" | "position" | "children"> {
  const { parent, end, size } = tree;
  const nodes = new Int32Array(size);
  const position = new Int32Array(size);
  const children = new Int32Array(size + 1);
  let count = 0;
  let node = 0;
  while (node < size) {
    if (!kept[node]) {
      node = at(end, node);
      continue;
    }
    const up = at(parent, node) + 1;
    const nth = at(children, up) + 1;
    children[up] = nth;
    position[count] = nth;
    nodes[count++] = node;
    node = open[node] ? node + 1 : at(end, node);
  }
  return { nodes: nodes.slice(0, count), position: position.slice(0, count), children };
}

/** How much is found and on show, and whether any of it can be seen or is hidden. Nothing is gathered: it may be all there is. */
export type ShownSum = { columns: number; inTables: number; tables: number; seen: boolean; hidden: boolean };

export function sumShown(tree: Tree, rows: Rows, states: Uint8Array): ShownSum {
  const sum = { columns: 0, inTables: 0, tables: 0, seen: false, hidden: false };
  const { level, parent } = tree;
  let last = -1;
  for (const node of rows.nodes) {
    if (!rows.matched?.[node]) continue;
    if (states[node] === BLOCKED) sum.hidden = true;
    const up = parent[node] ?? -1;
    if (level[node] === TABLE) {
      sum.tables++;
    } else if (rows.matched[up]) {
      continue;
    } else {
      sum.columns++;
      if (up !== last) sum.inTables++;
      last = up;
    }
    if (states[node] !== BLOCKED && states[node] !== IMPLIED) sum.seen = true;
  }
  return sum;
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
