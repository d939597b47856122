// The catalogue as a numbered tree: schemas, tables and columns in reading order, in typed arrays, so that 200,000 rows
// cost a few megabytes and a walk over them a few milliseconds.
import type { Catalog, Column, Table } from "../host/types";

export const SCHEMA = 1;
export const TABLE = 2;
export const COLUMN = 3;

/** Node n's descendants are n + 1 up to, not including, end[n]. */
export type Tree = {
  readonly catalog: Catalog;
  readonly size: number;
  readonly schemas: readonly string[];
  readonly level: Uint8Array;
  readonly parent: Int32Array;
  readonly end: Int32Array;
  /** Index into schemas. */
  readonly schema: Int32Array;
  /** Index into catalog.tables; -1 for a schema. */
  readonly table: Int32Array;
  /** Index into the table's columns; -1 for a schema or table. */
  readonly column: Int32Array;
};

export function buildTree(catalog: Catalog): Tree {
  const schemas = [...new Set(catalog.tables.map((table) => table.name.schema))];
  // The default schema first: it is the one that people mean.
  schemas.sort((a, b) => rank(a, catalog) - rank(b, catalog) || compare(a, b));
  const size = schemas.length + catalog.tables.reduce((sum, table) => sum + 1 + table.columns.length, 0);
  const tree: Tree = {
    catalog,
    size,
    schemas,
    level: new Uint8Array(size),
    parent: new Int32Array(size).fill(-1),
    end: new Int32Array(size),
    schema: new Int32Array(size),
    table: new Int32Array(size).fill(-1),
    column: new Int32Array(size).fill(-1),
  };
  const inSchema = grouped(catalog.tables);
  let next = 0;
  schemas.forEach((schema, schemaAt) => {
    const schemaNode = next++;
    tree.level[schemaNode] = SCHEMA;
    tree.schema[schemaNode] = schemaAt;
    for (const tableAt of inSchema.get(schema) ?? []) {
      const tableNode = next++;
      tree.level[tableNode] = TABLE;
      tree.parent[tableNode] = schemaNode;
      tree.schema[tableNode] = schemaAt;
      tree.table[tableNode] = tableAt;
      const columns = catalog.tables[tableAt]?.columns.length ?? 0;
      for (let columnAt = 0; columnAt < columns; columnAt++) {
        const node = next++;
        tree.level[node] = COLUMN;
        tree.parent[node] = tableNode;
        tree.schema[node] = schemaAt;
        tree.table[node] = tableAt;
        tree.column[node] = columnAt;
        tree.end[node] = next;
      }
      tree.end[tableNode] = next;
    }
    tree.end[schemaNode] = next;
  });
  return tree;
}

function rank(schema: string, catalog: Catalog): number {
  return schema === catalog.default_schema ? 0 : 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function grouped(tables: readonly Table[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  tables.forEach((table, at) => {
    const group = groups.get(table.name.schema);
    if (group) group.push(at);
    else groups.set(table.name.schema, [at]);
  });
  return groups;
}

/** A number of an array; the trees are consistent, so the fallback never shows. */
export function at(array: Uint8Array | Int32Array, index: number): number {
  return array[index] ?? 0;
}

export function tableOf(tree: Tree, node: number): Table | undefined {
  return tree.catalog.tables[at(tree.table, node)];
}

export function columnOf(tree: Tree, node: number): Column | undefined {
  return at(tree.level, node) === COLUMN ? tableOf(tree, node)?.columns[at(tree.column, node)] : undefined;
}

export function nameOf(tree: Tree, node: number): string {
  switch (at(tree.level, node)) {
    case SCHEMA:
      return tree.schemas[at(tree.schema, node)] ?? "";
    case TABLE:
      return tableOf(tree, node)?.name.table ?? "";
    default:
      return columnOf(tree, node)?.name ?? "";
  }
}

/** `public`, `public.patients` or `public.patients.ssn`. Stable across discoveries, unlike the number. */
export function pathOf(tree: Tree, node: number): string {
  const parent = at(tree.parent, node);
  const name = nameOf(tree, node);
  return parent < 0 ? name : `${pathOf(tree, parent)}.${name}`;
}
