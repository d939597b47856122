// Applies a diagnostic's fix: one field gets a new text. A field that is not there leaves the draft as it is.
import type { Binding, Edit } from "../../host/types";
import { readPath, withOutput, withSearch } from "./draft";
import { suggestedParam } from "./names";
import { withWritten } from "./writes";

const LISTS = ["inputs", "projection", "input_object_map", "parameters"] as const;
const PARTS = ["sql_search", "sql_write"] as const;
type List = (typeof LISTS)[number];

const isOne = <T extends string>(names: readonly T[], name: string | undefined): name is T =>
  (names as readonly (string | undefined)[]).includes(name);

export function applyEdit(draft: Binding, { field, value }: Edit): Binding {
  const found = /^(\w+)(?:\[(\d+)\])?(?:\.(\w+))?$/.exec(field);
  if (!found) return draft;
  const [, name, index, part] = found;
  if (index !== undefined) return isOne(LISTS, name) ? inList(draft, name, Number(index), part, value) : draft;
  if (isOne(PARTS, name) && part !== undefined) return inPart(draft, name, part, value);
  if (isOne(LISTS, name) || isOne(PARTS, name)) return value === "" ? without(draft, name) : draft;
  switch (name) {
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

function without(draft: Binding, name: keyof Binding): Binding {
  const { [name]: _, ...others } = draft;
  return others as Binding;
}

function inList(draft: Binding, name: List, at: number, part: string | undefined, value: string): Binding {
  const list: readonly object[] = draft[name] ?? [];
  if (part === undefined) {
    const left = list.filter((_, n) => n !== at);
    if (value !== "" || left.length === list.length) return draft;
    return left.length > 0 || name === "projection" || name === "inputs"
      ? { ...draft, [name]: left }
      : without(draft, name);
  }
  // One past the end is one that is not there yet.
  if (at === list.length) return added(draft, name, part, value);
  return { ...draft, [name]: list.map((item, n) => (n === at ? withField(item, part, value) : item)) };
}

function added(draft: Binding, name: List, part: string, value: string): Binding {
  if (name === "input_object_map" && part === "field") return withWritten(draft, value);
  if (name === "projection" && part === "path") return withOutput(draft, readPath(value));
  return draft;
}

function inPart(draft: Binding, name: (typeof PARTS)[number], part: string, value: string): Binding {
  if (name === "sql_search") return withSearch(draft, withField(draft.sql_search ?? {}, part, value));
  const write: NonNullable<Binding["sql_write"]> = withField(draft.sql_write ?? {}, part, value);
  // A key without a parameter would only be the next error.
  if (part === "key_column" && !write.key_param) write.key_param = suggestedParam(value);
  return Object.keys(write).length > 0 ? { ...draft, sql_write: write } : without(draft, "sql_write");
}

/** Names are there even when they are empty; everything else is then left out. */
const NAMES = ["param", "arg", "path", "leaf", "field"];

function withField<T extends object>(item: T, part: string, value: string): T {
  const { [part as keyof T]: _, ...others } = item;
  return (value === "" && !NAMES.includes(part) ? others : { ...item, [part]: typed(part, value) }) as T;
}

/** The text as the field holds it. */
function typed(part: string, value: string): unknown {
  switch (part) {
    case "path":
      return readPath(value);
    case "required":
    case "descending":
      return value === "true";
    case "limit":
    case "min_length":
    case "max_length":
    case "minimum":
    case "maximum":
      return Number(value);
    default:
      return value;
  }
}
