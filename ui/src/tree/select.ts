// What a click, a range or a painted stroke is about. A stroke keeps to the level it began on: one that began on a
// column never blocks a whole table that it happens to pass.
import type { BlockTarget } from "../host/types";
import { BLOCKED, IMPLIED } from "./blocks";
import { at, COLUMN, columnOf, SCHEMA, TABLE, type Tree, tableOf } from "./model";
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

/** Nodes as the shell knows them; a schema stands for those of its tables that the filter leaves. */
export function targets(tree: Tree, rows: Rows, nodes: readonly number[]): BlockTarget[] {
  return nodes.flatMap((node) => {
    const table = tableOf(tree, node);
    switch (at(tree.level, node)) {
      case SCHEMA:
        return tablesOf(tree, rows, node);
      case TABLE:
        return table ? [{ table: table.name, column: null }] : [];
      case COLUMN:
        return table ? [{ table: table.name, column: columnOf(tree, node)?.name ?? null }] : [];
      default:
        return [];
    }
  });
}

function tablesOf(tree: Tree, rows: Rows, schema: number): BlockTarget[] {
  const found: BlockTarget[] = [];
  for (let node = schema + 1; node < at(tree.end, schema); node = at(tree.end, node)) {
    const table = tableOf(tree, node);
    if (rows.kept[node] && table) found.push({ table: table.name, column: null });
  }
  return found;
}
