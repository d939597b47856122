// A rule to begin with, made from a name: the same column in any table, or the same table in any schema.
import type { Named } from "../../../tree/model";

export function patternOf({ table, column }: Named): string {
  return column === null ? part(table ?? "") : `*.${part(column)}`;
}

/** In quotes where a letter would mean something else. */
function part(name: string): string {
  return name === "" || /[.*?"]/.test(name) || name.trim() !== name ? `"${name.replaceAll('"', '""')}"` : name;
}
