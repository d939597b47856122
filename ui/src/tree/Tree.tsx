// The tree as a WAI-ARIA treegrid over a virtual list. What is heard on the rows is heard here, once.
// biome-ignore-all lint/a11y/useSemanticElements: a table's own elements lose their roles once they are laid out freely.
// biome-ignore-all lint/a11y/useFocusableInteractive: of all rows, one is the tab stop.
import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type SyntheticEvent,
  useEffect,
  useRef,
  useState,
} from "react";
import { flushSync } from "react-dom";
import { text } from "../text";
import { BLOCKED, CLEAR, IMPLIED, MIXED, struckMark } from "./blocks";
import { drag, painted, type Span, type Spot } from "./drag";
import { type Action, keyAction, nearestRow, openableSiblings, rowOf, typeAhead } from "./keys";
import { at, COLUMN, type Tree as Model, TABLE } from "./model";
import { ROW, Row } from "./Row";
import type { Rows } from "./rows";
import {
  between,
  flipped,
  including,
  selected as only,
  type Selection,
  selectedNodes,
  stroke,
  struck,
  toggled,
} from "./select";
import styles from "./Tree.module.css";
import { type MenuAt, TreeMenu } from "./TreeMenu";
import { scrollTo, useStill, useWindow } from "./useWindow";

const TYPING = 700;

/** A drag that hides or shows, or selects alone. */
export type Under = { nodes: number[]; does: "hide" | "show" | "select" };

export type TreeProps = {
  tree: Model;
  rows: Rows;
  marks: Uint8Array;
  states: Uint8Array;
  /** Bits of each column's badges, by its place. */
  badges: Uint8Array;
  /** The node that the details are about, -1 for none. */
  active: number;
  selection: Selection;
  onActive: (node: number) => void;
  onSelect: (selection: Selection) => void;
  onOpen: (nodes: readonly number[], open: boolean) => void;
  /** A step over tables and columns. What was seen while it was painted needs no asking. */
  onStroke: (nodes: number[], blocked: boolean, seen: boolean) => void;
  /** What a drag under way is about, null when there is none. */
  onUnder: (under: Under | null) => void;
  onCopy: (node: number) => void;
  /** Somebody wants a rule made from a name. */
  onRule: ((node: number) => void) | null;
  /** Somebody came to a row from elsewhere: true until the row has taken the focus. */
  claim: { current: boolean };
};

type Painting = { origin: number; blocked: boolean; span: Span };
/** `base` is what was selected before and stays so. The frame is in pixels of the list. */
type Band = { base: Selection | null; span: Span; frame: { left: number; top: number; width: number; height: number } };

export function Tree(props: TreeProps) {
  const { tree, rows, marks, states, badges, active, selection, onActive, onSelect, onOpen, onStroke, onUnder } = props;
  const { claim } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const stop = useRef<(() => void) | null>(null);
  const focus = useRef({ wanted: false, inside: false });
  const typed = useRef({ text: "", at: 0 });
  /** Where a range begins: of strokes, and of the selection. */
  const strokeAnchor = useRef(-1);
  const anchor = useRef(-1);
  const dragged = useRef(false);
  /** The menu led elsewhere, where the focus is wanted. */
  const left = useRef(false);
  const [painting, setPainting] = useState<Painting | null>(null);
  const [band, setBand] = useState<Band | null>(null);
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const tabRow = nearestRow(tree, rows, active);
  const view = useWindow(scroller, ROW, rows.nodes.length);
  const still = useStill();

  const first = useRef(rowOf(rows, active));
  useEffect(() => {
    if (first.current > 0 && scroller.current) scrollTo(scroller.current, ROW, first.current, true);
    if (claim.current) focus.current.wanted = true;
    claim.current = false;
    return () => stop.current?.();
  }, [claim]);

  useEffect(() => {
    const lost = focus.current.inside && document.activeElement === document.body;
    if (!focus.current.wanted && !lost) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${tabRow}"]`);
    if (!row) return;
    focus.current.wanted = false;
    row.focus({ preventScroll: true });
  });

  const nodeAt = (row: number) => at(rows.nodes, row);
  const chosen = band ? banded(tree, rows, band.base, band.span) : selection;

  const goTo = (row: number) => {
    focus.current.wanted = true;
    if (scroller.current) scrollTo(scroller.current, ROW, row);
    onActive(nodeAt(row));
  };
  const selectOnly = (node: number) => {
    anchor.current = node;
    onSelect(only(tree, [node]));
  };
  const selectTo = (row: number) => {
    const from = rowOf(rows, anchor.current);
    onSelect(only(tree, between(rows, from < 0 ? row : from, row)));
  };
  const moveTo = (row: number, extend: boolean, keep: boolean) => {
    if (anchor.current < 0) anchor.current = nodeAt(tabRow);
    if (extend) selectTo(row);
    else if (!keep) selectOnly(nodeAt(row));
    goTo(row);
  };
  const apply = (nodes: number[], blocked: boolean, seen = false) => onStroke(struck(tree, rows, nodes), blocked, seen);
  /** The row's box, or all selected boxes of its level when it is one of them. */
  const toggle = (row: number) => {
    const node = nodeAt(row);
    if (states[node] === IMPLIED) return;
    strokeAnchor.current = node;
    const many = selection.size > 1 && selection.bits[node] === 1;
    apply(many ? selectedNodes(tree, rows, states, selection, node) : [node], toggled(states[node] ?? CLEAR));
  };
  /** From the last box that was set to this one, all as that one is now. */
  const range = (row: number) => {
    const from = rowOf(rows, strokeAnchor.current);
    const begun = nodeAt(from);
    if (from < 0 || at(tree.level, begun) !== at(tree.level, nodeAt(row))) toggle(row);
    else apply(stroke(tree, rows, states, from, row), states[begun] === BLOCKED);
  };
  const type = (letter: string, now: number) => {
    const before = now - typed.current.at < TYPING ? typed.current.text : "";
    const sought = before + letter;
    typed.current = { text: sought, at: now };
    const row = typeAhead(tree, rows, tabRow, sought);
    if (row >= 0) moveTo(row, false, false);
  };
  const openMenu = (row: number, anchorAt: DOMRect) => {
    const node = nodeAt(row);
    if (!selection.bits[node]) selectOnly(node);
    onActive(node);
    setMenu({ node, anchor: anchorAt });
  };

  const act = (action: Action, now: number) => {
    switch (action.kind) {
      case "move":
        return moveTo(action.row, action.extend, action.keep);
      case "open":
      case "close":
        return onOpen([action.node], action.kind === "open");
      case "openSiblings":
        return onOpen(openableSiblings(tree, rows, action.node), true);
      case "toggle":
        return toggle(tabRow);
      case "range":
        return range(tabRow);
      case "flip":
        anchor.current = nodeAt(tabRow);
        return onSelect(flipped(selection, nodeAt(tabRow)));
      case "all":
        return onSelect(only(tree, rows.nodes));
      case "one":
        return selectOnly(nodeAt(tabRow));
      case "menu": {
        const row = scroller.current?.querySelector(`[data-row="${tabRow}"]`);
        return row ? openMenu(tabRow, row.getBoundingClientRect()) : undefined;
      }
      case "type":
        return type(action.letter, now);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (painting || band) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2);
    const command = event.ctrlKey || event.metaKey;
    if (event.altKey) return;
    const action = keyAction(tree, rows, tabRow, page, { key: event.key, shift: event.shiftKey, command });
    if (!action) return;
    event.preventDefault();
    // Whoever goes on by another key begins a new word.
    if (action.kind !== "type") typed.current = { text: "", at: 0 };
    act(action, event.timeStamp);
  };

  const follow = (
    press: PointerEvent,
    row: number,
    grows: boolean,
    rest: Pick<Parameters<typeof drag>[1], "show" | "done">,
  ) => {
    if (!scroller.current) return;
    const { show, done } = rest;
    stop.current = drag(press.nativeEvent, {
      scroller: scroller.current,
      rowHeight: ROW,
      rows: rows.nodes.length,
      origin: row,
      grows,
      together: (step) =>
        flushSync(() => {
          step();
          view.look();
        }),
      show: (span, spot) => {
        if (!span) stop.current = null;
        show(span, spot);
      },
      done,
    });
  };
  const paint = (event: PointerEvent, row: number) => {
    const node = nodeAt(row);
    if (event.shiftKey) return range(row);
    if (states[node] === IMPLIED) return;
    const blocked = toggled(states[node] ?? CLEAR);
    strokeAnchor.current = node;
    follow(event, row, true, {
      show: (span) => {
        setPainting(span && { origin: row, blocked, span });
        // A press alone is seen in its box.
        const nodes = span && span.from < span.to ? struck(tree, rows, painted(tree, rows, states, row, span)) : null;
        if (nodes || !span) onUnder(nodes && { nodes, does: blocked ? "hide" : "show" });
      },
      done: (span, moved) => apply(painted(tree, rows, states, row, span), blocked, moved),
    });
  };
  const rubber = (event: PointerEvent, row: number) => {
    const base = event.ctrlKey || event.metaKey ? selection : null;
    const from: Spot = { x: event.clientX, y: event.clientY, scroll: scroller.current?.scrollTop ?? 0 };
    follow(event, row, false, {
      show: (span, spot) => {
        setBand(span && { base, span, frame: frameOf(scroller.current, from, spot) });
        const selection = span && banded(tree, rows, base, span);
        onUnder(selection && { nodes: selectedNodes(tree, rows, states, selection, nodeAt(row)), does: "select" });
      },
      done: (span, moved) => {
        dragged.current = moved;
        if (!moved) return;
        anchor.current = nodeAt(row);
        onSelect(banded(tree, rows, base, span));
      },
    });
  };
  const onPointerDown = (event: PointerEvent) => {
    const { row, part } = hit(event);
    dragged.current = false;
    if (event.button !== 0 || row < 0 || stop.current) return;
    if (part === "tick") paint(event, row);
    else if (!part && !event.shiftKey) rubber(event, row);
  };
  const onMouseDown = (event: MouseEvent) => {
    const { row, element } = hit(event);
    if (row < 0) return;
    // The row takes the focus, not what is in it; and no text is selected.
    event.preventDefault();
    element?.focus({ preventScroll: true });
  };
  const onClick = (event: MouseEvent) => {
    const { row, part, element } = hit(event);
    if (row < 0 || dragged.current) return;
    const node = nodeAt(row);
    if (part === "expander") onOpen([node], !rows.open[node]);
    // A press was heard before; a click without one comes from a screen reader.
    if (part === "tick" && event.detail === 0) toggle(row);
    element?.focus({ preventScroll: true });
    onActive(node);
    if (part) return;
    if (event.shiftKey) return selectTo(row);
    if (!event.ctrlKey && !event.metaKey) return selectOnly(node);
    anchor.current = node;
    onSelect(flipped(selection, node));
  };
  const onContextMenu = (event: MouseEvent) => {
    const { row } = hit(event);
    event.preventDefault();
    if (row >= 0) openMenu(row, new DOMRect(event.clientX, event.clientY, 0, 0));
  };
  const onFocus = (event: SyntheticEvent) => {
    focus.current.inside = true;
    const { row } = hit(event);
    if (row >= 0) onActive(nodeAt(row));
  };

  const shown = Array.from({ length: view.to - view.from }, (_, nth) => view.from + nth);
  // The tab stop is always there, so that the focus does not get lost by scrolling.
  if (tabRow < view.from) shown.unshift(tabRow);
  else if (tabRow >= view.to && tabRow < rows.nodes.length) shown.push(tabRow);
  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        role="treegrid"
        className={styles.tree}
        data-still={still || undefined}
        aria-label={text.schema.tree}
        aria-rowcount={rows.nodes.length + 1}
        aria-multiselectable
        data-testid="schema-tree"
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onMouseDown={onMouseDown}
        onClick={onClick}
        onContextMenu={onContextMenu}
        onFocus={onFocus}
        onBlur={() => {
          focus.current.inside = false;
        }}
      >
        <Head />
        <div role="rowgroup" className={styles.list} style={{ height: rows.nodes.length * ROW }}>
          {shown.map((index) => {
            const node = nodeAt(index);
            const under = painting && underStroke(tree, rows, states, painting, index) ? painting.blocked : null;
            const state = under === null ? at(states, node) : under ? BLOCKED : CLEAR;
            const mark = under === null ? at(marks, node) : struckMark(at(marks, node), under);
            return (
              <Row
                key={node}
                tree={tree}
                node={node}
                index={index}
                state={state}
                mark={mark}
                badges={at(tree.level, node) === COLUMN ? at(badges, at(tree.place, node)) : 0}
                open={rows.open[node] === 1}
                position={at(rows.position, index)}
                siblings={at(rows.children, at(tree.parent, node) + 1)}
                hiddenInside={state === MIXED && at(tree.level, node) === TABLE ? hiddenIn(tree, states, node) : 0}
                tabStop={index === tabRow}
                active={node === active}
                selected={chosen.bits[node] === 1}
              />
            );
          })}
          {band ? <div className={styles.band} style={band.frame} aria-hidden /> : null}
        </div>
      </div>
      {menu ? (
        <TreeMenu
          {...props}
          menu={menu}
          layer={layer}
          onApply={apply}
          onRule={
            props.onRule &&
            ((node) => {
              left.current = true;
              props.onRule?.(node);
            })
          }
          onClose={() => {
            setMenu(null);
            focus.current.wanted = !left.current;
            left.current = false;
          }}
        />
      ) : null}
      <div ref={layer} />
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

/** Whether the stroke under way is about a row's own box. */
function underStroke(tree: Model, rows: Rows, states: Uint8Array, { origin, span }: Painting, row: number): boolean {
  if (row < span.from || row > span.to || states[at(rows.nodes, row)] === IMPLIED) return false;
  return at(tree.level, at(rows.nodes, row)) === at(tree.level, at(rows.nodes, origin));
}

function banded(tree: Model, rows: Rows, base: Selection | null, { from, to }: Span): Selection {
  const nodes = between(rows, from, to);
  return base ? including(base, nodes) : only(tree, nodes);
}

function frameOf(scroller: HTMLElement | null, from: Spot, to: Spot): Band["frame"] {
  const box = scroller?.getBoundingClientRect();
  const left = Math.min(from.x, to.x) - (box?.left ?? 0);
  const [begin, end] = [from, to].map(({ y, scroll }) => y + scroll - (box?.top ?? 0) - ROW) as [number, number];
  return {
    left,
    top: Math.max(0, Math.min(begin, end)),
    width: Math.abs(from.x - to.x),
    height: Math.abs(begin - end),
  };
}

function hiddenIn(tree: Model, states: Uint8Array, table: number): number {
  let hidden = 0;
  for (let node = table + 1; node < at(tree.end, table); node++) if (states[node] === BLOCKED) hidden++;
  return hidden;
}
