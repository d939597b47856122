// Undo and redo of steps, as plain data. What a step changed is kept by the shell, under its number.
import type { BlockTarget } from "../host/types";

export type Done = { connection: string; step: number };
export type History = { past: readonly Done[]; future: readonly Done[] };

export const noHistory: History = { past: [], future: [] };

export function did(history: History, done: Done): History {
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

export function nameOf({ table, column }: BlockTarget): string {
  return column ? `${table.table}.${column}` : table.table;
}
