// What is blocked, as the tree's boxes show it.
import type { BlockTarget, ColumnName, ScopingView, TableName } from "../host/types";
import { at, columnOf, SCHEMA, TABLE, type Tree, tableOf } from "./model";

export const CLEAR = 0;
/** Some of what is inside is blocked. */
export const MIXED = 1;
export const BLOCKED = 2;
/** A column whose whole table is blocked: it has no say of its own. */
export const IMPLIED = 3;

const key = (table: TableName, column?: string | null) => JSON.stringify([table.schema, table.table, column ?? null]);

/** One state a node. */
export function blockStates(tree: Tree, scoping: ScopingView): Uint8Array {
  const tables = new Set(scoping.tables.map((table) => key(table)));
  const columns = new Set(scoping.columns.map(({ table, column }) => key(table, column)));
  const states = new Uint8Array(tree.size);
  for (let node = 0; node < tree.size; node++) {
    const table = tableOf(tree, node);
    if (at(tree.level, node) === SCHEMA || !table) continue;
    if (at(tree.level, node) === TABLE) {
      if (tables.has(key(table.name))) states[node] = BLOCKED;
    } else if (states[at(tree.parent, node)] === BLOCKED) {
      states[node] = IMPLIED;
    } else if (columns.size > 0 && columns.has(key(table.name, columnOf(tree, node)?.name))) {
      states[node] = BLOCKED;
      states[at(tree.parent, node)] = MIXED;
    }
  }
  for (let node = 0; node < tree.size; node = at(tree.end, node)) states[node] = schemaState(tree, states, node);
  return states;
}

function schemaState(tree: Tree, states: Uint8Array, schema: number): number {
  let all = true;
  let any = false;
  for (let table = schema + 1; table < at(tree.end, schema); table = at(tree.end, table)) {
    all &&= states[table] === BLOCKED;
    any ||= states[table] !== CLEAR;
  }
  return all && any ? BLOCKED : any ? MIXED : CLEAR;
}

/** The same view after a stroke, as the shell will answer it. */
export function withBlocks(view: ScopingView, targets: BlockTarget[], blocked: boolean): ScopingView {
  const touched = new Set(targets.map(({ table, column }) => key(table, column)));
  const tables = view.tables.filter((table) => !touched.has(key(table)));
  const columns = view.columns.filter(({ table, column }) => !touched.has(key(table, column)));
  if (blocked) {
    for (const { table, column } of targets) {
      if (column === null || column === undefined) tables.push(table);
      else columns.push({ table, column } satisfies ColumnName);
    }
  }
  return { ...view, tables, columns };
}

/** How much is blocked: columns by themselves, the tables that hold them, and tables blocked whole. */
export function countBlocks(view: ScopingView): { columns: number; inTables: number; tables: number } {
  const whole = new Set(view.tables.map((table) => key(table)));
  const own = view.columns.filter(({ table }) => !whole.has(key(table)));
  return {
    columns: own.length,
    inTables: new Set(own.map(({ table }) => key(table))).size,
    tables: view.tables.length,
  };
}
