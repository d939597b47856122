import { expect, test } from "vitest";
import { firstFolds, folded } from "./fold";
import { type Action, keyAction, openableSiblings, rowOf, typeAhead } from "./keys";
import { at } from "./model";
import { visibleRows } from "./rows";
import { node, paths, tree } from "./test-catalog";

const rows = visibleRows(tree, folded(firstFolds(tree), [node("public.patients")], true), null, null);
const row = (path: string) => paths(rows).indexOf(path);

function press(key: string, path: string, { shift = false, command = false } = {}): Action | null {
  return keyAction(tree, rows, row(path), 3, { key, shift, command });
}

const move = (row: number, more = {}) => ({ kind: "move", row, extend: false, keep: false, ...more });

test("arrows, pages and ends move, and stay within the list", () => {
  expect(press("ArrowDown", "public")).toEqual(move(1));
  expect(press("ArrowUp", "public")).toEqual(move(0));
  expect(press("PageDown", "public")).toEqual(move(3));
  expect(press("PageUp", "public.patients")).toEqual(move(0));
  expect(press("End", "public")).toEqual(move(rows.nodes.length - 1));
  expect(press("Home", "archive")).toEqual(move(0));
});

test("with Shift the selection goes along, with Ctrl it stays", () => {
  expect(press("ArrowDown", "public", { shift: true })).toEqual(move(1, { extend: true }));
  expect(press("End", "public", { command: true })).toEqual(move(rows.nodes.length - 1, { keep: true }));
  expect(press(" ", "public", { command: true })).toEqual({ kind: "flip" });
  expect(press("a", "public", { command: true })).toEqual({ kind: "all" });
  expect(press("Escape", "public")).toEqual({ kind: "one" });
});

test("the menu opens by either key", () => {
  expect(press("ContextMenu", "public")).toEqual({ kind: "menu" });
  expect(press("F10", "public", { shift: true })).toEqual({ kind: "menu" });
  expect(press("F10", "public")).toBeNull();
});

test("Right opens and then goes in, Left closes and then goes out", () => {
  expect(press("ArrowRight", "archive")).toEqual({ kind: "open", node: node("archive") });
  expect(press("ArrowRight", "public")).toEqual(move(row("public.patients")));
  expect(press("ArrowRight", "public.patients.ssn")).toBeNull();
  expect(press("ArrowLeft", "public.patients")).toEqual({ kind: "close", node: node("public.patients") });
  expect(press("ArrowLeft", "public.patients.ssn")).toEqual(move(row("public.patients")));
  expect(press("ArrowLeft", "archive")).toBeNull();
});

test("Space toggles, Shift+Space takes a range, a letter is typed, a command is not ours", () => {
  expect(press(" ", "public")).toEqual({ kind: "toggle" });
  expect(press(" ", "public", { shift: true })).toEqual({ kind: "range" });
  expect(press("p", "public")).toEqual({ kind: "type", letter: "p" });
  expect(press("z", "public", { command: true })).toBeNull();
  expect(press("Tab", "public")).toBeNull();
});

test("typing goes on to the next that begins so, and around the end", () => {
  expect(typeAhead(tree, rows, row("public.patients"), "p")).toBe(row("public.patients.phone"));
  expect(typeAhead(tree, rows, row("public.patients"), "pa")).toBe(row("public.patients"));
  expect(typeAhead(tree, rows, row("archive"), "pu")).toBe(row("public"));
  expect(typeAhead(tree, rows, 0, "x")).toBe(-1);
});

test("one letter again and again is a step each time, unless a name begins so", () => {
  expect(typeAhead(tree, rows, row("public.patients"), "ss")).toBe(row("public.patients.ssn"));
  expect(typeAhead(tree, rows, row("public.patients"), "pp")).toBe(row("public.patients.phone"));
  expect(typeAhead(tree, rows, row("public.patients.phone"), "ppp")).toBe(row("public.payments"));
  expect(typeAhead(tree, rows, row("public.patients"), "sn")).toBe(-1);
});

test("a star opens the siblings", () => {
  expect(openableSiblings(tree, rows, node("public.patients"))).toEqual([
    node("public.patients"),
    node("public.payments"),
  ]);
  expect(openableSiblings(tree, rows, node("public.patients.ssn"))).toEqual([]);
});

test("a node's row is found, or that it has none", () => {
  for (let index = 0; index < rows.nodes.length; index++) expect(rowOf(rows, at(rows.nodes, index))).toBe(index);
  expect(rowOf(rows, node("archive.visits"))).toBe(-1);
});
