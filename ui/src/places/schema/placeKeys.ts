// Keys of the whole place, wherever the focus is: F5 discovers anew, Ctrl+F goes to the filter.
import { useEffect, useEffectEvent } from "react";

export function usePlaceKeys(rediscover: (() => void) | null, filter: () => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || event.shiftKey) return;
    const command = event.ctrlKey || event.metaKey;
    const act =
      event.key === "F5" && !command ? rediscover : event.key.toLowerCase() === "f" && command ? filter : null;
    // The web view would load the page anew, or open a search of its own.
    if (event.key === "F5" || act) event.preventDefault();
    act?.();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
