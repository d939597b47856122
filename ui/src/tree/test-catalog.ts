// A small catalogue for tests: two schemas, three tables, nine columns.
import type { Catalog, Column, ScopingView, Table } from "../host/types";
import { buildTree, pathOf, type Tree } from "./model";
import type { Rows } from "./rows";

function column(name: string, more: Partial<Column> = {}): Column {
  const privileges = { select: true, insert: false, update: false };
  return { name, data_type: "text", class: "text", nullable: true, privileges, ...more };
}

function table(schema: string, name: string, columns: Column[], more: Partial<Table> = {}): Table {
  return { name: { schema, table: name }, kind: "table", columns, ...more };
}

const id = () => column("id", { data_type: "integer", class: "integer", nullable: false });

export const catalog: Catalog = {
  engine: "postgres",
  server_version: "18.4",
  database: "clinic",
  default_schema: "public",
  tables: [
    table("archive", "visits", [id(), column("note")]),
    table("public", "patients", [id(), column("name", { comment: "As on the card" }), column("phone"), column("ssn")], {
      comment: "One row a person",
      estimated_rows: 1200,
      primary_key: { name: "patients_pkey", columns: ["id"] },
      indexes: [
        { name: "patients_phone", method: "btree", unique: false, parts: [{ column: "phone" }] },
        { name: "patients_ssn", method: "btree", unique: true, parts: [{ column: "ssn" }], valid: false },
      ],
    }),
    table("public", "payments", [id(), column("patient_id"), column("amount")], {
      foreign_keys: [
        {
          name: "payments_patient",
          columns: ["patient_id"],
          references: { schema: "public", table: "patients" },
          referenced_columns: ["id"],
        },
      ],
    }),
  ],
};

export const tree: Tree = buildTree(catalog);

export const nothing: ScopingView = {
  tables: [],
  columns: [],
  quarantined: [],
  rules: [],
  excepted: [],
  renames: [],
  dismissed: [],
  unmatched: [],
  quarantine: true,
};

export function node(path: string): number {
  for (let at = 0; at < tree.size; at++) if (pathOf(tree, at) === path) return at;
  throw new Error(`there is no ${path}`);
}

export function paths(rows: Rows): string[] {
  return [...rows.nodes].map((at) => pathOf(tree, at));
}

export const patients = { schema: "public", table: "patients" };
export const payments = { schema: "public", table: "payments" };
