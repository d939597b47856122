// The outputs in order. They are moved with buttons, or dragged by their handle.
import { type PointerEvent, useEffect, useRef, useState } from "react";
import type { Projection } from "../../host/types";
import { text } from "../../text";
import styles from "./Bindings.module.css";
import { movedOutput } from "./draft";
import { type MovedBy, OutputRow } from "./OutputRow";
import type { StepProps } from "./Step";

/** `coming` is the output before which a dragged column would come. */
type Props = StepProps & { outputs: readonly Projection[]; coming: number | null };

export function Outputs({ outputs, coming, ...step }: Props) {
  const { edit } = step;
  const list = useRef<HTMLOListElement>(null);
  const dragged = useRef<number | null>(null);
  const [held, setHeld] = useState<number | null>(null);
  const [focus, setFocus] = useState<{ row: number; by: MovedBy } | null>(null);

  // A row that was moved keeps the focus where it was moved by, so that the same key moves it on.
  useEffect(() => {
    if (!focus) return;
    const row = list.current?.children[focus.row];
    const wanted = row?.querySelector<HTMLElement>(`[data-mover="${focus.by}"]:enabled`);
    (wanted ?? row?.querySelector<HTMLElement>("button[data-mover]:enabled"))?.focus();
  }, [focus]);

  const drop = () => {
    dragged.current = null;
    setHeld(null);
  };
  const handle = (at: number) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      dragged.current = at;
      setHeld(at);
    },
    onPointerMove: ({ clientY }: PointerEvent<HTMLElement>) => {
      const from = dragged.current;
      if (from === null || !list.current) return;
      const to = rowAt(list.current, clientY, from);
      if (to === from) return;
      dragged.current = to;
      setHeld(to);
      edit((old) => movedOutput(old, from, to));
    },
    onPointerUp: drop,
    onPointerCancel: drop,
    onLostPointerCapture: drop,
  });

  if (outputs.length === 0) return null;
  return (
    <>
      <div className={styles.outputHead} data-testid="outputs-head" aria-hidden>
        <span>{text.bindings.pathHead}</span>
        <span>{text.bindings.leafHead}</span>
      </div>
      <ol ref={list} className={styles.outputs}>
        {outputs.map((output, at) => (
          <OutputRow
            // biome-ignore lint/suspicious/noArrayIndexKey: an output has no name of its own; its place is its identity.
            key={at}
            output={output}
            at={at}
            last={at === outputs.length - 1}
            held={held === at}
            coming={coming === at ? "before" : coming === outputs.length && at === outputs.length - 1 ? "after" : null}
            {...step}
            handle={handle(at)}
            onMove={(direction, by) => {
              const to = direction === "up" ? at - 1 : at + 1;
              if (to < 0 || to >= outputs.length) return;
              edit((old) => movedOutput(old, at, to));
              setFocus({ row: to, by });
            }}
          />
        ))}
      </ol>
    </>
  );
}

/** The row under the pointer, once it is past that row's middle, so that rows of different height do not flicker. */
function rowAt(list: HTMLElement, y: number, from: number): number {
  const rows = [...list.children].map((row) => row.getBoundingClientRect());
  const middle = (row: DOMRect) => row.top + row.height / 2;
  let to = from;
  for (let at = from + 1; at < rows.length; at++) {
    const row = rows[at];
    if (row && y > middle(row)) to = at;
  }
  for (let at = from - 1; at >= 0; at--) {
    const row = rows[at];
    if (row && y < middle(row)) to = at;
  }
  return to;
}
