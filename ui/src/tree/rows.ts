// Which nodes are on show: open branches, and what a filter leaves. The result is one flat list for a virtual one.
import { at, COLUMN, nameOf, pathOf, SCHEMA, TABLE, type Tree } from "./model";

export type Rows = {
  /** The visible nodes in order. */
  readonly nodes: Int32Array;
  /** 1 for each node whose children are on show. */
  readonly open: Uint8Array;
  /** 1 for each node that a filter leaves. */
  readonly kept: Uint8Array;
};

export type Choice = {
  /** Paths of the nodes that a person opened. */
  expanded: ReadonlySet<string>;
  filter: string;
  /** 1 for each node that must not be shown at all. */
  hidden: Uint8Array | null;
};

export function visibleRows(tree: Tree, choice: Choice): Rows {
  const words = choice.filter.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const kept = new Uint8Array(tree.size);
  const open = new Uint8Array(tree.size);
  if (words.length === 0) kept.fill(1);
  else keep(tree, words, kept, open);
  for (let node = 0; node < tree.size; node++) {
    if (choice.hidden?.[node]) kept[node] = 0;
    else if (at(tree.level, node) !== COLUMN && choice.expanded.has(pathOf(tree, node))) open[node] = 1;
  }
  return { nodes: walk(tree, kept, open), open, kept };
}

function walk(tree: Tree, kept: Uint8Array, open: Uint8Array): Int32Array {
  const nodes = new Int32Array(tree.size);
  let count = 0;
  let node = 0;
  while (node < tree.size) {
    if (kept[node]) nodes[count++] = node;
    node = kept[node] && open[node] ? node + 1 : Math.max(at(tree.end, node), node + 1);
  }
  return nodes.slice(0, count);
}

/** A table that matches keeps its columns; a column that matches keeps and opens its table and schema. */
function keep(tree: Tree, words: string[], kept: Uint8Array, open: Uint8Array): void {
  let tableName = "";
  let tableMatches = false;
  for (let node = 0; node < tree.size; node++) {
    const level = at(tree.level, node);
    if (level === SCHEMA) continue;
    const name = nameOf(tree, node).toLowerCase();
    if (level === TABLE) {
      tableName = name;
      tableMatches = matches(name, words);
      if (tableMatches) mark(tree, node, kept, open);
    } else if (matches(name, words) || matches(`${tableName}.${name}`, words, true)) {
      mark(tree, node, kept, open);
    } else if (tableMatches) {
      kept[node] = 1;
    }
  }
}

/** Every word occurs; with `dotted`, at least one of the words has a dot, as in `patients.ssn`. */
function matches(text: string, words: string[], dotted = false): boolean {
  if (dotted && !words.some((word) => word.includes("."))) return false;
  return words.every((word) => text.includes(word));
}

function mark(tree: Tree, node: number, kept: Uint8Array, open: Uint8Array): void {
  kept[node] = 1;
  for (let up = at(tree.parent, node); up >= 0; up = at(tree.parent, up)) {
    kept[up] = 1;
    open[up] = 1;
  }
}

/** A node's place among its visible siblings, from 1, and how many there are. */
export function positionInSet(tree: Tree, rows: Rows, node: number): { position: number; size: number } {
  const parent = at(tree.parent, node);
  const stop = parent < 0 ? tree.size : at(tree.end, parent);
  let position = 0;
  let size = 0;
  for (let sibling = parent + 1; sibling < stop; sibling = at(tree.end, sibling)) {
    if (!rows.kept[sibling]) continue;
    size++;
    if (sibling <= node) position = size;
  }
  return { position, size };
}
