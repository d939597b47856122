// Undo and redo over the steps of a draft. Keys typed into one field are one step until there is a pause.
import type { Binding } from "../../host/types";

const PAUSE = 1000;
const MOST = 200;

export type Steps = {
  past: readonly Binding[];
  future: readonly Binding[];
  /** The field that the last step typed into, and when. */
  typed: { field: string; at: number } | null;
};

export const noSteps: Steps = { past: [], future: [], typed: null };

/** The steps after one from `before` to `after` at this time, in milliseconds. */
export function stepped(steps: Steps, before: Binding, after: Binding, now: number): Steps {
  const field = typedField(before, after);
  const goesOn = field !== null && steps.typed?.field === field && now - steps.typed.at < PAUSE;
  const past = goesOn ? steps.past : [...steps.past, before].slice(-MOST);
  return { past, future: [], typed: field === null ? null : { field, at: now } };
}

/** One step back from `draft`; null when there is none. */
export function back({ past, future }: Steps, draft: Binding): { steps: Steps; draft: Binding } | null {
  const to = past.at(-1);
  if (!to) return null;
  return { steps: { past: past.slice(0, -1), future: [draft, ...future], typed: null }, draft: to };
}

/** One step forth; null when there is none. */
export function forth({ past, future }: Steps, draft: Binding): { steps: Steps; draft: Binding } | null {
  const [to, ...rest] = future;
  if (!to) return null;
  return { steps: { past: [...past, draft], future: rest, typed: null }, draft: to };
}

/** The texts or numbers in which two drafts differ, as one name; null when anything else does. */
export function typedField(before: Binding, after: Binding): string | null {
  const found: string[] = [];
  return differ(before, after, "", found) && found.length > 0 ? found.join(" ") : null;
}

function differ(a: unknown, b: unknown, path: string, found: string[]): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((one, at) => differ(one, b[at], `${path}[${at}]`, found));
  }
  if (isRecord(a) && isRecord(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => differ(a[key], b[key], `${path}.${key}`, found));
  }
  found.push(path);
  return isTyped(a) && isTyped(b);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isTyped = (value: unknown) => value === undefined || typeof value === "string" || typeof value === "number";
