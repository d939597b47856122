// What an operation does. A draft's verb and table are one text, so that what is chosen is what is written.
import type { Binding, TableName, Verb } from "../../host/types";
import { filterOf, withParam } from "./draft";
import { operationId, suggestedParam } from "./names";
import { withoutOrphans } from "./parameters";

export const VERBS: readonly Verb[] = ["read", "create", "update"];

/** Null when the operation names none. */
export function verbOf(operation: string): Verb | null {
  const verb = operation.slice(operation.lastIndexOf(".") + 1);
  return VERBS.find((one) => one === verb) ?? null;
}

/** Another operation. Parts that only the other kind of operation has are left out: the compiler would refuse them. */
export function withOperation(draft: Binding, operation: string): Binding {
  const verb = verbOf(operation);
  const next = verb === "read" ? asRead(draft, operation) : asWrite(draft, operation, verb);
  return verb === verbOf(draft.operation) ? next : withoutOrphans(next);
}

export function withVerb(draft: Binding, verb: Verb, table: TableName | null, home: string): Binding {
  return table ? withOperation(draft, operationId(table, home, verb)) : draft;
}

const tableText = (operation: string) => operation.slice(0, operation.lastIndexOf("."));

function asRead(draft: Binding, operation: string): Binding {
  const { input_object_map: _, sql_write: __, ...others } = draft;
  const next: Binding = { ...others, operation };
  if (next.sql_search?.table != null) next.sql_search = { ...next.sql_search, table: tableText(operation) };
  const { column, param } = filterOf(next);
  return column !== "" && param === "" ? withParam(next, suggestedParam(column)) : next;
}

function asWrite(draft: Binding, operation: string, verb: Verb | null): Binding {
  if (verb === null) return { ...draft, operation };
  const { sql_search: _, sql_write, ...others } = draft;
  const next: Binding = { ...others, operation, inputs: [] };
  if (verb === "create" || !sql_write) return next;
  const write = { ...sql_write };
  if (write.table != null) write.table = tableText(operation);
  if (write.mode != null) write.mode = "update";
  return { ...next, sql_write: write };
}
