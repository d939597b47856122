import { expect, test } from "vitest";
import { type Action, keyAction, openableSiblings, rowOf, typeAhead } from "./keys";
import { at } from "./model";
import { visibleRows } from "./rows";
import { node, paths, tree } from "./test-catalog";

const rows = visibleRows(tree, { expanded: new Set(["public", "public.patients"]), filter: "", hidden: null });
const row = (path: string) => paths(rows).indexOf(path);

function press(key: string, path: string, { shift = false, command = false } = {}): Action | null {
  return keyAction(tree, rows, row(path), 3, { key, shift, command });
}

test("arrows, pages and ends move, and stay within the list", () => {
  expect(press("ArrowDown", "public")).toEqual({ kind: "move", row: 1 });
  expect(press("ArrowUp", "public")).toEqual({ kind: "move", row: 0 });
  expect(press("PageDown", "public")).toEqual({ kind: "move", row: 3 });
  expect(press("PageUp", "public.patients")).toEqual({ kind: "move", row: 0 });
  expect(press("End", "public")).toEqual({ kind: "move", row: rows.nodes.length - 1 });
  expect(press("Home", "archive")).toEqual({ kind: "move", row: 0 });
});

test("Right opens and then goes in, Left closes and then goes out", () => {
  expect(press("ArrowRight", "archive")).toEqual({ kind: "open", node: node("archive") });
  expect(press("ArrowRight", "public")).toEqual({ kind: "move", row: row("public.patients") });
  expect(press("ArrowRight", "public.patients.ssn")).toBeNull();
  expect(press("ArrowLeft", "public.patients")).toEqual({ kind: "close", node: node("public.patients") });
  expect(press("ArrowLeft", "public.patients.ssn")).toEqual({ kind: "move", row: row("public.patients") });
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
