// Ctrl+P, or Cmd+P, goes to a table or column from anywhere.
import { useEffect, useEffectEvent } from "react";

export function useFindKey(find: () => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "p") return;
    // The web view would print the page.
    event.preventDefault();
    find();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
