// Suggestions as they stand by now. Every tick changes which are blocked, so this must be quick for tens of thousands: each comes
// with its node, and a tick only reads states. By hand, as in layout.ts.
import { useMemo } from "react";
import type { Dismissal, ScopingView, SuggestionsView, SuggestionView } from "../../../host/types";
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

export function useDecided(all: SuggestionsView, tree: Tree, states: Uint8Array, { dismissed }: ScopingView): Decided {
  const placed = useMemo(() => (isOf(all, tree) ? all.suggestions : all.suggestions.map(placedIn(tree))), [all, tree]);
  return useMemo(() => {
    const gone = new Set(dismissed.map(identity));
    const decided: Decided = { open: [], blocked: 0, dismissed: [] };
    for (const view of placed) {
      if (gone.size > 0 && gone.has(identity(view.dismissal))) decided.dismissed.push(view);
      else if ((states[view.node] ?? CLEAR) >= BLOCKED) decided.blocked++;
      else decided.open.push(view);
    }
    return decided;
  }, [placed, states, dismissed]);
}

/** What is suggested about a node, if anything is. */
export function suggestionAt(all: SuggestionsView, tree: Tree, node: number): SuggestionView | null {
  const target = node < 0 ? null : targetAt(tree, node);
  if (!target) return null;
  if (isOf(all, tree)) return all.suggestions.find((view) => view.node === node) ?? null;
  const wanted = keyOf(target);
  return all.suggestions.find(({ dismissal }) => keyOf(dismissal.target) === wanted) ?? null;
}

/** Node numbers hold for one catalogue; between two of them names say what is meant. */
function isOf(all: SuggestionsView, tree: Tree): boolean {
  return all.fingerprint === tree.outline.fingerprint;
}

function placedIn(tree: Tree): (view: SuggestionView) => SuggestionView {
  return (view) => {
    const { table, column } = view.dismissal.target;
    return { ...view, node: nodeOf(tree, { ...table, column: column ?? null }) };
  };
}

/** A dismissal is of one class, and of the type that the column had. */
function identity({ target, class: name, data_type }: Dismissal): string {
  return `${keyOf(target)} ${name} ${data_type ?? ""}`;
}
