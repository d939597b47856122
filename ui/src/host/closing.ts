// Closing: the shell asks, the page saves what was typed a moment ago, the shell closes.
import { commands, events } from "./bindings";

/** Calls `save` when the window is being closed. It closes when everything is saved, and stays open otherwise. */
export function onClosing(save: () => Promise<boolean>, staying: () => void): () => void {
  const listening = events.closing.listen(async () => {
    const saved = await save().catch(() => false);
    if (!saved) staying();
    await commands.finishClosing(saved);
  });
  return () => void listening.then((stop) => stop());
}
