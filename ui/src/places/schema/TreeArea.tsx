// The tree with the bar below it. What a drag is about at the moment is known here and goes no further up: each row that a
// drag passes draws these two anew, and nothing else.
import { type ReactNode, useState } from "react";
import { Tree, type TreeProps, type Under } from "../../tree/Tree";
import { ActionBar } from "./ActionBar";
import styles from "./Schema.module.css";

type Props = Omit<TreeProps, "onUnder"> & {
  /** Said in place of the tree when it has no rows. */
  nothing: ReactNode;
  /** Another one, and the tree begins where its active row is. */
  begin: string;
};

export function TreeArea({ nothing, begin, ...rest }: Props) {
  const [under, setUnder] = useState<Under | null>(null);
  const { tree, rows, states, selection, active, onStroke } = rest;
  return (
    <>
      <div className={styles.tree}>
        {rows.nodes.length > 0 ? <Tree key={begin} {...rest} onUnder={setUnder} /> : nothing}
      </div>
      <ActionBar
        tree={tree}
        rows={rows}
        states={states}
        selection={selection}
        active={active}
        under={under}
        onStroke={(nodes, blocked) => onStroke(nodes, blocked, false)}
      />
    </>
  );
}
