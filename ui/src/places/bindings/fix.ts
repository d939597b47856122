// Applies a diagnostic's fix: one field gets a new text. A field that is not there leaves the draft as it is.
import type { Binding, Edit } from "../../host/types";
import { readPath, withSearch } from "./draft";

export function applyEdit(draft: Binding, { field, value }: Edit): Binding {
  const found = /^(\w+)(?:\[(\d+)\])?(?:\.(\w+))?$/.exec(field);
  if (!found) return draft;
  const [, name, index, part] = found;
  const at = index === undefined ? null : Number(index);
  switch (name) {
    case "inputs":
      return at === null ? draft : { ...draft, inputs: inList(draft.inputs ?? [], at, part, value) };
    case "projection":
      return at === null ? draft : { ...draft, projection: inList(draft.projection ?? [], at, part, value) };
    case "sql_search":
      return part ? withSearch(draft, { ...draft.sql_search, [part]: typed(part, value) }) : draft;
    case "enabled":
      return { ...draft, enabled: value === "true" };
    case "tool_name":
    case "connection":
    case "operation":
    case "description":
      return { ...draft, [name]: value };
    default:
      return draft;
  }
}

function inList<T extends object>(list: readonly T[], at: number, part: string | undefined, value: string): T[] {
  if (part === undefined) return value === "" ? list.filter((_, n) => n !== at) : [...list];
  return list.map((item, n) => (n === at ? { ...item, [part]: typed(part, value) } : item));
}

/** The text as the field holds it. */
function typed(part: string, value: string): unknown {
  switch (part) {
    case "path":
      return readPath(value);
    case "required":
      return value === "true";
    case "limit":
      return value === "" ? undefined : Number(value);
    case "table":
    case "filter_column":
      return value === "" ? undefined : value;
    default:
      return value;
  }
}
