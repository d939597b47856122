// Undo and redo of strokes, as plain data.
import type { BlockChange, BlockTarget } from "../host/types";

/** What one stroke really changed, on one connection. */
export type Done = { connection: string; change: BlockChange };
export type History = { past: readonly Done[]; future: readonly Done[] };

export const noHistory: History = { past: [], future: [] };

export function did(history: History, done: Done): History {
  if (done.change.changed.length === 0) return history;
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

export function namesOf(targets: readonly BlockTarget[]): string[] {
  return targets.map(({ table, column }) => (column ? `${table.table}.${column}` : table.table));
}
