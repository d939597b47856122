// The catalogue as it crosses: flat arrays over one table of texts, used as they lie. The layout is described, and written,
// in crates/core/src/catalog/outline.rs.
import type { Engine, Table } from "../host/types";

type Header = {
  engine: Engine;
  server_version: string;
  database: string;
  default_schema: string;
  /** Which catalogue this is: node numbers hold for it alone. */
  fingerprint: string;
  schemas: number;
  tables: number;
  columns: number;
  texts: number;
  names: number;
};

export type Outline = Header & {
  schemaName: Uint32Array;
  schemaTables: Uint32Array;
  tableName: Uint32Array;
  tableComment: Uint32Array;
  tableColumns: Uint32Array;
  /** Estimated rows, -1 when unknown. */
  tableRows: Float32Array;
  tableKind: Uint8Array;
  columnName: Uint32Array;
  columnType: Uint32Array;
  columnComment: Uint32Array;
  /** The table that the column refers to, its place + 1; 0 for none. */
  columnRefers: Uint32Array;
  badges: Uint8Array;
  /** A text by its place; read when it is first asked for. */
  text: (place: number) => string;
  /** Where each name begins in the run of all names, in letters; and where the last one ends. */
  nameStarts: () => Uint32Array;
  /** All names in lower case, a NUL before and after each. */
  allNames: () => string;
};

/** Bits of a column's badges. */
export const PRIMARY = 1;
export const FOREIGN = 2;
export const INDEXED = 4;

export const KINDS: readonly Table["kind"][] = [
  "table",
  "partitioned_table",
  "view",
  "materialized_view",
  "foreign_table",
];

/** Null for no bytes at all: the database was never discovered. */
export function readOutline(buffer: ArrayBuffer): Outline | null {
  if (buffer.byteLength === 0) return null;
  const decoder = new TextDecoder();
  const length = new DataView(buffer).getUint32(0, true);
  const header: Header = JSON.parse(decoder.decode(new Uint8Array(buffer, 4, length)));
  let at = 4 + length;
  const words = (count: number) => {
    const array = new Uint32Array(buffer, at, count);
    at += count * 4;
    return array;
  };
  const bytes = (count: number) => {
    const array = new Uint8Array(buffer, at, count);
    at += (count + 3) & ~3;
    return array;
  };
  const { schemas, tables, columns, texts, names } = header;
  const starts = words(texts + 1);
  const arrays = {
    schemaName: words(schemas),
    schemaTables: words(schemas),
    tableName: words(tables),
    tableComment: words(tables),
    tableColumns: words(tables),
    tableRows: new Float32Array(buffer, words(tables).byteOffset, tables),
    columnName: words(columns),
    columnType: words(columns),
    columnComment: words(columns),
    columnRefers: words(columns),
    tableKind: bytes(tables),
    badges: bytes(columns),
  };
  const all = new Uint8Array(buffer, at);
  const read: string[] = [];
  const text = (place: number) => {
    const known = read[place];
    if (known !== undefined) return known;
    const found = decoder.decode(all.subarray(starts[place] ?? 0, (starts[place + 1] ?? 1) - 1));
    read[place] = found;
    return found;
  };
  return { ...header, ...arrays, text, ...namesOf(all, starts, names, decoder) };
}

/** The run of all names, and where each begins. Made once, when something is first sought. */
function namesOf(all: Uint8Array, starts: Uint32Array, names: number, decoder: TextDecoder) {
  let made: { run: string; starts: Uint32Array } | null = null;
  const make = () => {
    if (made) return made;
    const end = starts[names] ?? all.length;
    const run = decoder.decode(all.subarray(0, end)).toLowerCase();
    // In plain ASCII letters are bytes. Elsewhere lengths differ, and lower case may have other lengths still.
    made = { run, starts: run.length === end ? starts.subarray(0, names + 1) : counted(run, names) };
    return made;
  };
  return { allNames: () => make().run, nameStarts: () => make().starts };
}

function counted(run: string, names: number): Uint32Array {
  const starts = new Uint32Array(names + 1);
  let at = 1;
  run
    .slice(1)
    .split("\0")
    .forEach((name, place) => {
      if (place <= names) starts[place] = at;
      at += name.length + 1;
    });
  return starts;
}
