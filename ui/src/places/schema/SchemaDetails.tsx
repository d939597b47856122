// What the selected row means: whether the agent can see it, and all that is known of it.
import { Eye, EyeOff } from "lucide-react";
import type { BlockTarget } from "../../host/types";
import { Button } from "../../kit/Button";
import { Facts } from "../../kit/Facts";
import { Section } from "../../kit/Place";
import { text } from "../../text";
import { BLOCKED, CLEAR, IMPLIED, MIXED } from "../../tree/blocks";
import { at, COLUMN, columnOf, pathOf, SCHEMA, type Tree, tableOf } from "../../tree/model";
import { visibleRows } from "../../tree/rows";
import { targets, toggled } from "../../tree/select";
import { columnFacts, schemaFacts, tableFacts } from "./facts";
import styles from "./Schema.module.css";

const words = text.schema.aside;

type Props = {
  tree: Tree;
  states: Uint8Array;
  /** -1 for none. */
  node: number;
  onBlock: (targets: BlockTarget[], blocked: boolean) => void;
};

export function SchemaDetails({ tree, states, node, onBlock }: Props) {
  if (node < 0) {
    return (
      <Section>
        <p>{words.empty}</p>
        <p className={styles.hint}>{words.emptyHint}</p>
      </Section>
    );
  }
  const state = states[node] ?? CLEAR;
  const blocked = state === BLOCKED || state === IMPLIED;
  const Sign = blocked ? EyeOff : Eye;
  // A column of a blocked table has no say of its own: the button is about the table.
  const about = state === IMPLIED ? at(tree.parent, node) : node;
  const toggle = () => {
    // All of it, whatever the filter leaves of it in the tree.
    const all = visibleRows(tree, { expanded: new Set(), filter: "", hidden: null });
    onBlock(targets(tree, all, [about]), toggled(state));
  };
  return (
    <>
      <Section>
        <h2 className={styles.path}>{pathOf(tree, node)}</h2>
        <p className={styles.kind}>{kindOf(tree, node)}</p>
        <p className={`${styles.state} ${blocked ? styles.stateBlocked : ""}`}>
          <Sign size={16} aria-hidden />
          {sentence(tree, states, node)}
        </p>
        <Button data-testid="details-block" onClick={toggle}>
          {buttonLabel(at(tree.level, about), blocked)}
        </Button>
      </Section>
      <Section>
        <Facts facts={factsOf(tree, states, node)} />
      </Section>
    </>
  );
}

function kindOf(tree: Tree, node: number): string | null {
  const table = tableOf(tree, node);
  return table && !columnOf(tree, node) ? text.schema.kinds[table.kind] : null;
}

function sentence(tree: Tree, states: Uint8Array, node: number): string {
  switch (states[node]) {
    case BLOCKED:
      return words.blocked;
    case IMPLIED:
      return words.blockedByTable;
    case MIXED: {
      if (at(tree.level, node) === SCHEMA) return words.mixedSchema;
      return words.mixed(states.subarray(node + 1, at(tree.end, node)).filter((state) => state === BLOCKED).length);
    }
    default:
      return words.visible;
  }
}

function buttonLabel(level: number, blocked: boolean): string {
  if (level === SCHEMA || level === COLUMN) return blocked ? words.unblock : words.block;
  return blocked ? words.unblockTable : words.blockTable;
}

function factsOf(tree: Tree, states: Uint8Array, node: number) {
  const table = tableOf(tree, node);
  const column = columnOf(tree, node);
  if (table && column) return columnFacts(tree.catalog, table, column);
  return table ? tableFacts(tree, states, node, table) : schemaFacts(tree, states, node);
}
