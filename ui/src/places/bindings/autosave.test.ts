import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Binding } from "../../host/types";
import { openDraftOf } from "./autosave";
import { emptyDraft } from "./draft";

const named = (tool_name: string) => (draft: Binding) => ({ ...draft, tool_name });

/** A shell that answers when it is told to. */
function slowShell() {
  const asked: { slug: string | null; name: string }[] = [];
  const answers: (() => void)[] = [];
  const save = ({ slug, binding }: { slug: string | null; binding: Binding }) => {
    asked.push({ slug, name: binding.tool_name });
    return new Promise<string>((resolve) => answers.push(() => resolve("slug")));
  };
  const answer = async () => {
    answers.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { asked, save, answer };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("autosave", () => {
  it("waits for a pause, and for a name", async () => {
    const { asked, save } = slowShell();
    const open = openDraftOf(null, emptyDraft("clinic"));
    open.attach(save);
    open.edit((draft) => ({ ...draft, operation: "a.read" }));
    await vi.advanceTimersByTimeAsync(1000);
    expect([asked, open.snapshot().saved]).toEqual([[], "unnamed"]);
    open.edit(named("L"));
    await vi.advanceTimersByTimeAsync(400);
    open.edit(named("Look"));
    await vi.advanceTimersByTimeAsync(400);
    expect([asked, open.snapshot().saved]).toEqual([[], "saving"]);
    await vi.advanceTimersByTimeAsync(100);
    expect(asked).toEqual([{ slug: null, name: "Look" }]);
  });

  it("does not name the file after half a name", async () => {
    const { asked, save } = slowShell();
    const open = openDraftOf(null, emptyDraft("clinic"));
    open.attach(save);
    open.edit(named("Look"));
    await vi.advanceTimersByTimeAsync(5000);
    open.edit(named("Look up"));
    expect(asked).toEqual([]);
    void open.flush();
    expect(asked).toEqual([{ slug: null, name: "Look up" }]);
  });

  it("never has two saves under way, and ends with the newest under the one slug", async () => {
    const { asked, save, answer } = slowShell();
    const open = openDraftOf(null, emptyDraft("clinic"));
    open.attach(save);
    open.edit((draft) => ({ ...draft, operation: "a.read" }));
    open.edit(named("one"));
    await vi.advanceTimersByTimeAsync(500);
    open.edit(named("two"));
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toHaveLength(1);
    await answer();
    expect(asked.at(-1)).toEqual({ slug: "slug", name: "two" });
    expect(open.snapshot().saved).toBe("saving");
    await answer();
    expect(open.snapshot()).toMatchObject({ slug: "slug", saved: "saved" });
    expect(asked).toHaveLength(2);
  });

  it("saves what is left when the form goes", async () => {
    const { asked, save, answer } = slowShell();
    const open = openDraftOf("old", emptyDraft("clinic"));
    const leave = open.attach(save);
    open.edit(named("last"));
    leave();
    expect(asked).toEqual([{ slug: "old", name: "last" }]);
    expect(open.unsaved()).toBe(true);
    await answer();
    expect(open.unsaved()).toBe(false);
  });

  it("keeps a draft without a name only when the window closes, and only if it is for a table", async () => {
    const { asked, save, answer } = slowShell();
    const open = openDraftOf(null, emptyDraft("clinic"));
    open.attach(save);
    open.edit((draft) => ({ ...draft, description: "for a table?" }));
    await open.keep();
    expect([asked, open.unsaved(true)]).toEqual([[], false]);
    open.edit((draft) => ({ ...draft, operation: "a.read" }));
    await open.flush();
    expect([asked, open.unsaved(), open.unsaved(true)]).toEqual([[], false, true]);
    const kept = open.keep();
    await vi.advanceTimersByTimeAsync(0);
    await answer();
    await kept;
    expect([asked, open.unsaved(true)]).toEqual([[{ slug: null, name: "" }], false]);
  });

  it("goes over its steps and saves where it ends", async () => {
    const { asked, save } = slowShell();
    const open = openDraftOf("old", { ...emptyDraft("clinic"), tool_name: "first" });
    open.attach(save);
    open.edit(named("second"));
    open.undo();
    expect(open.snapshot()).toMatchObject({ draft: { tool_name: "first" }, canUndo: false, canRedo: true });
    open.redo();
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toEqual([{ slug: "old", name: "second" }]);
  });

  it("writes nothing once it is abandoned", async () => {
    const { asked, save } = slowShell();
    const open = openDraftOf("old", emptyDraft("clinic"));
    open.attach(save);
    open.edit(named("gone"));
    await open.abandon();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual([]);
  });

  it("says that it failed, and tries again with the next change", async () => {
    const save = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error("disk full")).mockResolvedValue("old");
    const open = openDraftOf("old", emptyDraft("clinic"));
    open.attach(save);
    open.edit(named("a"));
    await vi.advanceTimersByTimeAsync(500);
    expect(open.snapshot()).toMatchObject({ saved: "failed", failure: { message: "disk full" } });
    open.edit(named("b"));
    await vi.advanceTimersByTimeAsync(500);
    expect(open.snapshot()).toMatchObject({ saved: "saved", failure: null });
  });
});
