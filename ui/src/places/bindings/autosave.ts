// An open draft and its file. It outlives the form, so that leaving a place loses nothing; one save runs at a time, and
// the next starts from the newest state.
import { failureOf } from "../../host/result";
import type { Binding, Failure } from "../../host/types";
import { back, forth, noSteps, stepped } from "./undo";

const PAUSE = 500;

type Save = (saving: { slug: string | null; binding: Binding }) => Promise<string>;
export type Saved = "saved" | "saving" | "unnamed" | "failed";
type Snapshot = {
  draft: Binding;
  slug: string | null;
  saved: Saved;
  failure: Failure | null;
  canUndo: boolean;
  canRedo: boolean;
};
export type OpenDraft = ReturnType<typeof openDraftOf>;

export function openDraftOf(slug: string | null, initial: Binding) {
  const saved = slug === null ? "unnamed" : "saved";
  let now: Snapshot = { draft: initial, slug, saved, failure: null, canUndo: false, canRedo: false };
  let steps = noSteps;
  let written: Binding = initial;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | null = null;
  let abandoned = false;
  let save: Save | null = null;
  const listeners = new Set<() => void>();

  const tell = (change: Partial<Snapshot>) => {
    now = { ...now, ...change };
    for (const listener of listeners) listener();
  };
  const named = () => now.slug !== null || now.draft.tool_name.trim() !== "";
  /** `anyway`: under a name that the shell makes up, rather than not at all. */
  const due = (anyway = false) =>
    !abandoned && now.draft !== written && (named() || (anyway && now.draft.operation !== ""));

  const write = async (anyway: boolean) => {
    while (save && due(anyway)) {
      const binding = now.draft;
      tell({ saved: "saving", failure: null });
      try {
        const slug = await save({ slug: now.slug, binding });
        written = binding;
        // Only a file that was made just now has another name; one that was renamed meanwhile keeps its new one.
        tell({ slug: now.slug ?? slug, saved: now.draft === binding ? "saved" : "saving" });
      } catch (error) {
        tell({ saved: "failed", failure: failureOf(error) });
        return;
      }
    }
  };

  const flush = (anyway = false): Promise<void> => {
    clearTimeout(timer);
    running ??= write(anyway).finally(() => {
      running = null;
    });
    return running;
  };

  const show = (draft: Binding) => {
    const [canUndo, canRedo] = [steps.past.length > 0, steps.future.length > 0];
    // Told once: every telling is a drawing.
    now = { ...now, draft };
    tell({ saved: named() ? "saving" : "unnamed", canUndo, canRedo });
    clearTimeout(timer);
    // The first save makes the file's name of the tool's name, so it waits until that is typed to its end: the form
    // says so by flushing, or goes on to the table.
    timer = setTimeout(() => {
      if (now.slug !== null || now.draft.operation !== "") void flush();
    }, PAUSE);
  };
  const replay = (move: typeof back) => () => {
    const moved = move(steps, now.draft);
    if (!moved) return;
    steps = moved.steps;
    show(moved.draft);
  };

  return {
    snapshot: () => now,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    edit: (step: (draft: Binding) => Binding) => {
      const draft = step(now.draft);
      if (draft === now.draft) return;
      steps = stepped(steps, now.draft, draft, Date.now());
      show(draft);
    },
    undo: replay(back),
    redo: replay(forth),
    /** Connects the form; what it leaves unsaved is saved when it goes. */
    attach: (by: Save) => {
      save = by;
      return () => void flush();
    },
    flush: () => flush(),
    /** Before the window closes: a draft without a name is kept, too, once it is for a table. */
    keep: async () => {
      await running;
      await flush(true);
    },
    unsaved: (anyway = false) => due(anyway) || running !== null,
    /** Nothing is written any more; resolves when a save under way has ended. */
    abandon: async () => {
      abandoned = true;
      clearTimeout(timer);
      await running;
    },
    abandoned: () => abandoned,
    /** Writing goes on, with what was typed meanwhile. */
    resume: () => {
      abandoned = false;
      if (due()) void flush();
    },
    /** The file has another name now. */
    renamed: (slug: string) => tell({ slug }),
  };
}
