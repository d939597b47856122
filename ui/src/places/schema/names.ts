// Tables and columns by name, as the panels write them.
import type { BlockTarget, TableName } from "../../host/types";

/** `patients.ssn`, or `archive.visits.note` outside of the default schema. */
export function nameOfTarget({ table, column }: BlockTarget, home: string): string {
  const name = nameOfTable(table, home);
  return column ? `${name}.${column}` : name;
}

export function nameOfTable({ schema, table }: TableName, home: string): string {
  return schema === home ? table : `${schema}.${table}`;
}

/** The same target, the same text; no other one has it. */
export function keyOf({ table, column }: BlockTarget): string {
  return JSON.stringify([table.schema, table.table, column ?? null]);
}

/** How many columns, the tables that hold them, and tables as a whole. */
export type Amount = { columns: number; inTables: number; tables: number };

export function amountOf(targets: readonly BlockTarget[]): Amount {
  const own = targets.filter(({ column }) => column);
  return {
    columns: own.length,
    inTables: new Set(own.map(({ table }) => keyOf({ table, column: null }))).size,
    tables: targets.length - own.length,
  };
}

export type TargetGroup<T> = { table: TableName; items: T[] };

/** By table, in the order of their first appearance. */
export function byTable<T>(items: readonly T[], targetOf: (item: T) => BlockTarget): TargetGroup<T>[] {
  const groups = new Map<string, TargetGroup<T>>();
  for (const item of items) {
    const { table } = targetOf(item);
    const key = keyOf({ table, column: null });
    const group = groups.get(key);
    if (group) group.items.push(item);
    else groups.set(key, { table, items: [item] });
  }
  return [...groups.values()];
}
