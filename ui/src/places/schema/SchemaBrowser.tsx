// The tree of a discovered schema with what is around it: filter, view, counts, undo, and the details of a row.
import { Redo2, Undo2 } from "lucide-react";
import { type ReactNode, useDeferredValue, useRef, useState } from "react";
import { useKept } from "../../app/kept";
import { useApp } from "../../app/state";
import { useAgentBadges } from "../../host/catalog";
import type { BlockTarget, ScopingView } from "../../host/types";
import { IconButton } from "../../kit/Button";
import { Place } from "../../kit/Place";
import { text } from "../../text";
import { folded } from "../../tree/fold";
import { type Named, namedAt, nameOf, nodeOf } from "../../tree/model";
import type { Outline } from "../../tree/outline";
import { extentOf, isBulk } from "../../tree/select";
import { Tree, type Under } from "../../tree/Tree";
import { ActionBar } from "./ActionBar";
import { type Bulk, BulkQuestion } from "./BulkQuestion";
import { useFolds, useHidden, useNode, useRows, useSelection, useStates, useTree } from "./layout";
import { type PanelName, Panels } from "./panels/Panels";
import { usePlaceKeys } from "./placeKeys";
import { ReviewPanel, toReview } from "./review/ReviewPanel";
import { patternOf } from "./rules/pattern";
import { type Decide, RulesPanel } from "./rules/RulesPanel";
import styles from "./Schema.module.css";
import { SchemaDetails } from "./SchemaDetails";
import { Toolbar } from "./Toolbar";
import { useUndoKeys } from "./undoKeys";

const words = text.schema;

type Props = {
  connection: string;
  outline: Outline;
  marks: Uint8Array;
  scoping: ScopingView;
  discover: ReactNode;
  /** Null while a discovery is under way. */
  onDiscover: (() => void) | null;
  progress: string | null;
  failed: ReactNode;
};

export function SchemaBrowser({ connection, outline, marks, scoping, discover, onDiscover, progress, failed }: Props) {
  const { stroke, edit, undo, redo, say } = useApp();
  const [named, setNamed] = useKept<Named | null>(`schema.active.${connection}`, null);
  const [filter, setFilter] = useKept(`schema.filter.${connection}`, "");
  const [asAgent, setAsAgent] = useKept(`schema.asAgent.${connection}`, false);
  const [panel, setPanel] = useKept<PanelName>(`schema.panel.${connection}`, "details");
  const [revealed, setRevealed] = useState(0);
  const [under, setUnder] = useState<Under | null>(null);
  const [rule, setRule] = useState({ pattern: "", nth: 0 });
  const [bulk, setBulk] = useState<Bulk | null>(null);
  const filterField = useRef<HTMLInputElement>(null);
  const sought = useDeferredValue(filter);
  useUndoKeys(undo, redo);
  usePlaceKeys(onDiscover, () => filterField.current?.select());

  const tree = useTree(outline);
  const states = useStates(tree, marks);
  const [folds, setFolds] = useFolds(connection, tree, sought.trim());
  const rows = useRows(tree, folds, sought, useHidden(states, asAgent));
  const active = useNode(tree, named);
  const [selection, setSelection] = useSelection(connection, tree, active);
  const agentBadges = useAgentBadges(connection, asAgent);

  const take = (nodes: number[], blocked: boolean) =>
    void stroke(
      { tree, nodes, blocked },
      nodes.length > 1 ? words.bulk.done(blocked, extentOf(tree, nodes)) : undefined,
    );
  /** What was not seen while it was painted is asked about first, when it is much. */
  const step = (nodes: number[], blocked: boolean, seen = false) => {
    const extent = extentOf(tree, nodes);
    if (seen || !isBulk(extent)) take(nodes, blocked);
    else setBulk({ nodes, blocked, extent });
  };
  const answer = (yes: boolean) => {
    if (bulk && yes) take(bulk.nodes, bulk.blocked);
    setBulk(null);
  };
  const reveal = ({ table, column }: BlockTarget) => {
    const names = [
      { schema: table.schema, table: null, column: null },
      { ...table, column: null },
    ];
    setFolds(
      folded(
        folds,
        names.map((name) => nodeOf(tree, name)).filter((node) => node >= 0),
        true,
      ),
    );
    setNamed({ ...table, column: column ?? null });
    setFilter("");
    setRevealed(revealed + 1);
  };
  const makeRule = (node: number) => {
    setRule({ pattern: patternOf(namedAt(tree, node)), nth: rule.nth + 1 });
    setPanel("rules");
  };
  const decide: Decide = (step, said) => void edit(step, said);
  const home = outline.default_schema;
  const waiting = toReview(scoping);
  const copy = async (node: number) => {
    await navigator.clipboard.writeText(nameOf(tree, node));
    say(words.copied(nameOf(tree, node)));
  };
  return (
    <Place
      panels
      title={words.title(connection)}
      sub={words.server(text.connection.engines[outline.engine], outline.server_version, outline.database)}
      actions={
        <>
          <IconButton label={text.common.undo} data-testid="undo" disabled={!undo} onClick={() => undo?.()}>
            <Undo2 size={16} aria-hidden />
          </IconButton>
          <IconButton label={text.common.redo} data-testid="redo" disabled={!redo} onClick={() => redo?.()}>
            <Redo2 size={16} aria-hidden />
          </IconButton>
          {discover}
        </>
      }
      aside={
        <Panels
          chosen={panel}
          onChoose={setPanel}
          counts={{ review: waiting, rules: scoping.rules.length }}
          panels={{
            details: (
              <SchemaDetails
                connection={connection}
                tree={tree}
                marks={marks}
                states={states}
                node={active}
                onStroke={step}
              />
            ),
            review: (
              <ReviewPanel connection={connection} home={home} scoping={scoping} onEdit={decide} onShow={reveal} />
            ),
            rules: (
              <RulesPanel
                key={rule.nth}
                begin={rule.pattern}
                connection={connection}
                home={home}
                rules={scoping.rules}
                onEdit={decide}
              />
            ),
          }}
        />
      }
    >
      <div className={styles.browser}>
        <Toolbar
          connection={connection}
          scoping={scoping}
          filter={filter}
          filterField={filterField}
          onFilter={setFilter}
          asAgent={asAgent}
          onAsAgent={setAsAgent}
          progress={progress}
          waiting={waiting}
          onReview={() => setPanel("review")}
        />
        {failed}
        <div className={styles.tree}>
          {rows.nodes.length > 0 ? (
            <Tree
              // Anew, it begins where its active row is.
              key={`${outline.fingerprint} ${revealed}`}
              tree={tree}
              rows={rows}
              marks={marks}
              states={states}
              badges={(asAgent && agentBadges.data) || outline.badges}
              active={active}
              selection={selection}
              onActive={(node) => setNamed(namedAt(tree, node))}
              onSelect={setSelection}
              onOpen={(nodes, open) => setFolds(folded(folds, nodes, open))}
              onStroke={step}
              onUnder={setUnder}
              onCopy={(node) => void copy(node)}
              onRule={makeRule}
            />
          ) : (
            <p className={styles.nothing}>{sought.trim() ? words.nothingMatches(sought.trim()) : words.nothingLeft}</p>
          )}
        </div>
        <ActionBar
          tree={tree}
          rows={rows}
          states={states}
          selection={selection}
          active={active}
          under={under}
          onStroke={step}
        />
      </div>
      <BulkQuestion bulk={bulk} onAnswer={answer} />
    </Place>
  );
}
