// The tree of a discovered schema with what is around it: filter, view, counts, undo, and the details of a row.
import { Redo2, Undo2 } from "lucide-react";
import { type ReactNode, useDeferredValue, useState } from "react";
import { useKept } from "../../app/kept";
import { useApp } from "../../app/state";
import type { BlockTarget, CatalogView, ScopingView } from "../../host/types";
import { IconButton } from "../../kit/Button";
import { Place } from "../../kit/Place";
import { text } from "../../text";
import { pathOf } from "../../tree/model";
import { Tree } from "../../tree/Tree";
import { useGone, useHidden, useNode, useRows, useStates, useTree } from "./layout";
import { type PanelName, Panels } from "./panels/Panels";
import { ReviewPanel, toReview } from "./review/ReviewPanel";
import { type Decide, RulesPanel } from "./rules/RulesPanel";
import styles from "./Schema.module.css";
import { SchemaDetails } from "./SchemaDetails";
import { Toolbar } from "./Toolbar";
import { useUndoKeys } from "./undoKeys";

const words = text.schema;

type Props = {
  connection: string;
  view: CatalogView;
  scoping: ScopingView;
  discover: ReactNode;
  progress: string | null;
  failed: ReactNode;
};

export function SchemaBrowser({ connection, view, scoping, discover, progress, failed }: Props) {
  const { block, edit, undo, redo } = useApp();
  const { catalog } = view;
  const [opened, setOpened] = useKept<readonly string[]>(`schema.opened.${connection}`, [catalog.default_schema]);
  const [path, setPath] = useKept<string | null>(`schema.selected.${connection}`, null);
  const [filter, setFilter] = useKept(`schema.filter.${connection}`, "");
  const [asAgent, setAsAgent] = useKept(`schema.asAgent.${connection}`, false);
  const [panel, setPanel] = useKept<PanelName>(`schema.panel.${connection}`, "details");
  const [revealed, setRevealed] = useState(0);
  const sought = useDeferredValue(filter);
  useUndoKeys(undo, redo);

  const tree = useTree(catalog);
  const states = useStates(tree, scoping);
  const rows = useRows(tree, opened, sought, useHidden(states, asAgent));
  const selected = useNode(tree, path);
  const gone = useGone(scoping, asAgent);

  const open = (nodes: readonly number[], opening: boolean) => {
    const paths = new Set(nodes.map((node) => pathOf(tree, node)));
    const others = opened.filter((path) => !paths.has(path));
    setOpened(opening ? [...others, ...paths] : others);
  };
  const reveal = ({ table, column }: BlockTarget) => {
    const home = `${table.schema}.${table.table}`;
    setOpened([...new Set([...opened, table.schema, ...(column ? [home] : [])])]);
    setPath(column ? `${home}.${column}` : home);
    setFilter("");
    setRevealed(revealed + 1);
  };
  const decide: Decide = (step, said) => void edit(step, said);
  const home = catalog.default_schema;
  const waiting = toReview(scoping);
  return (
    <Place
      panels
      title={words.title(connection)}
      sub={words.server(text.connection.engines[catalog.engine], catalog.server_version, catalog.database)}
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
            details: <SchemaDetails tree={tree} states={states} node={selected} onBlock={block} />,
            review: (
              <ReviewPanel connection={connection} home={home} scoping={scoping} onEdit={decide} onShow={reveal} />
            ),
            rules: <RulesPanel connection={connection} home={home} rules={scoping.rules} onEdit={decide} />,
          }}
        />
      }
    >
      <div className={styles.browser}>
        <Toolbar
          view={view}
          scoping={scoping}
          filter={filter}
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
              // Anew, it begins where its selection is.
              key={revealed}
              tree={tree}
              rows={rows}
              states={states}
              selected={selected}
              onSelect={(node) => setPath(pathOf(tree, node))}
              onOpen={open}
              onBlock={block}
              gone={gone}
            />
          ) : (
            <p className={styles.nothing}>{sought.trim() ? words.nothingMatches(sought.trim()) : words.nothingLeft}</p>
          )}
        </div>
      </div>
    </Place>
  );
}
