import { expect, test } from "vitest";
import { BLOCKED, blockStates, withStroke } from "./blocks";
import { matchesOf } from "./filter";
import { carried, type Folds, firstFolds, folded } from "./fold";
import { at, buildTree, COLUMN, pathOf, type Tree } from "./model";
import { shownMatches, sumShown, visibleRows } from "./rows";
import { extentOf } from "./select";
import { clear, node, outlineOf, paths, tree } from "./test-catalog";

function opened(...names: string[]): Folds {
  const none = { ...firstFolds(tree), opened: new Uint8Array(tree.size) };
  return folded(
    none,
    names.map((name) => node(name)),
    true,
  );
}

function show(filter: string, folds = opened(), hidden: Uint8Array | null = null) {
  return visibleRows(tree, carried(folds, tree, filter), matchesOf(tree, filter), hidden);
}

test("the default schema comes first and open, and nothing but what was opened is on show", () => {
  expect(paths(show(""))).toEqual(["public", "archive"]);
  const first = ["public", "public.patients", "public.payments", "archive"];
  expect(paths(show("", firstFolds(tree)))).toEqual(first);
  expect(paths(show("", opened("public.patients")))).toEqual(["public", "archive"]);
});

test("a column that matches opens its table, a table that matches stays closed and keeps its columns", () => {
  expect(paths(show("ssn"))).toEqual(["public", "public.patients", "public.patients.ssn"]);
  expect(paths(show("PATIENTS"))).toEqual(["public", "public.patients"]);
  expect(paths(show("patients", opened("public.patients")))).toHaveLength(6);
  expect(paths(show("no such thing"))).toEqual([]);
});

test("a dotted word is a path, its sides may be cut short", () => {
  const amount = ["public", "public.payments", "public.payments.amount"];
  for (const filter of ["payments.am", "ments.amount", "payments.amount"]) expect(paths(show(filter))).toEqual(amount);
  expect(paths(show("public.pay"))).toEqual(["public", "public.payments"]);
  expect(paths(show("payments.mount"))).toEqual([]);
});

test("what a filter opened can be closed by hand, until it is another filter", () => {
  const closed = folded(carried(opened(), tree, "ssn"), [node("public.patients")], false);
  expect(paths(show("ssn", closed))).toEqual(["public", "public.patients"]);
  expect(paths(show("ss", closed))).toContain("public.patients.ssn");
});

test("open branches stay open over a discovery, by their names", () => {
  const columns = [{ name: "id" }];
  const tables = ["a_new_one", "patients"].map((name) => ({ schema: "public", name, columns }));
  const later = buildTree(outlineOf(tables));
  const folds = carried(opened("public", "public.patients", "archive"), later, "");
  const open = [...folds.opened].flatMap((bit, at) => (bit ? [pathOf(later, at)] : []));
  expect(open).toEqual(["public", "public.patients"]);
});

test("what is hidden is gone with all that is in it", () => {
  const hidden = new Uint8Array(tree.size);
  hidden[node("public.patients")] = 1;
  const rows = show("", opened("public", "public.patients"), hidden);
  expect(paths(rows)).toEqual(["public", "public.payments", "archive"]);
});

test("all shown is what the filter found and what is on show", () => {
  const named = (filter: string, inside: boolean, folds = opened()) =>
    shownMatches(tree, show(filter, folds), inside).map((at) => pathOf(tree, at));
  expect(named("pa", false)).toEqual(["public.patients", "public.payments"]);
  expect(named("pa", true, opened("public.payments"))).toContain("public.payments.patient_id");
  const ids = ["public.patients.id", "public.payments.id", "public.payments.patient_id", "archive.visits.id"];
  expect(named("id", false)).toEqual(ids);
  const closed = folded(carried(opened(), tree, "id"), [node("public.payments")], false);
  expect(named("id", false, closed)).toEqual(["public.patients.id", "archive.visits.id"]);
  expect(named("", false)).toEqual([]);
});

test("the sum of all shown is that of what would be gathered", () => {
  for (const filter of ["pa", "id", "payments", "ssn", "a"]) {
    const rows = show(filter, opened("public.patients", "public.payments"));
    const marks = withStroke(tree, clear(), [node("public.payments"), node("public.patients.ssn")], true);
    const states = blockStates(tree, marks);
    const { seen, hidden, ...extent } = sumShown(tree, rows, states);
    const toBlock = shownMatches(tree, rows, false);
    expect(extent).toEqual(extentOf(tree, toBlock));
    expect(seen).toBe(toBlock.some((at) => (states[at] ?? 0) < BLOCKED));
    expect(hidden).toBe(shownMatches(tree, rows, true).some((at) => states[at] === BLOCKED));
  }
});

/** A tree of any shape. */
function anyTree(random: () => number): Tree {
  const some = (most: number) => Math.floor(random() * (most + 1));
  const tables = Array.from({ length: 1 + some(6) }, (_, nth) => ({
    schema: `schema_${Math.floor(nth / 2)}`,
    name: `t${nth}_${some(3)}`,
    columns: Array.from({ length: some(5) }, (_, at) => ({ name: `c${at}_${some(3)}` })),
  }));
  return buildTree(outlineOf(tables));
}

/** The same seed, the same numbers (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

test("of any tree: rows are the nodes whose branches are open; positions and sizes are the plain ones", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = seeded(seed);
    const any = anyTree(random);
    const all = Array.from({ length: any.size }, (_, at) => at);
    const folds = folded(
      firstFolds(any),
      all.filter(() => random() < 0.6),
      true,
    );
    const filter = random() < 0.5 ? "" : `_${Math.floor(random() * 4)}`;
    const matched = matchesOf(any, filter);
    const rows = visibleRows(any, carried(folds, any, filter), matched, null);
    const parents = (at: number): number[] => {
      const up = any.parent[at] ?? -1;
      return up < 0 ? [] : [up, ...parents(up)];
    };
    const plainly = (at: number) => pathOf(any, at).split(".").at(-1)?.includes(filter) && parents(at).length > 0;
    if (matched) expect(all.filter((at) => matched[at])).toEqual(all.filter(plainly));
    const kept = (at: number) =>
      !matched ||
      matched[at] === 1 ||
      all.some((other) => matched[other] && parents(other).includes(at)) ||
      (any.level[at] === COLUMN && matched[any.parent[at] ?? 0] === 1);
    const shown = all.filter((at) => kept(at) && parents(at).every((up) => rows.open[up]));
    expect([...rows.nodes]).toEqual(shown);
    shown.forEach((node, row) => {
      const siblings = shown.filter((other) => any.parent[other] === any.parent[node]);
      expect(at(rows.position, row)).toBe(siblings.indexOf(node) + 1);
      expect(at(rows.children, at(any.parent, node) + 1)).toBe(siblings.length);
    });
  }
});

test("200,000 columns are laid out and filtered", () => {
  const columns = Array.from({ length: 200 }, (_, at) => ({ name: `column_${at}` }));
  const tables = Array.from({ length: 1000 }, (_, at) => ({ schema: "public", name: `table_${at}`, columns }));
  const large = buildTree(outlineOf(tables));
  expect(large.size).toBe(201_001);
  expect(pathOf(large, large.size - 1)).toBe("public.table_999.column_199");
  const filter = "table_77.column_19";
  const rows = visibleRows(large, carried(firstFolds(large), large, filter), matchesOf(large, filter), null);
  // table_77 and table_770 to table_779? No: the dot ends the table's name. column_19 and column_190 to column_199.
  expect(rows.nodes).toHaveLength(2 + 11);
});
