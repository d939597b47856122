// One row of the tree. It only shows; what is done to it is heard by the tree around it.
// biome-ignore-all lint/a11y/useSemanticElements: a table's own elements lose their roles once they are laid out freely.
// biome-ignore-all lint/a11y/useFocusableInteractive: of all rows, one is the tab stop.
import { ChevronRight, EyeOff } from "lucide-react";
import { memo, type ReactNode } from "react";
import type { Column, Table } from "../host/types";
import { text } from "../text";
import { badgesOf, type Gone, nameOfTable } from "./badges";
import { BLOCKED, IMPLIED, MIXED } from "./blocks";
import { at, COLUMN, columnOf, nameOf, pathOf, SCHEMA, type Tree, tableOf } from "./model";
import { positionInSet, type Rows } from "./rows";
import { Tick } from "./Tick";
import styles from "./Tree.module.css";

type Props = {
  tree: Tree;
  rows: Rows;
  index: number;
  /** The box's state, as a stroke under way would leave it. */
  state: number;
  top: number;
  tabStop: boolean;
  selected: boolean;
  gone: Gone | null;
};

export const Row = memo(function Row({ tree, rows, index, state, top, tabStop, selected, gone }: Props) {
  const node = at(rows.nodes, index);
  const level = at(tree.level, node);
  const path = pathOf(tree, node);
  const table = tableOf(tree, node);
  const column = columnOf(tree, node);
  const { position, size } = positionInSet(tree, rows, node);
  const blocked = state === BLOCKED || state === IMPLIED;
  const opens = at(tree.end, node) > node + 1;
  const open = rows.open[node] === 1;
  return (
    <div
      role="row"
      className={styles.row}
      style={{ transform: `translateY(${top}px)` }}
      tabIndex={tabStop ? 0 : -1}
      aria-rowindex={index + 2}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={size}
      aria-expanded={opens ? open : undefined}
      aria-selected={selected}
      data-row={index}
      data-level={level}
      data-blocked={blocked}
      data-mixed={state === MIXED || undefined}
      data-testid={`row-${path}`}
    >
      <div role="gridcell" className={styles.tickCell}>
        <Tick path={path} state={state} />
      </div>
      <div role="gridcell" className={styles.nameCell}>
        <Expander path={path} level={level} opens={opens} open={open} />
        <span className={styles.name} title={path}>
          {nameOf(tree, node)}
        </span>
        {blocked ? (
          <span className={styles.mark}>
            <EyeOff size={13} aria-hidden />
            <span className="visually-hidden">{text.schema.blockedMark}</span>
          </span>
        ) : null}
      </div>
      <div role="gridcell" className={styles.typeCell}>
        {table && column ? <ColumnType tree={tree} table={table} column={column} gone={gone} /> : null}
        {table && !column ? (
          <span className={styles.kind}>{text.schema.kind(text.schema.kinds[table.kind], table.columns.length)}</span>
        ) : null}
        {level === SCHEMA ? text.schema.schemaKind(countTables(tree, node)) : null}
      </div>
      <div role="gridcell" className={styles.rowsCell}>
        {table && level !== COLUMN ? estimate(table) : null}
      </div>
      <div role="gridcell" className={styles.commentCell} title={commentOf(table, column)}>
        {commentOf(table, column)}
      </div>
    </div>
  );
});

/** It takes no focus: Right and Left do the same from the row. */
function Expander({ path, level, opens, open }: { path: string; level: number; opens: boolean; open: boolean }) {
  return (
    <span className={styles.indent} data-indent={level}>
      {opens ? (
        <button
          type="button"
          tabIndex={-1}
          className={styles.expander}
          data-part="expander"
          data-open={open || undefined}
          data-testid={`expand-${path}`}
          aria-label={open ? text.schema.collapse(path) : text.schema.expand(path)}
        >
          <ChevronRight size={14} aria-hidden />
        </button>
      ) : null}
    </span>
  );
}

function ColumnType({ tree, table, column, gone }: { tree: Tree; table: Table; column: Column; gone: Gone | null }) {
  const { primary, foreign, indexed } = badgesOf(table, column, gone);
  const { badges, badgeTitles } = text.schema;
  const target = foreign ? nameOfTable(foreign.references, tree.catalog.default_schema) : "";
  return (
    <>
      <span className={styles.type} title={column.data_type}>
        {column.data_type}
      </span>
      {primary ? <Badge title={badgeTitles.pk}>{badges.pk}</Badge> : null}
      {foreign ? <Badge title={badgeTitles.fk(target)}>{badges.fk}</Badge> : null}
      {indexed ? <Badge title={badgeTitles.ix}>{badges.ix}</Badge> : null}
    </>
  );
}

function Badge({ title, children }: { title: string; children: ReactNode }) {
  return (
    <span className={styles.badge} title={title}>
      {children}
    </span>
  );
}

function countTables(tree: Tree, schema: number): number {
  let count = 0;
  for (let node = schema + 1; node < at(tree.end, schema); node = at(tree.end, node)) count++;
  return count;
}

function estimate({ estimated_rows: rows }: Table): string {
  return rows === null || rows === undefined ? "" : text.schema.rows(rows);
}

function commentOf(table: Table | undefined, column: Column | undefined): string {
  return (column ? column.comment : table?.comment) ?? "";
}
