// The tree's costly parts, each kept by what it is made of, so that moving the selection over 200,000 rows works
// out none of them anew. By hand: the compiler cannot know that walking the tree does not change it, and would tie them.
import { useMemo } from "react";
import type { Catalog, ScopingView, TableName } from "../../host/types";
import type { Gone } from "../../tree/badges";
import { BLOCKED, blockStates } from "../../tree/blocks";
import { at, buildTree, pathOf, type Tree } from "../../tree/model";
import { type Rows, visibleRows } from "../../tree/rows";

export function useTree(catalog: Catalog): Tree {
  return useMemo(() => buildTree(catalog), [catalog]);
}

export function useStates(tree: Tree, scoping: ScopingView): Uint8Array {
  return useMemo(() => blockStates(tree, scoping), [tree, scoping]);
}

export function useRows(tree: Tree, opened: readonly string[], filter: string, hidden: Uint8Array | null): Rows {
  return useMemo(() => {
    return visibleRows(tree, { expanded: new Set(opened), filter, hidden });
  }, [tree, opened, filter, hidden]);
}

/** What the agent does not see, as long as its view is asked for. */
export function useHidden(states: Uint8Array, asAgent: boolean): Uint8Array | null {
  return useMemo(() => (asAgent ? states.map((state) => (state >= BLOCKED ? 1 : 0)) : null), [states, asAgent]);
}

export function useGone(scoping: ScopingView, asAgent: boolean): Gone | null {
  return useMemo(() => (asAgent ? goneIn(scoping) : null), [scoping, asAgent]);
}

/** The node of a path, -1 when a discovery since has lost it. */
export function useNode(tree: Tree, path: string | null): number {
  return useMemo(() => (path === null ? -1 : nodeAt(tree, path)), [tree, path]);
}

function nodeAt(tree: Tree, path: string): number {
  let node = 0;
  while (node < tree.size) {
    const here = pathOf(tree, node);
    if (here === path) return node;
    // Only what the path may lie in is entered.
    node = path.startsWith(`${here}.`) ? node + 1 : at(tree.end, node);
  }
  return -1;
}

function goneIn({ tables, columns }: ScopingView): Gone {
  const key = ({ schema, table }: TableName, column?: string) => JSON.stringify([schema, table, column]);
  const keys = new Set([
    ...tables.map((table) => key(table)),
    ...columns.map(({ table, column }) => key(table, column)),
  ]);
  return (table, column) => keys.has(key(table)) || keys.has(key(table, column));
}
