// The keys and indexes that a column is part of, as short signs. What is gone for the agent takes its keys along.
import type { Column, ForeignKey, Index, Table, TableName } from "../host/types";

/** Whether a table or one of its columns is out of sight. */
export type Gone = (table: TableName, column: string) => boolean;

export type Badges = { primary: boolean; foreign: ForeignKey | null; indexed: boolean };

const none: Badges = { primary: false, foreign: null, indexed: false };

export function badgesOf(table: Table, column: Column, gone: Gone | null): Badges {
  if (gone?.(table.name, column.name)) return none;
  const whole = (columns: readonly string[], of = table.name) => !gone || columns.every((name) => !gone(of, name));
  const primary = table.primary_key?.columns ?? [];
  const foreign = (table.foreign_keys ?? []).find(
    ({ columns, references, referenced_columns }) =>
      columns.includes(column.name) && whole(columns) && whole(referenced_columns, references),
  );
  return {
    primary: primary.includes(column.name) && whole(primary),
    foreign: foreign ?? null,
    indexed: leading(table, column.name).some((index) => whole(namesOf(index))),
  };
}

/** The indexes that a read by this column can use. */
export function leading(table: Table, column: string): Index[] {
  return (table.indexes ?? []).filter((index) => usable(index) && index.parts[0]?.column === column);
}

/** Built completely and visible to the planner: both are left out when they hold. */
export function usable({ valid = true, visible = true }: Index): boolean {
  return valid && visible;
}

export function namesOf(index: Index): string[] {
  const parts = index.parts.flatMap(({ column }) => (column === undefined || column === null ? [] : [column]));
  return [...parts, ...(index.included ?? [])];
}

export function nameOfTable(name: TableName, home: string): string {
  return name.schema === home ? name.table : `${name.schema}.${name.table}`;
}
