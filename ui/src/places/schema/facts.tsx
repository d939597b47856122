// The facts of a schema, a table and a column, for the details beside the tree.
import type { ReactNode } from "react";
import type { Column, ForeignKey, Table, TableDetails } from "../../host/types";
import type { Fact } from "../../kit/Facts";
import { text } from "../../text";
import { leading, nameOfTable } from "../../tree/badges";
import { BLOCKED, IMPLIED } from "../../tree/blocks";
import { at, type Tree } from "../../tree/model";
import styles from "./Schema.module.css";

const words = text.schema.aside;

type Facts = readonly (Fact | null)[];
type Index = NonNullable<Table["indexes"]>[number];

export function columnFacts(home: string, { table, referred }: TableDetails, column: Column): Facts {
  const out = (table.foreign_keys ?? []).filter(({ columns }) => columns.includes(column.name));
  const back = referred.filter(({ key }) => key.referenced_columns.includes(column.name));
  const indexes = leading(table, column.name);
  const made = column.generation ? words.generation[column.generation] : "";
  return [
    { name: words.type, value: column.data_type, mono: true },
    { name: words.nullable, value: column.nullable ? words.yes : words.no },
    { name: words.made, value: made },
    { name: words.default, value: column.default ?? "", mono: true },
    { name: words.values, value: (column.enum_values ?? []).join(", ") },
    { name: words.key, value: table.primary_key?.columns.includes(column.name) ? words.primary : "" },
    { name: words.refers, value: lines(out.map((key) => target(key, home))), mono: true },
    { name: words.referred, value: lines(back.map((from) => source(from, home))), mono: true },
    { name: words.indexes, value: indexes.length > 0 ? lines(indexes.map(described)) : words.noIndex },
    { name: words.rights, value: rightsOf(column) },
    { name: words.comment, value: column.comment ?? "" },
  ];
}

export function tableFacts(
  tree: Tree,
  states: Uint8Array,
  node: number,
  home: string,
  { table, referred }: TableDetails,
): Facts {
  const rows = table.estimated_rows;
  const blocked = count(states, node + 1, at(tree.end, node));
  const partitions = table.partitions ?? 0;
  return [
    { name: words.kind, value: text.schema.kinds[table.kind] },
    { name: words.columns, value: blocked > 0 ? words.ofThem(blocked, table.columns.length) : table.columns.length },
    { name: words.rows, value: rows === null || rows === undefined ? words.rowsUnknown : text.schema.rows(rows) },
    { name: words.partitions, value: partitions > 0 ? partitions : "" },
    { name: words.key, value: (table.primary_key?.columns ?? []).join(", "), mono: true },
    { name: words.refers, value: lines((table.foreign_keys ?? []).map((key) => arrow(key, home))), mono: true },
    { name: words.referred, value: lines(referred.map((from) => source(from, home))), mono: true },
    { name: words.indexes, value: lines((table.indexes ?? []).map(described)) },
    { name: words.comment, value: table.comment ?? "" },
  ];
}

export function schemaFacts(tree: Tree, states: Uint8Array, node: number): Facts {
  let tables = 0;
  let blocked = 0;
  for (let table = node + 1; table < at(tree.end, node); table = at(tree.end, table)) {
    tables++;
    if (states[table] === BLOCKED) blocked++;
  }
  return [{ name: words.tables, value: blocked > 0 ? words.ofThem(blocked, tables) : tables }];
}

function count(states: Uint8Array, from: number, to: number): number {
  return states.subarray(from, to).filter((state) => state === BLOCKED || state === IMPLIED).length;
}

type Referring = TableDetails["referred"][number];

function target({ references, referenced_columns }: ForeignKey, home: string): string {
  return `${nameOfTable(references, home)} (${referenced_columns.join(", ")})`;
}

function source({ table, key }: Referring, home: string): string {
  return `${nameOfTable(table, home)} (${key.columns.join(", ")})`;
}

function arrow(key: ForeignKey, home: string): string {
  return `${key.columns.join(", ")} → ${target(key, home)}`;
}

function described({ name, method, unique, parts, predicate }: Index): string {
  const over = parts.map(({ column, expression }) => column ?? expression).join(", ");
  const notes = [method, unique ? words.unique : "", predicate ? words.partial : ""].filter(Boolean);
  return `${name} (${over}), ${notes.join(", ")}`;
}

/** All rights are left out, and so is each that is not held. */
function rightsOf({ privileges = { select: true, insert: true, update: true } }: Column): string {
  const { select, insert, update } = privileges;
  const rights = [select ? "SELECT" : "", insert ? "INSERT" : "", update ? "UPDATE" : ""].filter(Boolean);
  return rights.length > 0 ? rights.join(", ") : words.noRights;
}

/** Nothing at all when there are none, so that the fact is left out. */
function lines(texts: readonly string[]): ReactNode {
  if (texts.length === 0) return null;
  return (
    <ul className={styles.lines}>
      {[...new Set(texts)].map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
