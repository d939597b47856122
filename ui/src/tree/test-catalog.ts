// A small catalogue for tests: two schemas, three tables, nine columns; and outlines of any names, written as the shell does.
import type { ScopingView } from "../host/types";
import { buildTree, pathOf, type Tree } from "./model";
import { FOREIGN, INDEXED, type Outline, PRIMARY, readOutline } from "./outline";
import type { Rows } from "./rows";

type ColumnOf = { name: string; type?: string; comment?: string; badges?: number; refers?: string };
type TableOf = { schema: string; name: string; columns: ColumnOf[]; comment?: string; rows?: number };

const patientColumns: ColumnOf[] = [
  { name: "id", type: "integer", badges: PRIMARY },
  { name: "name", comment: "As on the card" },
  { name: "phone", badges: INDEXED },
  { name: "ssn" },
];

const tables: TableOf[] = [
  { schema: "public", name: "patients", columns: patientColumns, comment: "One row a person", rows: 1200 },
  {
    schema: "public",
    name: "payments",
    columns: [
      { name: "id", type: "integer" },
      { name: "patient_id", badges: FOREIGN, refers: "patients" },
      { name: "amount" },
    ],
  },
  { schema: "archive", name: "visits", columns: [{ name: "id", type: "integer" }, { name: "note" }] },
];

/** Schemas in the order of their first table; the first is the default one. */
function bytesOf(tables: readonly TableOf[], fingerprint = "f"): ArrayBuffer {
  const texts: string[] = [""];
  const places = new Map([["", 0]]);
  const place = (text: string) => {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, texts.length);
    return texts.push(text) - 1;
  };
  const schemas = [...new Set(tables.map(({ schema }) => schema))];
  const columns = tables.flatMap(({ columns }) => columns);
  const named = {
    schemas: schemas.map(place),
    tables: tables.map(({ name }) => place(name)),
    columns: columns.map(({ name }) => place(name)),
  };
  const names = texts.length;
  const rows = new Uint32Array(Float32Array.from(tables, ({ rows }) => rows ?? -1).buffer);
  const words = [
    ...named.schemas,
    ...schemas.map((schema) => tables.filter((table) => table.schema === schema).length),
    ...named.tables,
    ...tables.map(({ comment }) => place(comment ?? "")),
    ...tables.map(({ columns }) => columns.length),
    ...rows,
    ...named.columns,
    ...columns.map(({ type }) => place(type ?? "text")),
    ...columns.map(({ comment }) => place(comment ?? "")),
    ...columns.map(({ refers }) => (refers ? tables.findIndex(({ name }) => name === refers) + 1 : 0)),
  ];
  const encoder = new TextEncoder();
  const header = {
    engine: "postgres",
    server_version: "18.4",
    database: "clinic",
    default_schema: schemas[0] ?? "public",
    fingerprint,
    schemas: schemas.length,
    tables: tables.length,
    columns: columns.length,
    texts: texts.length,
    names,
  };
  const written = texts.map((text) => encoder.encode(text));
  const starts = [1];
  for (const text of written) starts.push((starts.at(-1) ?? 1) + text.length + 1);
  const head = encoder.encode(JSON.stringify(header).padEnd(Math.ceil(JSON.stringify(header).length / 4) * 4));
  const four = (bytes: readonly number[]) => [...bytes, ...new Array((4 - (bytes.length % 4)) % 4).fill(0)];
  const numbers = Uint32Array.from([...starts, ...words]);
  return Uint8Array.from([
    ...new Uint8Array(Uint32Array.of(head.length).buffer),
    ...head,
    ...new Uint8Array(numbers.buffer),
    ...four(tables.map(() => 0)),
    ...four(columns.map(({ badges }) => badges ?? 0)),
    0,
    ...written.flatMap((text) => [...text, 0]),
  ]).buffer;
}

export function outlineOf(tables: readonly TableOf[], fingerprint = "f"): Outline {
  const outline = readOutline(bytesOf(tables, fingerprint));
  if (!outline) throw new Error("no outline");
  return outline;
}

/** As it crosses from the shell. */
export function packedBytes(of: readonly TableOf[] = tables): Promise<ArrayBuffer> {
  const plain = new Response(bytesOf(of)).body;
  if (!plain) throw new Error("no outline");
  return new Response(plain.pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
}
export const tree: Tree = buildTree(outlineOf(tables));
export const nothing: ScopingView = {
  blocked: { columns: 0, in_tables: 0, tables: 0 },
  quarantined: [],
  rules: [],
  excepted: [],
  renames: [],
  dismissed: [],
  unmatched: [],
  quarantine: true,
};

export const clear = () => new Uint8Array(tree.size);

export function node(path: string, of: Tree = tree): number {
  for (let at = 0; at < of.size; at++) if (pathOf(of, at) === path) return at;
  throw new Error(`there is no ${path}`);
}

export function paths(rows: Rows): string[] {
  return [...rows.nodes].map((at) => pathOf(tree, at));
}

export const patients = { schema: "public", table: "patients" };
export const payments = { schema: "public", table: "payments" };
