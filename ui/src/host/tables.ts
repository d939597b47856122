// The tables of a connection as a picker needs them: names, kinds, and what is blocked whole.
import { useMemo } from "react";
import { BLOCKED, blockStates } from "../tree/blocks";
import { at, buildTree, nameOf, SCHEMA, TABLE } from "../tree/model";
import { KINDS, type Outline } from "../tree/outline";
import { useOutline } from "./catalog";
import { useMarks } from "./scoping";
import type { Engine, Table, TableName } from "./types";

export type PickableTable = { name: TableName; kind: Table["kind"]; blocked: boolean };
export type Tables = { engine: Engine; home: string; tables: readonly PickableTable[] };

/** Null when the database was never discovered. */
export function useTables(connection: string) {
  const outline = useOutline(connection);
  const marks = useMarks(connection);
  const data = useMemo(() => {
    if (outline.data === null) return null;
    return outline.data && marks.data ? tablesOf(outline.data, marks.data) : undefined;
  }, [outline.data, marks.data]);
  const error = outline.error ?? marks.error;
  return { data, error, isError: error !== null, isPending: data === undefined && error === null };
}

function tablesOf(outline: Outline, marks: Uint8Array): Tables {
  const tree = buildTree(outline);
  const states = blockStates(tree, marks);
  const tables: PickableTable[] = [];
  for (let node = 0; node < tree.size; node = at(tree.level, node) === SCHEMA ? node + 1 : at(tree.end, node)) {
    if (at(tree.level, node) !== TABLE) continue;
    tables.push({
      name: { schema: nameOf(tree, at(tree.parent, node)), table: nameOf(tree, node) },
      kind: KINDS[at(outline.tableKind, at(tree.place, node))] ?? "table",
      blocked: states[node] === BLOCKED,
    });
  }
  return { engine: outline.engine, home: outline.default_schema, tables };
}
