import { expect, test } from "vitest";
import { BLOCKED, blockStates, CLEAR, IMPLIED, MIXED } from "./blocks";
import { pathOf } from "./model";
import { painted, pullAt, rowUnder } from "./paint";
import { visibleRows } from "./rows";
import { passed, stroke, targets, toggled } from "./select";
import { node, nothing, paths, patients, payments, tree } from "./test-catalog";

const all = visibleRows(tree, {
  expanded: new Set(["public", "public.patients", "public.payments"]),
  filter: "",
  hidden: null,
});
const clear = blockStates(tree, nothing);
const row = (path: string) => paths(all).indexOf(path);
const named = (nodes: number[]) => nodes.map((node) => pathOf(tree, node));

test("a click blocks what is clear or mixed, and clears what is blocked", () => {
  expect([CLEAR, MIXED, BLOCKED, IMPLIED].map(toggled)).toEqual([true, true, false, false]);
});

test("a stroke keeps to the level it began on", () => {
  const over = stroke(tree, all, clear, row("public.patients.ssn"), row("public.payments.patient_id"));
  expect(named(over)).toEqual(["public.patients.ssn", "public.payments.id", "public.payments.patient_id"]);
  const tables = stroke(tree, all, clear, row("public.patients"), row("public.payments.amount"));
  expect(named(tables)).toEqual(["public.patients", "public.payments"]);
});

test("a stroke leaves out the columns of a blocked table", () => {
  const states = blockStates(tree, { ...nothing, tables: [payments] });
  const over = stroke(tree, all, states, row("public.patients.phone"), row("public.payments.amount"));
  expect(named(over)).toEqual(["public.patients.phone", "public.patients.ssn"]);
});

test("a fast pointer passes the rows between two moves, and coming back does not take them out", () => {
  const far = passed(passed(null, 3), 9);
  expect(far).toEqual({ from: 3, to: 9 });
  expect(passed(passed(far, 1), 5)).toEqual({ from: 1, to: 9 });
});

test("a painted span reaches to both sides of where it began", () => {
  const origin = row("public.patients.phone");
  const over = painted(tree, all, clear, origin, { from: row("public.patients"), to: row("public.payments.id") });
  expect(named(over)).toEqual([
    "public.patients.id",
    "public.patients.name",
    "public.patients.phone",
    "public.patients.ssn",
    "public.payments.id",
  ]);
});

test("a schema stands for those of its tables that the filter leaves", () => {
  expect(targets(tree, all, [node("public")])).toEqual([
    { table: patients, column: null },
    { table: payments, column: null },
  ]);
  const some = visibleRows(tree, { expanded: new Set(), filter: "pay", hidden: null });
  expect(targets(tree, some, [node("public")])).toEqual([{ table: payments, column: null }]);
  expect(targets(tree, all, [node("public.patients.ssn")])).toEqual([{ table: patients, column: "ssn" }]);
});

test("rows are told by the height, within what is on show", () => {
  const scroller = document.createElement("div");
  scroller.getBoundingClientRect = () => new DOMRect(0, 100, 400, 28 + 280);
  Object.defineProperty(scroller, "scrollTop", { value: 56 });
  expect(rowUnder(scroller, 28, 1000, 128)).toBe(2);
  expect(rowUnder(scroller, 28, 1000, 128 + 28)).toBe(3);
  expect(rowUnder(scroller, 28, 1000, 0)).toBe(2);
  expect(rowUnder(scroller, 28, 1000, 5000)).toBe(11);
  expect(rowUnder(scroller, 28, 4, 5000)).toBe(3);
});

test("the edges pull, the harder the further out", () => {
  const box = { top: 100, bottom: 400 };
  expect(pullAt(box, 28, 250)).toBe(0);
  expect(pullAt(box, 28, 390)).toBeGreaterThan(0);
  expect(pullAt(box, 28, 900)).toBeGreaterThan(pullAt(box, 28, 390));
  expect(pullAt(box, 28, 130)).toBeLessThan(0);
});
