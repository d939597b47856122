import { expect, test } from "vitest";
import { badgesOf } from "./badges";
import { buildTree, pathOf } from "./model";
import { positionInSet, visibleRows } from "./rows";
import { catalog, node, paths, tree } from "./test-catalog";

const none: ReadonlySet<string> = new Set();

function show(filter: string, expanded: ReadonlySet<string> = none, hidden: Uint8Array | null = null) {
  return visibleRows(tree, { expanded, filter, hidden });
}

test("the default schema comes first, and nothing but what was opened is on show", () => {
  expect(paths(show(""))).toEqual(["public", "archive"]);
  expect(paths(show("", new Set(["public"])))).toEqual(["public", "public.patients", "public.payments", "archive"]);
  expect(paths(show("", new Set(["public.patients"])))).toEqual(["public", "archive"]);
});

test("a column that matches opens its table, a table that matches stays closed and keeps its columns", () => {
  expect(paths(show("ssn"))).toEqual(["public", "public.patients", "public.patients.ssn"]);
  expect(paths(show("PATIENTS"))).toEqual(["public", "public.patients"]);
  expect(paths(show("patients", new Set(["public.patients"])))).toHaveLength(6);
  expect(paths(show("payments.am"))).toEqual(["public", "public.payments", "public.payments.amount"]);
  expect(paths(show("no such thing"))).toEqual([]);
});

test("what is hidden is gone with all that is in it", () => {
  const hidden = new Uint8Array(tree.size);
  hidden[node("public.patients")] = 1;
  expect(paths(show("", new Set(["public", "public.patients"]), hidden))).toEqual([
    "public",
    "public.payments",
    "archive",
  ]);
});

test("a position counts what the filter leaves", () => {
  expect(positionInSet(tree, show(""), node("archive"))).toEqual({ position: 2, size: 2 });
  expect(positionInSet(tree, show("amount"), node("public.payments"))).toEqual({ position: 1, size: 1 });
  expect(positionInSet(tree, show(""), node("public.patients.phone"))).toEqual({ position: 3, size: 4 });
});

test("badges name the keys and the usable indexes, and go with what the agent cannot see", () => {
  const of = (table: number, column: number, gone: Parameters<typeof badgesOf>[2] = null) => {
    const found = catalog.tables[table];
    const named = found?.columns[column];
    if (!found || !named) throw new Error("no such column");
    return badgesOf(found, named, gone);
  };
  expect(of(1, 0)).toEqual({ primary: true, foreign: null, indexed: false });
  expect(of(1, 2).indexed).toBe(true);
  expect(of(1, 3).indexed).toBe(false);
  expect(of(2, 1).foreign?.name).toBe("payments_patient");
  expect(of(2, 1, ({ table }) => table === "patients").foreign).toBeNull();
});

test("200,000 columns are laid out and filtered without trouble", () => {
  const [first] = catalog.tables;
  if (!first) throw new Error("no table");
  const columns = Array.from({ length: 200 }, (_, at) => ({ ...first.columns[0], name: `column_${at}` }));
  const tables = Array.from({ length: 1000 }, (_, at) => ({
    ...first,
    name: { schema: "public", table: `table_${at}` },
    columns: columns as typeof first.columns,
  }));
  const large = buildTree({ ...catalog, tables });
  expect(large.size).toBe(201_001);
  expect(pathOf(large, large.size - 1)).toBe("public.table_999.column_199");
  const rows = visibleRows(large, { expanded: none, filter: "table_77.column_19", hidden: null });
  // table_77 and table_770 to table_779? No: the dot ends the table's name. column_19 and column_190 to column_199.
  expect(rows.nodes).toHaveLength(2 + 11);
});
