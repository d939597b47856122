// What a write sets: columns of one row, each from a parameter or to a pinned constant; and the key of an update.
import type { Binding, ColumnOffer, Scalar, WrittenField } from "../../host/types";
import { suggestedParam } from "./names";
import { withoutOrphans, withRenamedRules } from "./parameters";

export function writtenOf({ input_object_map }: Binding): readonly WrittenField[] {
  return input_object_map ?? [];
}

/** Sets one more column, from a parameter with a name of its own. */
export function withWritten(draft: Binding, column: string): Binding {
  const written = writtenOf(draft);
  if (written.some(({ field }) => field === column)) return draft;
  return { ...draft, input_object_map: [...written, { field: column, param: freeParam(draft, column) }] };
}

export function withAllWritten(draft: Binding, columns: readonly string[]): Binding {
  return columns.reduce(withWritten, draft);
}

export function withoutWritten(draft: Binding, drop: (written: WrittenField, at: number) => boolean): Binding {
  const left = writtenOf(draft).filter((one, at) => !drop(one, at));
  const { input_object_map: _, ...others } = draft;
  return withoutOrphans(left.length > 0 ? { ...others, input_object_map: left } : others);
}

/** The same column, from this parameter. */
export function withWrittenParam(draft: Binding, at: number, param: string): Binding {
  const before = writtenOf(draft)[at]?.param;
  const next = changed(draft, at, ({ field }) => ({ field, param }));
  return before == null ? next : withRenamedRules(next, before, param);
}

/** The same column, always with this value. */
export function withWrittenConstant(draft: Binding, at: number, constant: Scalar): Binding {
  return withoutOrphans(changed(draft, at, ({ field }) => ({ field, const: constant })));
}

/** From a parameter again, under the name that it would have got. */
export function withWrittenAsked(draft: Binding, at: number): Binding {
  const column = writtenOf(draft)[at]?.field ?? "";
  return withWrittenParam(draft, at, freeParam(draft, column));
}

function changed(draft: Binding, at: number, change: (written: WrittenField) => WrittenField): Binding {
  return { ...draft, input_object_map: writtenOf(draft).map((one, n) => (n === at ? change(one) : one)) };
}

/** What an agent may call the column's value; with a number behind it where that is taken. */
function freeParam(draft: Binding, column: string): string {
  const taken = new Set([draft.sql_write?.key_param, ...writtenOf(draft).map(({ param }) => param)]);
  const wanted = suggestedParam(column) || "value";
  let free = wanted;
  for (let n = 2; taken.has(free); n++) free = `${wanted}_${n}`;
  return free;
}

export type Key = { column: string; param: string };

export function keyOf({ sql_write }: Binding): Key {
  return { column: sql_write?.key_column ?? "", param: sql_write?.key_param ?? "" };
}

export function withKeyColumn(draft: Binding, column: string): Binding {
  const before = keyOf(draft);
  const suggested = before.param === "" || before.param === suggestedParam(before.column);
  return withKey(draft, { column, param: suggested ? suggestedParam(column) : before.param });
}

export function withKeyParam(draft: Binding, param: string): Binding {
  return withKey(draft, { ...keyOf(draft), param });
}

function withKey(draft: Binding, { column, param }: Key): Binding {
  const before = keyOf(draft).param;
  const next = { ...draft, sql_write: { ...draft.sql_write, key_column: column, key_param: param } };
  return withRenamedRules(next, before, param);
}

/** Columns that a new row must have and that the draft does not set. */
export function missingOf(draft: Binding, columns: readonly ColumnOffer[]): string[] {
  const set = new Set(writtenOf(draft).map(({ field }) => field));
  const missing = columns.filter((one) => one.required && one.not_settable === null && !set.has(one.name));
  return missing.map(({ name }) => name);
}
