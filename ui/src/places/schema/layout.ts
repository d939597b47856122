// The tree's costly parts, each kept by what it is made of, so that moving the selection over 200,000 rows works
// out none of them anew. By hand: the compiler cannot know that walking the tree does not change it, and would tie them.
import { useEffect, useMemo } from "react";
import { useKept } from "../../app/kept";
import { BLOCKED, blockStates } from "../../tree/blocks";
import { matchesOf } from "../../tree/filter";
import { carried, type Folds, firstFolds } from "../../tree/fold";
import { buildTree, type Named, nodeOf, type Tree } from "../../tree/model";
import type { Outline } from "../../tree/outline";
import { type Rows, visibleRows } from "../../tree/rows";
import { type Selection, selected } from "../../tree/select";

const MOMENT = 200;

export function useTree(outline: Outline): Tree {
  return useMemo(() => buildTree(outline), [outline]);
}

export function useStates(tree: Tree, marks: Uint8Array): Uint8Array {
  return useMemo(() => blockStates(tree, marks), [tree, marks]);
}

/** Open branches, carried over to a new tree by their names. */
export function useFolds(connection: string, tree: Tree, filter: string): [Folds, (folds: Folds) => void] {
  const [kept, keep] = useKept<Folds | null>(`schema.folds.${connection}`, null);
  const folds = useMemo(() => carried(kept ?? firstFolds(tree), tree, filter), [kept, tree, filter]);
  return [folds, keep];
}

export function useRows(tree: Tree, folds: Folds, filter: string, hidden: Uint8Array | null): Rows {
  const matched = useMemo(() => matchesOf(tree, filter), [tree, filter]);
  return useMemo(() => visibleRows(tree, folds, matched, hidden), [tree, folds, matched, hidden]);
}

/** Filters once for nobody, a moment after the tree is there: the first key then finds the run of names made and the loops compiled. */
export function useFilterReady(tree: Tree, settled: boolean): void {
  useEffect(() => {
    if (!settled) return;
    const timer = setTimeout(() => visibleRows(tree, firstFolds(tree), matchesOf(tree, "a.b c"), null), MOMENT);
    return () => clearTimeout(timer);
  }, [tree, settled]);
}

/** What the agent does not see, as long as its view is asked for. */
export function useHidden(states: Uint8Array, asAgent: boolean): Uint8Array | null {
  return useMemo(() => (asAgent ? states.map((state) => (state >= BLOCKED ? 1 : 0)) : null), [states, asAgent]);
}

/** The node of a name, -1 when a discovery since has lost it. */
export function useNode(tree: Tree, named: Named | null): number {
  return useMemo(() => (named === null ? -1 : nodeOf(tree, named)), [tree, named]);
}

/** The selected rows; another tree begins with the active one. */
export function useSelection(connection: string, tree: Tree, active: number): [Selection, (next: Selection) => void] {
  const [kept, keep] = useKept<{ tree: Tree; selection: Selection } | null>(`schema.selection.${connection}`, null);
  const selection = useMemo(
    () => (kept?.tree === tree ? kept.selection : selected(tree, active < 0 ? [] : [active])),
    [kept, tree, active],
  );
  return [selection, (next) => keep({ tree, selection: next })];
}
