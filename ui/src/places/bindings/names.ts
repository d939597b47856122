// Operation ids and names, spelled as the core spells them (scoping/encoding.rs, binding/suggest.rs).
import type { TableName, Verb } from "../../host/types";

export function operationId(table: TableName, defaultSchema: string, verb: Verb): string {
  return `${encodeTable(table, defaultSchema)}.${verb}`;
}

/** The table of an operation, whatever its verb; null when it names none. */
export function tableOfOperation(operation: string, defaultSchema: string): TableName | null {
  const dot = operation.lastIndexOf(".");
  return dot > 0 ? decodeTable(operation.slice(0, dot), defaultSchema) : null;
}

export function encodeTable({ schema, table }: TableName, defaultSchema: string): string {
  return schema === defaultSchema ? encodePart(table) : `${encodePart(schema)}.${encodePart(table)}`;
}

function encodePart(part: string): string {
  return part === "" || /[."]/.test(part) ? `"${part.replaceAll('"', '""')}"` : part;
}

function decodeTable(text: string, defaultSchema: string): TableName {
  const bare = { schema: defaultSchema, table: text };
  const first = decodePart(text);
  if (!first) return bare;
  if (first.rest === "") return { schema: defaultSchema, table: first.part };
  const second = first.rest.startsWith(".") ? decodePart(first.rest.slice(1)) : null;
  return second?.rest === "" ? { schema: first.part, table: second.part } : bare;
}

function decodePart(text: string): { part: string; rest: string } | null {
  const found = text.startsWith('"') ? /^"((?:[^"]|"")*)"(?!")/s.exec(text) : /^([^."]+)(?=\.|$)/s.exec(text);
  if (!found) return null;
  const part = found[1] ?? "";
  return { part: text.startsWith('"') ? part.replaceAll('""', '"') : part, rest: text.slice(found[0].length) };
}

/** A snake-case name made from any text; empty when nothing of it is left. */
export function snakeCase(text: string): string {
  const name = text
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase();
  return name.replace(/^[0-9_]+|_+$/g, "").slice(0, 63);
}

/** What an agent may call a column's value: a name that agent platforms know, or the column's. */
export function suggestedParam(column: string): string {
  const name = snakeCase(column);
  if (/phone|mobile|msisdn/.test(name)) return "caller_phone";
  if (/^(full_name|caller_name|customer_name|contact_name)$/.test(name)) return "caller_name";
  if (/^(address|street_address|service_address)$/.test(name)) return "service_address";
  return name;
}
