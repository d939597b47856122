import { expect, test } from "vitest";
import {
  BLOCKED,
  BY_TABLE,
  blockStates,
  CLEAR,
  EXCEPTED,
  IMPLIED,
  MIXED,
  OWN,
  QUARANTINED,
  RENAMED,
  RULED,
  withStroke,
} from "./blocks";
import { clear, node, tree } from "./test-catalog";

const marked = (...paths: string[]) =>
  withStroke(
    tree,
    clear(),
    paths.map((path) => node(path)),
    true,
  );
const state = (marks: Uint8Array, path: string) => blockStates(tree, marks)[node(path)];

test("a blocked column leaves its table and schema mixed", () => {
  const marks = marked("public.patients.ssn");
  expect(state(marks, "public.patients.ssn")).toBe(BLOCKED);
  expect(state(marks, "public.patients.phone")).toBe(CLEAR);
  expect(state(marks, "public.patients")).toBe(MIXED);
  expect(state(marks, "public")).toBe(MIXED);
  expect(state(marks, "archive")).toBe(CLEAR);
});

test("a blocked table implies its columns, even one that is blocked by itself", () => {
  const marks = marked("public.patients.ssn", "public.patients");
  expect(state(marks, "public.patients")).toBe(BLOCKED);
  expect(state(marks, "public.patients.phone")).toBe(IMPLIED);
  expect(state(marks, "public.patients.ssn")).toBe(IMPLIED);
  expect(withStroke(tree, marks, [node("public.patients")], false)).toEqual(marked("public.patients.ssn"));
});

test("a schema is blocked when all of its tables are, and not when all of their columns are", () => {
  expect(state(marked("public.patients", "public.payments"), "public")).toBe(BLOCKED);
  expect(state(marked("archive.visits.id", "archive.visits.note"), "archive")).toBe(MIXED);
});

test("whatever the reason, it is blocked; an exception alone blocks nothing", () => {
  for (const [bit, expected] of [
    [OWN, BLOCKED],
    [RULED, BLOCKED],
    [QUARANTINED, BLOCKED],
    [RENAMED, BLOCKED],
    [BY_TABLE, IMPLIED],
    [EXCEPTED, CLEAR],
  ] as const) {
    const marks = clear();
    marks[node("public.patients.ssn")] = bit;
    expect(state(marks, "public.patients.ssn")).toBe(expected);
  }
});

test("a stroke answers what was asked; a rule goes on, or is excepted from", () => {
  const ssn = node("public.patients.ssn");
  const after = (mark: number, blocked: boolean) => {
    const marks = clear();
    marks[ssn] = mark;
    return withStroke(tree, marks, [ssn], blocked)[ssn];
  };
  expect(after(QUARANTINED | RENAMED, true)).toBe(OWN);
  expect(after(QUARANTINED | OWN, false)).toBe(0);
  expect(after(RULED, false)).toBe(EXCEPTED);
  expect(after(EXCEPTED, true)).toBe(OWN | RULED);
});
