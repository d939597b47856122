// Which nodes are on show: open branches, and what a filter leaves. The result is one flat list for a virtual one.
import { BLOCKED, IMPLIED } from "./blocks";
import type { Folds } from "./fold";
import { at, SCHEMA, TABLE, type Tree } from "./model";

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
  const open = folds.opened.slice();
  const kept = matched ? keep(tree, matched, folds.closed, open) : new Uint8Array(tree.size).fill(1);
  if (hidden) for (let node = 0; node < tree.size; node++) if (hidden[node]) kept[node] = 0;
  return { ...walk(tree, kept, open), open, kept, matched };
}

// The loops below run over every node at a keystroke. They are plain loads and stores, without a call a node: the first few
// times they run before anything is compiled.

/** A table that was found keeps its columns; a column that was found keeps and opens its table and schema. */
function keep(tree: Tree, matched: Uint8Array, closed: Uint8Array, open: Uint8Array): Uint8Array {
  const { end, size } = tree;
  const kept = matched.slice();
  for (let schema = 0; schema < size; schema = at(end, schema)) {
    const last = at(end, schema);
    for (let table = schema + 1; table < last; ) {
      const next = at(end, table);
      let inside = 0;
      for (let node = table + 1; node < next; node++) inside |= matched[node] ?? 0;
      if (inside) open[table] = 1;
      if (matched[table]) kept.fill(1, table + 1, next);
      if (inside || matched[table]) kept[table] = kept[schema] = open[schema] = 1;
      table = next;
    }
  }
  for (let node = 0; node < size; node++) if (closed[node]) open[node] = 0;
  return kept;
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
      node = end[node] ?? size;
      continue;
    }
    const up = (parent[node] ?? -1) + 1;
    const nth = (children[up] ?? 0) + 1;
    children[up] = nth;
    position[count] = nth;
    nodes[count++] = node;
    node = open[node] ? node + 1 : (end[node] ?? size);
  }
  return { nodes: nodes.subarray(0, count), position: position.subarray(0, count), children };
}

/** How much is found and on show, and whether any of it can be seen or is hidden. Nothing is gathered: it may be all there is. */
export type ShownSum = { columns: number; inTables: number; tables: number; seen: boolean; hidden: boolean };

export function sumShown(tree: Tree, rows: Rows, states: Uint8Array): ShownSum {
  const sum = { columns: 0, inTables: 0, tables: 0, seen: false, hidden: false };
  const { level, parent } = tree;
  const { nodes, matched } = rows;
  if (!matched) return sum;
  let last = -1;
  for (let row = 0; row < nodes.length; row++) {
    const node = nodes[row] ?? 0;
    if (!matched[node]) continue;
    if (states[node] === BLOCKED) sum.hidden = true;
    const up = parent[node] ?? -1;
    if (level[node] === TABLE) {
      sum.tables++;
    } else if (matched[up]) {
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
