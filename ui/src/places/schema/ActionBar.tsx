// Below the tree: what a step would apply to, and the steps over all that is selected or found.
import { Button } from "../../kit/Button";
import { text } from "../../text";
import { BLOCKED, IMPLIED } from "../../tree/blocks";
import type { Tree } from "../../tree/model";
import { type Rows, shownMatches } from "../../tree/rows";
import { extentOf, type Selection, selectedNodes, struck } from "../../tree/select";
import type { Under } from "../../tree/Tree";
import styles from "./Schema.module.css";

const words = text.schema.bar;

type Props = {
  tree: Tree;
  rows: Rows;
  states: Uint8Array;
  selection: Selection;
  active: number;
  under: Under | null;
  onStroke: (nodes: number[], blocked: boolean) => void;
};

export function ActionBar(props: Props) {
  return (
    <fieldset className={styles.bar} aria-label={words.label} data-testid="action-bar">
      <Content {...props} />
    </fieldset>
  );
}

function Content({ tree, rows, states, selection, active, under, onStroke }: Props) {
  if (under) return <p className={styles.barText}>{words.under[under.does](extentOf(tree, under.nodes))}</p>;
  if (selection.size > 1) {
    const nodes = struck(tree, rows, selectedNodes(tree, rows, states, selection, active));
    return (
      <Steps
        said={words.selected(extentOf(tree, nodes))}
        block={words.block}
        allow={words.allow}
        toBlock={nodes}
        toAllow={nodes}
        states={states}
        onStroke={onStroke}
        id="selected"
      />
    );
  }
  if (rows.matched) {
    const toBlock = shownMatches(tree, rows, false);
    return (
      <Steps
        said={words.shown(extentOf(tree, toBlock))}
        block={words.blockShown}
        allow={words.allowShown}
        toBlock={toBlock}
        toAllow={shownMatches(tree, rows, true)}
        states={states}
        onStroke={onStroke}
        id="shown"
      />
    );
  }
  return <p className={styles.barText}>{words.all(tree.outline.columns, tree.outline.tables)}</p>;
}

type StepsProps = {
  said: string;
  block: string;
  allow: string;
  toBlock: number[];
  toAllow: number[];
  states: Uint8Array;
  onStroke: (nodes: number[], blocked: boolean) => void;
  id: string;
};

/** Only what a step changes is part of it, so that the sentence before it is true. */
function Steps({ said, block, allow, toBlock, toAllow, states, onStroke, id }: StepsProps) {
  const open = toBlock.filter((node) => states[node] !== BLOCKED && states[node] !== IMPLIED);
  const closed = toAllow.filter((node) => states[node] === BLOCKED);
  return (
    <>
      <p className={styles.barText}>{said}</p>
      <Button data-testid={`block-${id}`} disabled={open.length === 0} onClick={() => onStroke(open, true)}>
        {block}
      </Button>
      <Button data-testid={`allow-${id}`} disabled={closed.length === 0} onClick={() => onStroke(closed, false)}>
        {allow}
      </Button>
    </>
  );
}
