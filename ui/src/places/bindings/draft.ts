// What the form does to a draft. Every step takes a draft and gives the next; what is not named stays as the file has it.
import type { Binding, Projection } from "../../host/types";
import { snakeCase, suggestedParam } from "./names";
import { withRenamedRules } from "./parameters";

type Input = NonNullable<Binding["inputs"]>[number];
type Search = NonNullable<Binding["sql_search"]>;

export function emptyDraft(connection: string): Binding {
  return { tool_name: "", connection, operation: "", enabled: false, inputs: [], projection: [] };
}

/** Whether a file would hold the same: what is empty is left out of it. */
export function sameDraft(a: Binding, b: Binding): boolean {
  return JSON.stringify(asFile(a)) === JSON.stringify(asFile(b));
}

function asFile(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asFile);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([, one]) => one != null && one !== false && !isEmpty(one));
  return Object.fromEntries(
    kept.map(([key, one]) => [key, asFile(one)]).sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
}

const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0;

export type Filter = { column: string; param: string; required: boolean };

/** The filter, whichever of its two forms the draft is written in. */
export function filterOf({ inputs, sql_search }: Binding): Filter {
  const input = inputs?.[0];
  return {
    column: input?.arg ?? sql_search?.filter_column ?? "",
    param: input?.param ?? sql_search?.param ?? "",
    required: input?.required ?? true,
  };
}

/** Writes the filter in the form that the draft has; where it has both, they stay agreed. */
function withFilter(draft: Binding, change: Partial<Filter>): Binding {
  const { inputs = [], sql_search: search } = draft;
  const { column, param, required } = { ...filterOf(draft), ...change };
  const inSearch = search?.filter_column != null || search?.param != null;
  const next = { ...draft };
  if (inSearch) next.sql_search = { ...search, filter_column: column, param };
  // Only an input can say that a parameter is optional.
  if (!inSearch || inputs.length > 0 || !required) {
    next.inputs = [{ ...inputs[0], param, arg: column, required } satisfies Input, ...inputs.slice(1)];
  }
  return next;
}

export function withFilterColumn(draft: Binding, column: string): Binding {
  const before = filterOf(draft);
  // A name that was only suggested follows the column; one that a person typed stays.
  const suggested = before.param === "" || before.param === suggestedParam(before.column);
  const param = suggested ? suggestedParam(column) : before.param;
  return withRenamedRules(withFilter(draft, { column, param }), before.param, param);
}

export function withParam(draft: Binding, param: string): Binding {
  return withRenamedRules(withFilter(draft, { param }), filterOf(draft).param, param);
}

export function withRequired(draft: Binding, required: boolean): Binding {
  return withFilter(draft, { required });
}

export function limitOf({ sql_search }: Binding): number {
  return sql_search?.limit ?? 1;
}

export function withLimit(draft: Binding, limit: number): Binding {
  const { limit: _, ...others } = draft.sql_search ?? {};
  return withSearch(draft, limit === 1 ? others : { ...others, limit });
}

export type Order = { column: string; descending: boolean };

/** The column that rows are ordered by; empty when they come as they come. */
export function orderOf({ sql_search }: Binding): Order {
  return { column: sql_search?.order_by ?? "", descending: sql_search?.descending ?? false };
}

export function withOrder(draft: Binding, { column, descending }: Order): Binding {
  const { order_by: _, descending: __, ...others } = draft.sql_search ?? {};
  const order = column === "" ? {} : { order_by: column, ...(descending ? { descending } : {}) };
  return withSearch(draft, { ...others, ...order });
}

/** Leaves the whole part out when nothing is left in it. */
export function withSearch(draft: Binding, search: Search): Binding {
  const { sql_search: _, ...others } = draft;
  return Object.values(search).some((value) => value != null) ? { ...others, sql_search: search } : others;
}

export function pathText(path: readonly string[]): string {
  return path.join(".");
}

export function readPath(text: string): string[] {
  return text.split(".");
}

/** One more output: at this place, or last. */
export function withOutput(draft: Binding, path: string[], at?: number): Binding {
  const projection = [...(draft.projection ?? [])];
  projection.splice(at ?? projection.length, 0, { path, leaf: freeLeaf(projection, path) });
  return { ...draft, projection };
}

/** The column's name; where it is taken, with the relationship before it, then with a number behind it. */
function freeLeaf(outputs: readonly Projection[], path: readonly string[]): string {
  const taken = new Set(outputs.map(({ leaf }) => leaf));
  const name = snakeCase(path.at(-1) ?? "");
  const wanted = taken.has(name) && path.length > 1 ? snakeCase(path.join("_")) : name;
  let free = wanted;
  for (let n = 2; free !== "" && taken.has(free); n++) free = `${wanted}_${n}`;
  return free;
}

export function changedOutput(draft: Binding, at: number, change: Partial<Projection>): Binding {
  const projection = (draft.projection ?? []).map((output, n) => (n === at ? { ...output, ...change } : output));
  return { ...draft, projection };
}

export function withoutOutputs(draft: Binding, drop: (output: Projection, at: number) => boolean): Binding {
  return { ...draft, projection: (draft.projection ?? []).filter((output, at) => !drop(output, at)) };
}

export function movedOutput(draft: Binding, from: number, to: number): Binding {
  const projection = [...(draft.projection ?? [])];
  if (to < 0 || to >= projection.length) return draft;
  projection.splice(to, 0, ...projection.splice(from, 1));
  return { ...draft, projection };
}
