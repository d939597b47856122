// State that survives leaving a place and coming back, for as long as the window is open.
import { useState } from "react";

const kept = new Map<string, unknown>();

export function useKept<T>(key: string, initial: T): [T, (value: T) => void] {
  // The key is part of the state, so that another key starts from what was kept under it.
  const [state, setState] = useState<{ key: string; value: T }>(() => ({ key, value: read(key, initial) }));
  const value = state.key === key ? state.value : read(key, initial);
  return [
    value,
    (next) => {
      kept.set(key, next);
      setState({ key, value: next });
    },
  ];
}

function read<T>(key: string, initial: T): T {
  return kept.has(key) ? (kept.get(key) as T) : initial;
}

/** Another workspace is another window, as far as this is concerned. */
export function forgetKept(): void {
  kept.clear();
}
