// The indexes and names that the details show beside the tree.
import type { Index, Table, TableName } from "../host/types";

/** The indexes that a read by this column can use. */
export function leading(table: Table, column: string): Index[] {
  return (table.indexes ?? []).filter((index) => usable(index) && index.parts[0]?.column === column);
}

/** Built completely and visible to the planner: both are left out when they hold. */
export function usable({ valid = true, visible = true }: Index): boolean {
  return valid && visible;
}

export function nameOfTable(name: TableName, home: string): string {
  return name.schema === home ? name.table : `${name.schema}.${name.table}`;
}
