// The tree as a WAI-ARIA treegrid over a virtual list. What is heard on the rows is heard here, once.
// biome-ignore-all lint/a11y/useSemanticElements: a table's own elements lose their roles once they are laid out freely.
// biome-ignore-all lint/a11y/useFocusableInteractive: of all rows, one is the tab stop.
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type SyntheticEvent,
  useEffect,
  useRef,
  useState,
} from "react";
import type { BlockTarget } from "../host/types";
import { text } from "../text";
import type { Gone } from "./badges";
import { BLOCKED, CLEAR, IMPLIED } from "./blocks";
import { type Action, keyAction, openableSiblings, rowOf, typeAhead } from "./keys";
import { at, type Tree as Model, pathOf } from "./model";
import { paint, painted, type Span } from "./paint";
import { Row } from "./Row";
import type { Rows } from "./rows";
import { stroke, targets, toggled } from "./select";
import styles from "./Tree.module.css";

/** The same as --row. */
const ROW = 28;
const TYPING = 700;

type Props = {
  tree: Model;
  rows: Rows;
  states: Uint8Array;
  /** The node that the details are about, -1 for none. */
  selected: number;
  onSelect: (node: number) => void;
  onOpen: (nodes: readonly number[], open: boolean) => void;
  onBlock: (targets: BlockTarget[], blocked: boolean) => void;
  gone: Gone | null;
};

type Stroke = { origin: number; blocked: boolean; span: Span };

export function Tree({ tree, rows, states, selected, onSelect, onOpen, onBlock, gone }: Props) {
  // The virtual list changes behind its own object: what is read from it must be read anew.
  "use no memo";
  const scroller = useRef<HTMLDivElement>(null);
  const stop = useRef<(() => void) | null>(null);
  const focus = useRef({ wanted: false, inside: false });
  const typed = useRef({ text: "", at: 0 });
  const anchor = useRef<string | null>(null);
  const [under, setUnder] = useState<Stroke | null>(null);
  const tabRow = nearestRow(tree, rows, selected);
  const list = useVirtualizer({
    count: rows.nodes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    // The header lies over the list's beginning.
    scrollMargin: ROW,
    scrollPaddingStart: ROW,
    overscan: 12,
    getItemKey: (index) => at(rows.nodes, index),
    // The tab stop is always there, so that the focus does not get lost by scrolling.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), tabRow])].filter((row) => row < range.count).sort((a, b) => a - b),
  });

  const first = useRef({ list, row: rowOf(rows, selected) });
  useEffect(() => {
    const { list, row } = first.current;
    if (row > 0) list.scrollToIndex(row, { align: "center" });
    return () => stop.current?.();
  }, []);

  useEffect(() => {
    const lost = focus.current.inside && document.activeElement === document.body;
    if (!focus.current.wanted && !lost) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${tabRow}"]`);
    if (!row) return;
    focus.current.wanted = false;
    row.focus({ preventScroll: true });
  });

  const goTo = (row: number) => {
    focus.current.wanted = true;
    list.scrollToIndex(row);
    onSelect(at(rows.nodes, row));
  };
  const block = (nodes: number[], blocked: boolean) => onBlock(targets(tree, rows, nodes), blocked);
  const toggle = (row: number) => {
    const node = at(rows.nodes, row);
    if (states[node] === IMPLIED) return;
    anchor.current = pathOf(tree, node);
    block([node], toggled(states[node] ?? CLEAR));
  };
  /** From the last box that was set to this one, all as that one is now. */
  const range = (row: number) => {
    const from = rows.nodes.findIndex((node) => pathOf(tree, node) === anchor.current);
    const begun = at(rows.nodes, from);
    if (from < 0 || at(tree.level, begun) !== at(tree.level, at(rows.nodes, row))) toggle(row);
    else block(stroke(tree, rows, states, from, row), states[begun] === BLOCKED);
  };
  const type = (letter: string, now: number) => {
    const before = now - typed.current.at < TYPING ? typed.current.text : "";
    // The same letter again is another step, not a longer word.
    const sought = before === letter ? letter : before + letter;
    typed.current = { text: sought, at: now };
    const row = typeAhead(tree, rows, tabRow, sought);
    if (row >= 0) goTo(row);
  };

  const act = (action: Action, now: number) => {
    switch (action.kind) {
      case "move":
        return goTo(action.row);
      case "open":
      case "close":
        return onOpen([action.node], action.kind === "open");
      case "openSiblings":
        return onOpen(openableSiblings(tree, rows, action.node), true);
      case "toggle":
        return toggle(tabRow);
      case "range":
        return range(tabRow);
      case "type":
        return type(action.letter, now);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (under) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2);
    const command = event.ctrlKey || event.metaKey || event.altKey;
    const action = keyAction(tree, rows, tabRow, page, { key: event.key, shift: event.shiftKey, command });
    if (!action) return;
    event.preventDefault();
    act(action, event.timeStamp);
  };

  const onPointerDown = (event: PointerEvent) => {
    const { row, part } = hit(event);
    if (event.button !== 0 || part !== "tick" || !scroller.current || stop.current) return;
    const node = at(rows.nodes, row);
    if (event.shiftKey) return range(row);
    if (states[node] === IMPLIED) return;
    const blocked = toggled(states[node] ?? CLEAR);
    anchor.current = pathOf(tree, node);
    stop.current = paint(event.nativeEvent, {
      scroller: scroller.current,
      rowHeight: ROW,
      rows: rows.nodes.length,
      origin: row,
      show: (span) => {
        if (!span) stop.current = null;
        setUnder(span && { origin: row, blocked, span });
      },
      done: (span) => block(painted(tree, rows, states, row, span), blocked),
    });
  };
  const onMouseDown = (event: MouseEvent) => {
    const { row, part, element } = hit(event);
    if (row < 0 || !part) return;
    // The row takes the focus, not what is in it.
    event.preventDefault();
    element?.focus({ preventScroll: true });
  };
  const onClick = (event: MouseEvent) => {
    const { row, part, element } = hit(event);
    if (row < 0) return;
    const node = at(rows.nodes, row);
    if (part === "expander") onOpen([node], !rows.open[node]);
    // A press was heard before; a click without one comes from a screen reader.
    if (part === "tick" && event.detail === 0) toggle(row);
    element?.focus({ preventScroll: true });
    onSelect(node);
  };
  const onFocus = (event: SyntheticEvent) => {
    focus.current.inside = true;
    const { row } = hit(event);
    if (row >= 0) onSelect(at(rows.nodes, row));
  };

  return (
    <div
      ref={scroller}
      role="treegrid"
      className={styles.tree}
      aria-label={text.schema.tree}
      aria-rowcount={rows.nodes.length + 1}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onMouseDown={onMouseDown}
      onClick={onClick}
      onFocus={onFocus}
      onBlur={() => {
        focus.current.inside = false;
      }}
    >
      <Head />
      <div role="rowgroup" className={styles.list} style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ index, key, start }) => (
          <Row
            key={key}
            tree={tree}
            rows={rows}
            index={index}
            state={shown(tree, rows, states, under, index)}
            top={start - ROW}
            tabStop={index === tabRow}
            selected={at(rows.nodes, index) === selected}
            gone={gone}
          />
        ))}
      </div>
    </div>
  );
}

function Head() {
  const { columns } = text.schema;
  return (
    <div role="row" className={styles.head} aria-rowindex={1}>
      <div role="columnheader">{columns.tick}</div>
      <div role="columnheader">{columns.name}</div>
      <div role="columnheader">{columns.type}</div>
      <div role="columnheader" className={styles.rowsHead}>
        {columns.rows}
      </div>
      <div role="columnheader" className={styles.commentHead}>
        {columns.comment}
      </div>
    </div>
  );
}

/** Where an event was: its row, -1 outside of all, and whether on the row's tick or expander. */
function hit(event: SyntheticEvent): { row: number; part: string | null; element: HTMLElement | null } {
  const target = event.target instanceof Element ? event.target : null;
  const element = target?.closest<HTMLElement>("[data-row]") ?? null;
  const part = target?.closest<HTMLElement>("[data-part]")?.dataset.part ?? null;
  return { row: element ? Number(element.dataset.row) : -1, part, element };
}

/** The row of a node, or of the first around it that is on show. */
function nearestRow(tree: Model, rows: Rows, node: number): number {
  for (let up = node; up >= 0; up = at(tree.parent, up)) {
    const row = rowOf(rows, up);
    if (row >= 0) return row;
  }
  return 0;
}

/** A box's state, as the stroke under way would leave it. */
function shown(tree: Model, rows: Rows, states: Uint8Array, under: Stroke | null, row: number): number {
  const node = at(rows.nodes, row);
  const state = states[node] ?? CLEAR;
  if (!under || row < under.span.from || row > under.span.to || state === IMPLIED) return state;
  if (at(tree.level, node) !== at(tree.level, at(rows.nodes, under.origin))) return state;
  return under.blocked ? BLOCKED : CLEAR;
}
