// Drafts that must be found again when their place is come back to: new ones, and those whose file is behind the form.
import type { Chosen } from "../../app/state";
import type { Binding } from "../../host/types";
import { type OpenDraft, openDraftOf } from "./autosave";
import { emptyDraft, sameDraft } from "./draft";

const fresh = new WeakMap<Chosen, OpenDraft>();
/** By their files, in the workspaces of this window. */
const byFile = new Map<string, OpenDraft>();
const all = new Set<OpenDraft>();

const keyOf = (scope: string, slug: string) => JSON.stringify([scope, slug]);

export function freshDraft(chosen: Chosen, connection: string): OpenDraft {
  const known = fresh.get(chosen);
  if (known) return known;
  const made = openDraftOf(null, emptyDraft(connection));
  fresh.set(chosen, made);
  all.add(made);
  return made;
}

/** The draft as its form left it, while its file is not there yet. */
export function unsavedDraft(scope: string, slug: string): OpenDraft | null {
  const found = byFile.get(keyOf(scope, slug));
  return found?.unsaved() ? found : null;
}

export function storedDraft(scope: string, slug: string, binding: Binding): OpenDraft {
  const open = unsavedDraft(scope, slug) ?? goneBackTo(scope, slug, binding) ?? openDraftOf(slug, binding);
  keepDraft(scope, slug, open);
  return open;
}

/** The form as it was left, with the steps that led there; only if nobody has changed the file since. */
function goneBackTo(scope: string, slug: string, binding: Binding): OpenDraft | null {
  const known = byFile.get(keyOf(scope, slug));
  return known && !known.abandoned() && sameDraft(known.snapshot().draft, binding) ? known : null;
}

export function keepDraft(scope: string, slug: string, open: OpenDraft): void {
  byFile.set(keyOf(scope, slug), open);
  all.add(open);
}

/** The file has another name now. */
export function moveDraft(scope: string, from: string, to: string, open: OpenDraft): void {
  byFile.delete(keyOf(scope, from));
  keepDraft(scope, to, open);
}

/** Writes what is not written yet; false when something could not be. */
export async function flushDrafts(): Promise<boolean> {
  await Promise.all([...all].map((open) => open.keep()));
  return [...all].every((open) => !open.unsaved(true));
}
