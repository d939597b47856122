import { expect, test } from "vitest";
import type { ScopingView } from "../host/types";
import { BLOCKED, blockStates, CLEAR, countBlocks, IMPLIED, MIXED, withBlocks } from "./blocks";
import { node, nothing, patients, payments, tree } from "./test-catalog";

const ssn = { table: patients, column: "ssn" };

function state(view: ScopingView, path: string): number | undefined {
  return blockStates(tree, view)[node(path)];
}

test("a blocked column leaves its table and schema mixed", () => {
  const view = { ...nothing, columns: [ssn] };
  expect(state(view, "public.patients.ssn")).toBe(BLOCKED);
  expect(state(view, "public.patients.phone")).toBe(CLEAR);
  expect(state(view, "public.patients")).toBe(MIXED);
  expect(state(view, "public")).toBe(MIXED);
  expect(state(view, "archive")).toBe(CLEAR);
});

test("a blocked table implies its columns, even one that is blocked by itself", () => {
  const view = { ...nothing, tables: [patients], columns: [ssn] };
  expect(state(view, "public.patients")).toBe(BLOCKED);
  expect(state(view, "public.patients.phone")).toBe(IMPLIED);
  expect(state(view, "public.patients.ssn")).toBe(IMPLIED);
});

test("a schema is blocked when all of its tables are, and not when all of their columns are", () => {
  expect(state({ ...nothing, tables: [patients, payments] }, "public")).toBe(BLOCKED);
  const columns = ["id", "note"].map((column) => ({ table: { schema: "archive", table: "visits" }, column }));
  expect(state({ ...nothing, columns }, "archive")).toBe(MIXED);
});

test("the same name in another schema is another table", () => {
  expect(state({ ...nothing, tables: [{ schema: "archive", table: "patients" }] }, "public.patients")).toBe(CLEAR);
});

test("a stroke is added once, and taken away without touching the rest", () => {
  const targets = [{ table: payments, column: null }, ssn];
  const blocked = withBlocks(withBlocks(nothing, targets, true), targets, true);
  expect(blocked).toEqual({ ...nothing, tables: [payments], columns: [ssn] });
  expect(withBlocks(blocked, [{ table: payments, column: null }], false)).toEqual({ ...nothing, columns: [ssn] });
  expect(withBlocks(blocked, [{ table: patients }], false)).toEqual(blocked);
});

test("columns of a blocked table are not counted again", () => {
  const view = { ...nothing, tables: [payments], columns: [ssn, { table: payments, column: "amount" }] };
  expect(countBlocks(view)).toEqual({ columns: 1, inTables: 1, tables: 1 });
});
