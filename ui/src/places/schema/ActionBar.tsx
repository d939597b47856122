// Below the tree: what a step would apply to, and the steps over all that is selected or found.
import type { ReactNode } from "react";
import { Button } from "../../kit/Button";
import { text } from "../../text";
import { BLOCKED, IMPLIED } from "../../tree/blocks";
import type { Tree } from "../../tree/model";
import { type Rows, shownMatches, sumShown } from "../../tree/rows";
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
    const [seen, hidden] = [visible(states, nodes), blocked(states, nodes)];
    return (
      <Steps id="selected" said={words.selected(extentOf(tree, nodes))}>
        <Step id="block-selected" label={words.block} any={seen.length > 0} onClick={() => onStroke(seen, true)} />
        <Step id="allow-selected" label={words.allow} any={hidden.length > 0} onClick={() => onStroke(hidden, false)} />
      </Steps>
    );
  }
  if (!rows.matched) return <p className={styles.barText}>{words.all(tree.outline.columns, tree.outline.tables)}</p>;
  const sum = sumShown(tree, rows, states);
  const block = () => onStroke(visible(states, shownMatches(tree, rows, false)), true);
  const allow = () => onStroke(blocked(states, shownMatches(tree, rows, true)), false);
  return (
    <Steps id="shown" said={words.shown(sum)}>
      <Step id="block-shown" label={words.blockShown} any={sum.seen} onClick={block} />
      <Step id="allow-shown" label={words.allowShown} any={sum.hidden} onClick={allow} />
    </Steps>
  );
}

// Only what a step changes is part of it, so that the sentence before it is true.
const visible = (states: Uint8Array, nodes: readonly number[]) =>
  nodes.filter((node) => states[node] !== BLOCKED && states[node] !== IMPLIED);
const blocked = (states: Uint8Array, nodes: readonly number[]) => nodes.filter((node) => states[node] === BLOCKED);

function Steps({ id, said, children }: { id: string; said: string; children: ReactNode }) {
  return (
    <>
      <p className={styles.barText} data-testid={`sum-${id}`}>
        {said}
      </p>
      {children}
    </>
  );
}

function Step({ id, label, any, onClick }: { id: string; label: string; any: boolean; onClick: () => void }) {
  return (
    <Button data-testid={id} disabled={!any} onClick={onClick}>
      {label}
    </Button>
  );
}
