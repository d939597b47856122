// The catalogue as a numbered tree: schemas, tables and columns in reading order, in typed arrays, so that 200,000 rows
// cost a few megabytes and a walk over them a few milliseconds. The shell numbers nodes the same way.
import type { BlockTarget, TableName } from "../host/types";
import type { Outline } from "./outline";

export const SCHEMA = 1;
export const TABLE = 2;
export const COLUMN = 3;

/** Node n's descendants are n + 1 up to, not including, end[n]. */
export type Tree = {
  readonly outline: Outline;
  readonly size: number;
  readonly level: Uint8Array;
  readonly parent: Int32Array;
  readonly end: Int32Array;
  /** Place of its name among the outline's texts. */
  readonly name: Uint32Array;
  /** Its place among the outline's schemas, tables or columns, by its level. */
  readonly place: Int32Array;
};

export function buildTree(outline: Outline): Tree {
  const size = outline.schemas + outline.tables + outline.columns;
  const level = new Uint8Array(size).fill(COLUMN);
  const parent = new Int32Array(size).fill(-1);
  const end = new Int32Array(size);
  const name = new Uint32Array(size);
  const place = new Int32Array(size);
  // A table's columns are written as whole runs: this happens once, before anything is compiled.
  const counting = new Int32Array(size + 1);
  for (let nth = 0; nth <= size; nth++) counting[nth] = nth;
  let node = 0;
  let table = 0;
  let column = 0;
  for (let schema = 0; schema < outline.schemas; schema++) {
    const schemaNode = node++;
    level[schemaNode] = SCHEMA;
    name[schemaNode] = at(outline.schemaName, schema);
    place[schemaNode] = schema;
    for (const last = table + at(outline.schemaTables, schema); table < last; table++) {
      const tableNode = node++;
      const columns = at(outline.tableColumns, table);
      level[tableNode] = TABLE;
      parent[tableNode] = schemaNode;
      name[tableNode] = at(outline.tableName, table);
      place[tableNode] = table;
      parent.fill(tableNode, node, node + columns);
      end.set(counting.subarray(node + 1, node + columns + 1), node);
      name.set(outline.columnName.subarray(column, column + columns), node);
      place.set(counting.subarray(column, column + columns), node);
      node += columns;
      column += columns;
      end[tableNode] = node;
    }
    end[schemaNode] = node;
  }
  return { outline, size, level, parent, end, name, place };
}

/** A number of an array; the trees are consistent, so the fallback never shows. */
export function at(array: Uint8Array | Uint32Array | Int32Array | Float32Array, index: number): number {
  return array[index] ?? 0;
}

export function nameOf(tree: Tree, node: number): string {
  return tree.outline.text(at(tree.name, node));
}

/** `public`, `public.patients` or `public.patients.ssn`, for people and for tests. */
export function pathOf(tree: Tree, node: number): string {
  const parent = at(tree.parent, node);
  const name = nameOf(tree, node);
  return parent < 0 ? name : `${pathOf(tree, parent)}.${name}`;
}

/** What a node is called, in parts: stable across discoveries, unlike its number. */
export type Named = { schema: string; table: string | null; column: string | null };

export function namedAt(tree: Tree, node: number): Named {
  const parent = at(tree.parent, node);
  const name = nameOf(tree, node);
  switch (at(tree.level, node)) {
    case SCHEMA:
      return { schema: name, table: null, column: null };
    case TABLE:
      return { schema: nameOf(tree, parent), table: name, column: null };
    default:
      return { ...namedAt(tree, parent), column: name };
  }
}

/** A table or column as the shell names it; null for a schema. */
export function targetAt(tree: Tree, node: number): BlockTarget | null {
  const { schema, table, column } = namedAt(tree, node);
  return table === null ? null : { table: { schema, table }, column };
}

/** All tables, in the tree's order. */
export function tablesIn(tree: Tree): TableName[] {
  const found: TableName[] = [];
  for (let node = 0; node < tree.size; node++) {
    const target = at(tree.level, node) === TABLE ? targetAt(tree, node) : null;
    if (target) found.push(target.table);
  }
  return found;
}

const lookUps = new WeakMap<Tree, Map<string, number>>();

function tablesByName(tree: Tree): Map<string, number> {
  const known = lookUps.get(tree);
  if (known) return known;
  const made = new Map<string, number>();
  for (let node = 0; node < tree.size; node = at(tree.level, node) === SCHEMA ? node + 1 : at(tree.end, node)) {
    const { schema, table } = namedAt(tree, node);
    made.set(JSON.stringify([schema, table]), node);
  }
  lookUps.set(tree, made);
  return made;
}

/** The node of a name, -1 when this catalogue does not have it. */
export function nodeOf(tree: Tree, { schema, table, column }: Named): number {
  const around = tablesByName(tree).get(JSON.stringify([schema, table])) ?? -1;
  if (around < 0 || column === null) return around;
  for (let node = around + 1; node < at(tree.end, around); node++) if (nameOf(tree, node) === column) return node;
  return -1;
}

/** The node around, at that level. */
export function around(tree: Tree, node: number, level: number): number {
  let found = node;
  while (found >= 0 && at(tree.level, found) > level) found = at(tree.parent, found);
  return found;
}
