// What a click, a range or a painted stroke is about, and which rows are selected. A stroke keeps to the level it began on: one
// that began on a column never blocks a whole table that it happens to pass.
import { BLOCKED, IMPLIED } from "./blocks";
import { around, at, COLUMN, SCHEMA, TABLE, type Tree } from "./model";
import type { Rows } from "./rows";

/** What a click makes of a box: blocked becomes clear, anything else becomes blocked. */
export function toggled(state: number): boolean {
  return state !== BLOCKED && state !== IMPLIED;
}

/** The nodes that a stroke from row `from` to row `to` is about, in order. */
export function stroke(tree: Tree, rows: Rows, states: Uint8Array, from: number, to: number): number[] {
  const level = at(tree.level, at(rows.nodes, from));
  const nodes: number[] = [];
  for (let row = Math.min(from, to); row <= Math.max(from, to); row++) {
    const node = at(rows.nodes, row);
    if (at(tree.level, node) === level && states[node] !== IMPLIED) nodes.push(node);
  }
  return nodes;
}

/** Adds the rows between two pointer positions: a fast mouse reports only some of the rows it passes. */
export function passed(seen: { from: number; to: number } | null, row: number): { from: number; to: number } {
  return seen ? { from: Math.min(seen.from, row), to: Math.max(seen.to, row) } : { from: row, to: row };
}

/** Tables and columns alone: a schema stands for those of its tables that the filter leaves. */
export function struck(tree: Tree, rows: Rows, nodes: readonly number[]): number[] {
  return nodes.flatMap((node) => (at(tree.level, node) === SCHEMA ? tablesOf(tree, rows, node) : [node]));
}

function tablesOf(tree: Tree, rows: Rows, schema: number): number[] {
  const found: number[] = [];
  for (let node = schema + 1; node < at(tree.end, schema); node = at(tree.end, node)) {
    if (rows.kept[node]) found.push(node);
  }
  return found;
}

/** Ascending nodes as half-open ranges, from and to in turn: how they cross to the shell. */
export function ranges(nodes: readonly number[]): number[] {
  const found: number[] = [];
  for (const node of nodes) {
    if (found.at(-1) === node) found[found.length - 1] = node + 1;
    else found.push(node, node + 1);
  }
  return found;
}

/** How much a step is about. */
export type Extent = { columns: number; inTables: number; tables: number };

export function extentOf(tree: Tree, nodes: readonly number[]): Extent {
  const extent = { columns: 0, inTables: 0, tables: 0 };
  let last = -1;
  for (const node of nodes) {
    if (at(tree.level, node) === TABLE) extent.tables++;
    if (at(tree.level, node) !== COLUMN) continue;
    extent.columns++;
    // Nodes ascend, so a table's columns are neighbours.
    if (at(tree.parent, node) !== last) extent.inTables++;
    last = at(tree.parent, node);
  }
  return extent;
}

/** From here on a step is asked about before it is taken. */
const MANY = 10;

export function isBulk({ columns, inTables, tables }: Extent): boolean {
  return tables + inTables > 1 || columns + tables > MANY;
}

/** The selected rows, by their nodes. */
export type Selection = { readonly bits: Uint8Array; readonly size: number };

export function selected(tree: Tree, nodes: Iterable<number>): Selection {
  return including({ bits: new Uint8Array(tree.size), size: 0 }, nodes);
}

/** Adds nodes; one that is selected already stays so. */
export function including(selection: Selection, nodes: Iterable<number>): Selection {
  const bits = selection.bits.slice();
  let size = selection.size;
  for (const node of nodes) {
    if (!bits[node]) size++;
    bits[node] = 1;
  }
  return { bits, size };
}

/** The other way round for one node. */
export function flipped(selection: Selection, node: number): Selection {
  const bits = selection.bits.slice();
  bits[node] = bits[node] ? 0 : 1;
  return { bits, size: selection.size + (bits[node] ? 1 : -1) };
}

/** The nodes of the rows between two rows, both of them among. */
export function between(rows: Rows, from: number, to: number): Int32Array {
  return rows.nodes.subarray(Math.min(from, to), Math.max(from, to) + 1);
}

/** The columns of the table that a node is or lies in, in order. */
export function columnsAround(tree: Tree, node: number): number[] {
  const table = around(tree, node, TABLE);
  if (at(tree.level, table) !== TABLE) return [];
  return Array.from({ length: at(tree.end, table) - table - 1 }, (_, nth) => table + 1 + nth);
}

/** What a step over the selection is about: its rows on show of the same level as the one that leads. */
export function selectedNodes(
  tree: Tree,
  rows: Rows,
  states: Uint8Array,
  selection: Selection,
  lead: number,
): number[] {
  const level = at(tree.level, lead);
  const found: number[] = [];
  for (const node of rows.nodes) {
    if (selection.bits[node] && at(tree.level, node) === level && states[node] !== IMPLIED) found.push(node);
  }
  return found;
}
