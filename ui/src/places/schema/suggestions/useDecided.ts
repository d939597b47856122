// Suggestions as they stand by now. Every tick changes which are blocked, so this must be quick for tens of thousands: names are
// looked up once, a tick only reads states. By hand, as in layout.ts.
import { useMemo } from "react";
import type { Dismissal, ScopingView, SuggestionView } from "../../../host/types";
import { BLOCKED, CLEAR } from "../../../tree/blocks";
import { nodeOf, type Tree, targetAt } from "../../../tree/model";
import { keyOf } from "../names";

export type Decided = {
  /** Neither blocked nor dismissed. */
  open: SuggestionView[];
  /** How many are blocked already. */
  blocked: number;
  /** Suggestions that were dismissed and would be made otherwise. */
  dismissed: SuggestionView[];
};

export function useDecided(
  all: readonly SuggestionView[],
  tree: Tree,
  states: Uint8Array,
  { dismissed }: ScopingView,
): Decided {
  const placed = useMemo(() => all.map((view) => ({ view, node: nodeOfSuggestion(tree, view) })), [all, tree]);
  return useMemo(() => {
    const gone = new Set(dismissed.map(identity));
    const decided: Decided = { open: [], blocked: 0, dismissed: [] };
    for (const { view, node } of placed) {
      if (gone.size > 0 && gone.has(identity(view.dismissal))) decided.dismissed.push(view);
      else if ((states[node] ?? CLEAR) >= BLOCKED) decided.blocked++;
      else decided.open.push(view);
    }
    return decided;
  }, [placed, states, dismissed]);
}

/** What is suggested about a node, if anything is. */
export function suggestionAt(all: readonly SuggestionView[], tree: Tree, node: number): SuggestionView | null {
  const target = node < 0 ? null : targetAt(tree, node);
  if (!target) return null;
  const wanted = keyOf(target);
  return (
    all.find(
      ({ dismissal }) => dismissal.target.table.table === target.table.table && keyOf(dismissal.target) === wanted,
    ) ?? null
  );
}

function nodeOfSuggestion(tree: Tree, { dismissal: { target } }: SuggestionView): number {
  return nodeOf(tree, { ...target.table, column: target.column ?? null });
}

/** A dismissal is of one class, and of the type that the column had. */
function identity({ target, class: name, data_type }: Dismissal): string {
  return `${keyOf(target)} ${name} ${data_type ?? ""}`;
}
