// Which branches are open: one bit a node, by hand or by a filter.
import { at, COLUMN, namedAt, nameOf, nodeOf, type Tree } from "./model";

/** Plain data of one tree; carried over by names when a discovery gives another. */
export type Folds = {
  readonly tree: Tree;
  /** 1 for each node that a person opened. */
  readonly opened: Uint8Array;
  /** 1 for each node that a person closed although a filter opened it; forgotten with the filter's text. */
  readonly closed: Uint8Array;
  readonly filter: string;
};

/** At first the default schema is open, or the only one. */
export function firstFolds(tree: Tree): Folds {
  const opened = new Uint8Array(tree.size);
  // The default schema stands first, if it is there at all.
  if (tree.size > 0 && (nameOf(tree, 0) === tree.outline.default_schema || tree.outline.schemas === 1)) opened[0] = 1;
  return { tree, opened, closed: new Uint8Array(tree.size), filter: "" };
}

export function folded(folds: Folds, nodes: readonly number[], open: boolean): Folds {
  const [opened, closed] = [folds.opened.slice(), folds.closed.slice()];
  for (const node of nodes) {
    opened[node] = open ? 1 : 0;
    closed[node] = open ? 0 : 1;
  }
  return { ...folds, opened, closed };
}

/** The same branches in another tree and under another filter. */
export function carried(folds: Folds, tree: Tree, filter: string): Folds {
  if (folds.tree === tree && folds.filter === filter) return folds;
  const closed = new Uint8Array(tree.size);
  if (folds.tree === tree) return { ...folds, closed, filter };
  const opened = new Uint8Array(tree.size);
  for (let node = 0; node < folds.tree.size; node++) {
    if (!folds.opened[node] || at(folds.tree.level, node) === COLUMN) continue;
    const now = nodeOf(tree, namedAt(folds.tree, node));
    if (now >= 0) opened[now] = 1;
  }
  return { tree, opened, closed, filter };
}
