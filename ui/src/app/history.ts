// Undo and redo of steps, as plain data.
import type { BlockTarget, Fact, PolicyChange } from "../host/types";

/** What one step really changed, on one connection. */
export type Done = { connection: string; change: PolicyChange };
export type History = { past: readonly Done[]; future: readonly Done[] };

export const noHistory: History = { past: [], future: [] };

export function did(history: History, done: Done): History {
  if (done.change.put.length === 0 && done.change.taken.length === 0) return history;
  return { past: [...history.past, done], future: [] };
}

export function undone(history: History): { history: History; done: Done | null } {
  const done = history.past.at(-1) ?? null;
  if (!done) return { history, done };
  return { history: { past: history.past.slice(0, -1), future: [done, ...history.future] }, done };
}

export function redone(history: History): { history: History; done: Done | null } {
  const [done = null, ...future] = history.future;
  if (!done) return { history, done };
  return { history: { past: [...history.past, done], future }, done };
}

export function reversed({ put, taken }: PolicyChange): PolicyChange {
  return { put: taken, taken: put };
}

/** What a change leaves blocked, and what it lets through. */
export function effectOf({ put, taken }: PolicyChange): { blocked: string[]; allowed: string[] } {
  const names = (facts: readonly Fact[]) => [...new Set(facts.flatMap(namesIn))];
  const blocked = names(put.filter(({ kind }) => kind === "blocked" || kind === "quarantined" || kind === "renamed"));
  const kept = new Set(blocked);
  const gone = taken.filter(({ kind }) => kind === "blocked" || kind === "quarantined" || kind === "renamed");
  const excepted = put.filter(({ kind }) => kind === "excepted");
  return { blocked, allowed: names([...gone, ...excepted]).filter((name) => !kept.has(name)) };
}

function namesIn(fact: Fact): string[] {
  switch (fact.kind) {
    case "blocked":
    case "quarantined":
    case "excepted":
      return [nameOf(fact.of)];
    case "renamed":
      return [nameOf(fact.of.to)];
    default:
      return [];
  }
}

export function nameOf({ table, column }: BlockTarget): string {
  return column ? `${table.table}.${column}` : table.table;
}
