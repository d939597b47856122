import { expect, test } from "vitest";
import type { Cell, Proof, TableProof } from "../../host/types";
import { keyStep, rowsOf } from "./proofRows";

const cell = (state: Cell["state"], ...via: string[]): Cell => ({ state, via });

function table(name: string, part: Partial<TableProof> = {}): TableProof {
  return {
    name: { schema: "public", table: name },
    summary: { agree: 7, too_much: 0, too_little: 0 },
    groups: [{ columns: ["id", "name"], select: cell("held", "ro"), insert: cell("absent"), update: cell("absent") }],
    beyond: [],
    ...part,
  };
}

const proof = (tables: TableProof[]): Proof => ({
  ok: false,
  user: "ro",
  summary: { agree: 0, too_much: 0, too_little: 0 },
  tables,
  extras: [],
});

const mixed = proof([
  table("a"),
  table("b", {
    summary: { agree: 6, too_much: 0, too_little: 1 },
    groups: [
      { columns: ["id"], select: cell("held", "ro"), insert: cell("absent"), update: cell("absent") },
      { columns: ["name"], select: cell("too_little"), insert: cell("absent"), update: cell("absent") },
    ],
  }),
  table("c", {
    summary: { agree: 7, too_much: 2, too_little: 0 },
    beyond: [{ state: "too_much", rights: ["DELETE", "TRUNCATE"], via: ["PUBLIC"] }],
  }),
]);

test("what differs comes first and is open, too much before too little", () => {
  const rows = rowsOf(mixed, false, new Set());
  expect(rows.map((row) => row.label)).toEqual([
    "public.c",
    "TRUNCATE",
    "id",
    "name",
    "public.b",
    "name",
    "id",
    "public.a",
  ]);
  expect(rows[0]?.answers.delete).toEqual({ state: "too_much", via: ["PUBLIC"], held: 1, of: 1 });
  expect(rows[0]?.answers.select).toEqual({ state: "held", via: ["ro"], held: 2, of: 2 });
  expect(rows[4]?.answers.select).toMatchObject({ state: "too_little", held: 1, of: 2 });
  expect(rows.map((row) => [row.position, row.siblings]).slice(0, 5)).toEqual([
    [1, 3],
    [1, 3],
    [2, 3],
    [3, 3],
    [2, 3],
  ]);
});

test("only differences leaves the rest out, and a table can be closed and opened", () => {
  expect(rowsOf(mixed, true, new Set()).map((row) => row.label)).toEqual(["public.c", "TRUNCATE", "public.b", "name"]);
  expect(rowsOf(mixed, false, new Set([1, 2, 0])).map((row) => row.label)).toEqual([
    "public.c",
    "public.b",
    "public.a",
    "id",
    "name",
  ]);
});

test("ten thousand tables are rows without trouble", () => {
  const many = proof([...Array(10_000)].map((_, at) => table(`t${at}`)));
  expect(rowsOf(many, false, new Set())).toHaveLength(10_000);
  expect(rowsOf(many, true, new Set())).toHaveLength(0);
});

test("keys move, open and close as a treegrid's do", () => {
  const rows = rowsOf(mixed, false, new Set());
  expect(keyStep(rows, 0, 5, "ArrowDown")).toEqual({ kind: "go", row: 1 });
  expect(keyStep(rows, 3, 5, "ArrowLeft")).toEqual({ kind: "go", row: 0 });
  expect(keyStep(rows, 0, 5, "ArrowLeft")).toEqual({ kind: "turn", table: 2 });
  expect(keyStep(rows, 7, 5, "ArrowRight")).toEqual({ kind: "turn", table: 0 });
  expect(keyStep(rows, 6, 5, "PageDown")).toEqual({ kind: "go", row: 7 });
  expect(keyStep(rows, 1, 5, "Enter")).toBeNull();
  expect(keyStep(rows, 0, 5, "x")).toBeNull();
});
