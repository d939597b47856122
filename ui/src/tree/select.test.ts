import { expect, test } from "vitest";
import { BLOCKED, blockStates, CLEAR, IMPLIED, MIXED, withStroke } from "./blocks";
import { painted, pullAt, rowUnder } from "./drag";
import { matchesOf } from "./filter";
import { carried, firstFolds, folded } from "./fold";
import { pathOf } from "./model";
import { visibleRows } from "./rows";
import {
  between,
  columnsAround,
  extentOf,
  flipped,
  including,
  isBulk,
  passed,
  ranges,
  selected,
  selectedNodes,
  stroke,
  struck,
  toggled,
} from "./select";
import { node, clear as none, paths, tree } from "./test-catalog";

const open = folded(firstFolds(tree), [node("public.patients"), node("public.payments")], true);
const all = visibleRows(tree, open, null, null);
const clear = blockStates(tree, none());
const row = (path: string) => paths(all).indexOf(path);
const named = (nodes: Iterable<number>) => [...nodes].map((node) => pathOf(tree, node));

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
  const states = blockStates(tree, withStroke(tree, none(), [node("public.payments")], true));
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
  expect(named(struck(tree, all, [node("public")]))).toEqual(["public.patients", "public.payments"]);
  const some = visibleRows(tree, carried(open, tree, "pay"), matchesOf(tree, "pay"), null);
  expect(named(struck(tree, some, [node("public")]))).toEqual(["public.payments"]);
  expect(named(struck(tree, all, [node("public.patients.ssn")]))).toEqual(["public.patients.ssn"]);
});

test("nodes cross as ranges", () => {
  expect(ranges([])).toEqual([]);
  expect(ranges([3, 4, 5, 9, 11, 12])).toEqual([3, 6, 9, 10, 11, 13]);
});

test("an extent says how much, and from where on somebody is asked", () => {
  const paths = ["public.patients.id", "public.patients.ssn", "public.payments.id", "archive.visits"];
  expect(
    extentOf(
      tree,
      paths.map((path) => node(path)),
    ),
  ).toEqual({ columns: 3, inTables: 2, tables: 1 });
  expect(isBulk({ columns: 10, inTables: 1, tables: 0 })).toBe(false);
  expect(isBulk({ columns: 11, inTables: 1, tables: 0 })).toBe(true);
  expect(isBulk({ columns: 2, inTables: 2, tables: 0 })).toBe(true);
  expect(isBulk({ columns: 0, inTables: 0, tables: 1 })).toBe(false);
});

test("a selection takes rows in, once each, and lets single ones go", () => {
  const range = selected(tree, between(all, row("public.patients.phone"), row("public.patients.name")));
  expect(range.size).toBe(2);
  const more = including(range, [node("public.patients.phone"), node("archive")]);
  expect(more.size).toBe(3);
  const less = flipped(more, node("archive"));
  expect([less.size, flipped(less, node("archive")).size]).toEqual([2, 3]);
  expect(more.size).toBe(3);
});

test("a step over a selection keeps to the level of the row that leads", () => {
  const selection = selected(tree, all.nodes);
  const lead = (path: string) => named(selectedNodes(tree, all, clear, selection, node(path)));
  expect(lead("public.patients")).toEqual(["public.patients", "public.payments"]);
  expect(lead("public.patients.id")).toHaveLength(7);
});

test("all columns of a row's table", () => {
  const columns = ["public.payments.id", "public.payments.patient_id", "public.payments.amount"];
  expect(named(columnsAround(tree, node("public.payments")))).toEqual(columns);
  expect(named(columnsAround(tree, node("public.payments.amount")))).toEqual(columns);
  expect(columnsAround(tree, node("public"))).toEqual([]);
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
