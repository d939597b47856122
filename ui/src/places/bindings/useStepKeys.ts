// Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y go over the steps of the draft, in its text fields, too: what a field remembers by itself
// knows nothing of the rest of the form. A field that is not part of the draft keeps its own.
import { useEffect, useEffectEvent } from "react";
import type { OpenDraft } from "./autosave";

export function useStepKeys(open: OpenDraft): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const [back, forth] = [key === "z" && !event.shiftKey, (key === "z" && event.shiftKey) || key === "y"];
    if ((!back && !forth) || hasItsOwn(event.target)) return;
    event.preventDefault();
    if (back) open.undo();
    else open.redo();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

function hasItsOwn(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[data-own-undo], [role=dialog], [role=alertdialog]") !== null;
}
