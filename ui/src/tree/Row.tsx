// One row of the tree. It only shows; what is done to it is heard by the tree around it.
// biome-ignore-all lint/a11y/useSemanticElements: a table's own elements lose their roles once they are laid out freely.
// biome-ignore-all lint/a11y/useFocusableInteractive: of all rows, one is the tab stop.
import { ChevronRight } from "lucide-react";
import { memo, type ReactNode } from "react";
import { text } from "../text";
import { BLOCKED, IMPLIED, MIXED } from "./blocks";
import { at, COLUMN, nameOf, pathOf, SCHEMA, TABLE, type Tree } from "./model";
import { FOREIGN, INDEXED, KINDS, PRIMARY } from "./outline";
import { Signs } from "./Signs";
import { Tick } from "./Tick";
import styles from "./Tree.module.css";

type Props = {
  tree: Tree;
  node: number;
  index: number;
  /** The box's state and the reasons for it, as a stroke under way would leave them. */
  state: number;
  mark: number;
  /** Bits of a column's badges; 0 for what is none. */
  badges: number;
  open: boolean;
  position: number;
  siblings: number;
  /** Of a table that is hidden in part, how many columns. */
  hiddenInside: number;
  tabStop: boolean;
  /** The details are about it. */
  active: boolean;
  selected: boolean;
};

/** The same as --row. */
export const ROW = 28;

export const Row = memo(function Row(props: Props) {
  const { tree, node, index, state, mark, open, position, siblings, tabStop, active, selected } = props;
  const level = at(tree.level, node);
  const path = pathOf(tree, node);
  const blocked = state === BLOCKED || state === IMPLIED;
  const opens = at(tree.end, node) > node + 1;
  const comment = commentOf(tree, node);
  return (
    <div
      role="row"
      className={styles.row}
      style={{ transform: `translateY(${index * ROW}px)` }}
      tabIndex={tabStop ? 0 : -1}
      aria-rowindex={index + 2}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-expanded={opens ? open : undefined}
      aria-selected={selected}
      data-row={index}
      data-level={level}
      data-active={active || undefined}
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
        <Signs blocked={blocked} mark={mark} />
      </div>
      <div role="gridcell" className={styles.typeCell}>
        <What {...props} />
      </div>
      <div role="gridcell" className={styles.rowsCell}>
        {level === TABLE ? estimate(tree, node) : null}
      </div>
      <div role="gridcell" className={styles.commentCell} title={comment || undefined}>
        {comment}
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

/** A schema's size, a table's kind, a column's type with its keys. */
function What({ tree, node, badges, hiddenInside }: Props) {
  const { outline } = tree;
  const place = at(tree.place, node);
  switch (at(tree.level, node)) {
    case SCHEMA:
      return text.schema.schemaKind(at(outline.schemaTables, place));
    case TABLE: {
      const kind = text.schema.kinds[KINDS[at(outline.tableKind, place)] ?? "table"];
      const columns = at(outline.tableColumns, place);
      return (
        <span className={styles.kind} title={text.schema.kind(kind, columns)}>
          {hiddenInside > 0 ? text.schema.hiddenOf(hiddenInside, columns) : text.schema.kind(kind, columns)}
        </span>
      );
    }
    default: {
      const type = outline.text(at(outline.columnType, place));
      const words = text.schema.badges;
      const titles = text.schema.badgeTitles;
      return (
        <>
          <span className={styles.type} title={type}>
            {type}
          </span>
          {badges & PRIMARY ? <Badge title={titles.pk}>{words.pk}</Badge> : null}
          {badges & FOREIGN ? <Badge title={titles.fk(refersTo(tree, place))}>{words.fk}</Badge> : null}
          {badges & INDEXED ? <Badge title={titles.ix}>{words.ix}</Badge> : null}
        </>
      );
    }
  }
}

function refersTo({ outline }: Tree, column: number): string {
  return outline.text(at(outline.tableName, at(outline.columnRefers, column) - 1));
}

function Badge({ title, children }: { title: string; children: ReactNode }) {
  return (
    <span className={styles.badge} title={title}>
      {children}
    </span>
  );
}

function estimate({ outline, place }: Tree, table: number): string {
  const rows = at(outline.tableRows, at(place, table));
  return rows < 0 ? "" : text.schema.rows(rows);
}

function commentOf({ outline, level, place }: Tree, node: number): string {
  if (at(level, node) === SCHEMA) return "";
  const comments = at(level, node) === COLUMN ? outline.columnComment : outline.tableComment;
  return outline.text(at(comments, at(place, node)));
}
