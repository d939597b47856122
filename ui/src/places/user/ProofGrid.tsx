// The matrix as a WAI-ARIA treegrid over a virtual list: tables, and in them the columns.
// biome-ignore-all lint/a11y/useSemanticElements: a table's own elements lose their roles once they are laid out freely.
// biome-ignore-all lint/a11y/useFocusableInteractive: of all rows, one is the tab stop.
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronRight, CircleCheck, CircleMinus, Minus, TriangleAlert } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import type { CellState } from "../../host/types";
import { text } from "../../text";
import { type Answer, keyStep, type ProofRow, privileges } from "./proofRows";
import styles from "./User.module.css";

const words = text.user.proof;
/** The same as --row. */
const ROW = 28;

type Props = {
  rows: readonly ProofRow[];
  selected: string | null;
  onSelect: (row: ProofRow) => void;
  onTurn: (table: number) => void;
};

export function ProofGrid({ rows, selected, onSelect, onTurn }: Props) {
  // The virtual list changes behind its own object: what is read from it must be read anew.
  "use no memo";
  const scroller = useRef<HTMLDivElement>(null);
  const wanted = useRef(false);
  const found = rows.findIndex((row) => row.key === selected);
  const stop = Math.max(0, found);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    scrollMargin: ROW,
    scrollPaddingStart: ROW,
    overscan: 12,
    getItemKey: (at) => rows[at]?.key ?? at,
    // The tab stop is always there, so that the focus does not get lost by scrolling.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), stop])].filter((row) => row < range.count).sort((a, b) => a - b),
  });
  useEffect(() => {
    if (!wanted.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${stop}"]`);
    if (!row) return;
    wanted.current = false;
    row.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2);
    const step = keyStep(rows, stop, page, event.key);
    const row = rows[step?.kind === "go" ? step.row : stop];
    if (!step || !row) return;
    event.preventDefault();
    // A row that is opened or closed keeps the focus.
    wanted.current = true;
    if (step.kind === "turn") onTurn(step.table);
    else list.scrollToIndex(step.row);
    onSelect(row);
  };

  return (
    <div
      ref={scroller}
      role="treegrid"
      className={styles.grid}
      aria-label={words.grid}
      aria-rowcount={rows.length + 1}
      data-testid="proof-grid"
      onKeyDown={onKeyDown}
    >
      <div role="row" className={styles.gridHead} aria-rowindex={1}>
        {(["name", ...privileges, "via"] as const).map((column) => (
          <div key={column} role="columnheader">
            {words.columns[column]}
          </div>
        ))}
      </div>
      <div role="rowgroup" className={styles.gridBody} style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid itself takes the keys.
            <div
              key={key}
              role="row"
              className={styles.gridRow}
              style={{ transform: `translateY(${start - ROW}px)` }}
              aria-rowindex={index + 2}
              aria-level={row.level}
              aria-expanded={row.open ?? undefined}
              aria-posinset={row.position}
              aria-setsize={row.siblings}
              aria-selected={row.key === selected}
              tabIndex={index === stop ? 0 : -1}
              data-row={index}
              data-differs={row.differs}
              data-testid={`proof-row-${row.kind === "table" ? row.label : row.key}`}
              onFocus={() => {
                if (row.key !== selected) onSelect(row);
              }}
              onClick={() => {
                onSelect(row);
                if (row.open !== null) onTurn(row.table);
              }}
            >
              <Name row={row} />
              {privileges.map((privilege) => (
                <div key={privilege} role="gridcell" className={styles.answer}>
                  <Said answer={row.answers[privilege] ?? null} table={row.level === 1} />
                </div>
              ))}
              <div role="gridcell" className={styles.via} title={viaOf(row)}>
                {viaOf(row)}
              </div>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Name({ row }: { row: ProofRow }) {
  const Sign = row.open ? ChevronDown : ChevronRight;
  return (
    <div role="gridcell" className={styles.gridName} data-level={row.level} title={row.label}>
      {row.open === null ? null : <Sign size={14} aria-hidden />}
      <span>{row.label}</span>
      {row.beyond ? (
        <span className={styles.beyond}>
          <Said answer={row.beyond} table={false} />
        </span>
      ) : null}
    </div>
  );
}

const signs: Record<CellState, typeof Minus> = {
  held: CircleCheck,
  absent: Minus,
  too_much: TriangleAlert,
  too_little: CircleMinus,
};

/** A sign and a word; for a table with some of its columns, how many. */
function Said({ answer, table }: { answer: Answer | null; table: boolean }) {
  if (!answer) return null;
  const { state, held, of } = answer;
  const Sign = signs[state];
  const some = table && state === "held" && held < of;
  return (
    <span className={styles.said} data-state={state}>
      <Sign size={14} aria-hidden />
      {some ? words.some(held, of) : words.state[state]}
    </span>
  );
}

function viaOf(row: ProofRow): string {
  const answers = row.beyond ? [row.beyond] : Object.values(row.answers);
  return [...new Set(answers.flatMap((answer) => answer.via))].sort().join(", ");
}
