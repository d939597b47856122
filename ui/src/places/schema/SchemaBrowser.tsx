// The tree of a discovered schema with what is around it: filter, view, counts, undo, and the details of a row.
import { Redo2, Undo2 } from "lucide-react";
import { type ReactNode, useDeferredValue } from "react";
import { useKept } from "../../app/kept";
import { useApp } from "../../app/state";
import type { CatalogView, ScopingView, TableName } from "../../host/types";
import { IconButton } from "../../kit/Button";
import { Place } from "../../kit/Place";
import { text } from "../../text";
import { BLOCKED, blockStates } from "../../tree/blocks";
import { at, buildTree, type Tree as Model, pathOf } from "../../tree/model";
import { visibleRows } from "../../tree/rows";
import { Tree } from "../../tree/Tree";
import styles from "./Schema.module.css";
import { SchemaDetails } from "./SchemaDetails";
import { Toolbar } from "./Toolbar";
import { useUndoKeys } from "./undoKeys";

const words = text.schema;
// To be moved to text/common beside `undo`.
const redoLabel = "Redo";

type Props = {
  connection: string;
  view: CatalogView;
  scoping: ScopingView;
  discover: ReactNode;
  progress: string | null;
  failed: ReactNode;
};

export function SchemaBrowser({ connection, view, scoping, discover, progress, failed }: Props) {
  const { block, undo, redo } = useApp();
  const { catalog } = view;
  const [opened, setOpened] = useKept<readonly string[]>(`schema.opened.${connection}`, [catalog.default_schema]);
  const [path, setPath] = useKept<string | null>(`schema.selected.${connection}`, null);
  const [filter, setFilter] = useKept(`schema.filter.${connection}`, "");
  const [asAgent, setAsAgent] = useKept(`schema.asAgent.${connection}`, false);
  const sought = useDeferredValue(filter);
  useUndoKeys(undo, redo);

  const tree = buildTree(catalog);
  const states = blockStates(tree, scoping);
  const hidden = asAgent ? states.map((state) => (state >= BLOCKED ? 1 : 0)) : null;
  const rows = visibleRows(tree, { expanded: new Set(opened), filter: sought, hidden });
  const selected = nodeAt(tree, path);
  const gone = asAgent ? goneIn(scoping) : null;

  const open = (nodes: readonly number[], opening: boolean) => {
    const paths = new Set(nodes.map((node) => pathOf(tree, node)));
    const others = opened.filter((path) => !paths.has(path));
    setOpened(opening ? [...others, ...paths] : others);
  };
  return (
    <Place
      title={words.title(connection)}
      sub={words.server(text.connection.engines[catalog.engine], catalog.server_version, catalog.database)}
      actions={
        <>
          <IconButton label={text.common.undo} data-testid="undo" disabled={!undo} onClick={() => undo?.()}>
            <Undo2 size={16} aria-hidden />
          </IconButton>
          <IconButton label={redoLabel} data-testid="redo" disabled={!redo} onClick={() => redo?.()}>
            <Redo2 size={16} aria-hidden />
          </IconButton>
          {discover}
        </>
      }
      aside={<SchemaDetails tree={tree} states={states} node={selected} onBlock={block} />}
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
        />
        {failed}
        <div className={styles.tree}>
          {rows.nodes.length > 0 ? (
            <Tree
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

/** The node of a path, -1 when a discovery since has lost it. */
function nodeAt(tree: Model, path: string | null): number {
  if (path === null) return -1;
  let node = 0;
  while (node < tree.size) {
    const here = pathOf(tree, node);
    if (here === path) return node;
    // Only what the path may lie in is entered.
    node = path.startsWith(`${here}.`) ? node + 1 : at(tree.end, node);
  }
  return -1;
}

function goneIn({ tables, columns }: ScopingView): (table: TableName, column: string) => boolean {
  const key = ({ schema, table }: TableName, column?: string) => JSON.stringify([schema, table, column]);
  const keys = new Set([
    ...tables.map((table) => key(table)),
    ...columns.map(({ table, column }) => key(table, column)),
  ]);
  return (table, column) => keys.has(key(table)) || keys.has(key(table, column));
}
