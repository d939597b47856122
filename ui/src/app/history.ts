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

/** What a change leaves blocked, what it lets through, and what else it decides. */
export type Effect = {
  blocked: string[];
  allowed: string[];
  rulesAdded: string[];
  rulesRemoved: string[];
  dismissed: string[];
  suggestedAgain: string[];
  /** Null when the setting stays as it is. */
  quarantine: boolean | null;
};

export function effectOf({ put, taken }: PolicyChange): Effect {
  const blocked = names(put.filter(blocks));
  const kept = new Set(blocked);
  const allowed = names([...taken.filter(blocks), ...put.filter(({ kind }) => kind === "excepted")]);
  const off = (facts: readonly Fact[]) => facts.some(({ kind }) => kind === "quarantine_off");
  return {
    blocked,
    allowed: allowed.filter((name) => !kept.has(name)),
    rulesAdded: rulesIn(put),
    rulesRemoved: rulesIn(taken),
    dismissed: dismissedIn(put),
    suggestedAgain: dismissedIn(taken),
    quarantine: off(put) ? false : off(taken) ? true : null,
  };
}

function blocks({ kind }: Fact): boolean {
  return kind === "blocked" || kind === "quarantined" || kind === "renamed";
}

function rulesIn(facts: readonly Fact[]): string[] {
  return facts.flatMap((fact) => (fact.kind === "rule" ? [fact.of] : []));
}

function dismissedIn(facts: readonly Fact[]): string[] {
  return facts.flatMap((fact) => (fact.kind === "dismissed" ? [nameOf(fact.of.target)] : []));
}

function names(facts: readonly Fact[]): string[] {
  return [...new Set(facts.flatMap(namesIn))];
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
