// What the selected row means: whether the agent can see it and why, and all that is known of it.
import { Eye, EyeOff } from "lucide-react";
import { useTableDetails } from "../../host/catalog";
import type { SuggestionView } from "../../host/types";
import { Button } from "../../kit/Button";
import { Facts } from "../../kit/Facts";
import { Section } from "../../kit/Place";
import { text } from "../../text";
import { BLOCKED, CLEAR, EXCEPTED, IMPLIED, MIXED, QUARANTINED, RENAMED, RULED } from "../../tree/blocks";
import { at, COLUMN, namedAt, pathOf, SCHEMA, TABLE, type Tree, targetAt } from "../../tree/model";
import { toggled } from "../../tree/select";
import { columnFacts, schemaFacts, tableFacts } from "./facts";
import styles from "./Schema.module.css";
import { looksLike } from "./suggestions/words";

const words = text.schema.aside;

type Props = {
  connection: string;
  tree: Tree;
  marks: Uint8Array;
  states: Uint8Array;
  /** -1 for none. */
  node: number;
  onStroke: (nodes: number[], blocked: boolean) => void;
  /** What is suggested about it. */
  suggestion: SuggestionView | null;
};

export function SchemaDetails({ connection, tree, marks, states, node, onStroke, suggestion }: Props) {
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
  return (
    <>
      <Section>
        <h2 className={styles.path}>{pathOf(tree, node)}</h2>
        <p className={`${styles.state} ${blocked ? styles.stateBlocked : ""}`}>
          <Sign size={16} aria-hidden />
          {sentence(tree, states, node)}
        </p>
        {reasons(at(marks, about)).map((reason) => (
          <p key={reason} className={styles.reason}>
            {reason}
          </p>
        ))}
        {suggestion ? (
          <p className={styles.reason} data-testid="looks-like">
            {text.review.looksLike(looksLike(suggestion.suggestion))}
          </p>
        ) : null}
        <Button data-testid="details-block" onClick={() => onStroke(all(tree, about), toggled(state))}>
          {buttonLabel(at(tree.level, about), blocked)}
        </Button>
      </Section>
      <Section>
        <Known connection={connection} tree={tree} states={states} node={node} />
      </Section>
    </>
  );
}

/** The node, or all tables of a schema, whatever the filter leaves of them in the tree. */
function all(tree: Tree, about: number): number[] {
  if (at(tree.level, about) !== SCHEMA) return [about];
  const tables: number[] = [];
  for (let node = about + 1; node < at(tree.end, about); node = at(tree.end, node)) tables.push(node);
  return tables;
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

function reasons(mark: number): string[] {
  const { ruled, quarantined, renamed, excepted } = text.schema.signs;
  const all: [number, string][] = [
    [RULED, ruled],
    [QUARANTINED, quarantined],
    [RENAMED, renamed],
    [EXCEPTED, excepted],
  ];
  return all.filter(([bit]) => mark & bit).map(([, said]) => said);
}

function buttonLabel(level: number, blocked: boolean): string {
  if (level === SCHEMA || level === COLUMN) return blocked ? words.unblock : words.block;
  return blocked ? words.unblockTable : words.blockTable;
}

function Known({ connection, tree, states, node }: Pick<Props, "connection" | "tree" | "states" | "node">) {
  const name = targetAt(tree, node)?.table ?? null;
  const details = useTableDetails(connection, name);
  if (name === null) return <Facts facts={schemaFacts(tree, states, node)} />;
  const known = details.data;
  // While the next table is being read, the last one's facts would be about something else.
  if (!known || known.table.name.schema !== name.schema || known.table.name.table !== name.table) return null;
  const home = tree.outline.default_schema;
  if (at(tree.level, node) === TABLE) return <Facts facts={tableFacts(tree, states, node, home, known)} />;
  const { column: called } = namedAt(tree, node);
  const column = known.table.columns.find((one) => one.name === called);
  return column ? <Facts facts={columnFacts(home, known, column)} /> : null;
}
