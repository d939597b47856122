// What the field has found, which of it is active, and where it leads.
import { useDeferredValue, useId, useState } from "react";
import { useKept } from "../../../app/kept";
import { useFound } from "../../../host/search";
import type { SearchMode } from "./SearchField";

/** The most tables that are listed; each comes with those of its columns that answer. */
const LIMIT = 30;

export function useSearch(connection: string, query: string) {
  const id = useId();
  const [mode, setMode] = useKept<SearchMode>(`schema.mode.${connection}`, "tree");
  const [moved, setMoved] = useState({ query: "", active: 0 });
  const typed = useDeferredValue(query.trim());
  const found = useFound(connection, mode === "best" ? typed : "", LIMIT);
  const hits = mode === "best" && typed !== "" ? (found.data?.hits ?? []) : [];
  // Another query begins at its best answer again.
  const active = moved.query === typed ? Math.min(moved.active, Math.max(0, hits.length - 1)) : 0;
  // Enter may be quicker than the answer: it then means the best of what is to come, not of what is still on show.
  const current = mode === "best" && typed === query.trim() && !found.isPlaceholderData && found.data !== undefined;
  const [entered, setEntered] = useState<string | null>(null);
  const reached = entered === query && current ? (hits[active] ?? null) : null;
  return {
    id,
    mode,
    setMode,
    found,
    hits,
    active,
    setActive: (index: number) => setMoved({ query: typed, active: index }),
    /** Where Enter leads, once that is known; `left` says that somebody went there. */
    reached,
    enter: () => setEntered(query),
    left: () => setEntered(null),
  };
}
