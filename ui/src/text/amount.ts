import { common } from "./common";

/** “14 columns in 3 tables and 2 whole tables”. */
export function amount({ columns, inTables, tables }: { columns: number; inTables: number; tables: number }): string {
  const parts: string[] = [];
  if (columns > 0) parts.push(`${common.count(columns, "column")} in ${common.count(inTables, "table")}`);
  if (tables > 0) parts.push(parts.length > 0 ? common.count(tables, "whole table") : common.count(tables, "table"));
  return parts.join(" and ") || "nothing";
}
