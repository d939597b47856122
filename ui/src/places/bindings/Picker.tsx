// The columns that can be returned, to tick or to drag: the table's own, then those one relationship away.
import { GripVertical } from "lucide-react";
import { useId } from "react";
import type { ColumnOffer, Offer, Projection, TableName } from "../../host/types";
import { text } from "../../text";
import styles from "./Bindings.module.css";
import type { useColumnDrag } from "./columnDrag";
import { withOutput, withoutOutputs } from "./draft";
import type { StepProps } from "./Step";

type Handle = ReturnType<typeof useColumnDrag>["handle"];

type Props = {
  offer: Offer;
  table: TableName;
  outputs: readonly Projection[];
  edit: StepProps["edit"];
  handle: Handle;
};

export function Picker({ offer, table, outputs, edit, handle }: Props) {
  const relationships = new Set(offer.relationships.map(({ name }) => name));
  // A path of two parts whose first is no relationship names the table itself, in some form.
  const own = (column: string) => (path: readonly string[]) =>
    path.at(-1) === column && (path.length === 1 || (path.length === 2 && !relationships.has(path[0] ?? "")));
  const via = (name: string, column: string) => (path: readonly string[]) =>
    path.length === 2 && path[0] === name && path[1] === column;
  const box = (column: ColumnOffer, path: string[], leads: (path: readonly string[]) => boolean) => (
    <Box
      key={column.name}
      column={column}
      path={path}
      grip={column.not_returnable === null ? handle(path) : null}
      ticked={outputs.some((output) => leads(output.path))}
      onTick={(tick) =>
        edit((old) => (tick ? withOutput(old, path) : withoutOutputs(old, (output) => leads(output.path))))
      }
    />
  );
  return (
    <div>
      <h3 className={styles.part}>{text.bindings.available}</h3>
      <fieldset className={styles.columns}>
        <legend>{text.bindings.own(table.table)}</legend>
        {offer.columns.map((column) => box(column, [column.name], own(column.name)))}
      </fieldset>
      {offer.relationships.map(({ name, table: target, columns }) => {
        const ticked = outputs.filter(({ path }) => path.length === 2 && path[0] === name).length;
        return (
          // Closed until wanted: a table with ten relationships would else push everything else out of sight.
          <details key={name} className={styles.related} open={ticked > 0 || undefined}>
            <summary>
              <span className="mono">{text.bindings.via(name, target.table)}</span>
              <span className={styles.about}>{text.bindings.pickable(columns.length, ticked)}</span>
            </summary>
            <div className={styles.columns}>
              {columns.map((column) => box(column, [name, column.name], via(name, column.name)))}
            </div>
          </details>
        );
      })}
    </div>
  );
}

type BoxProps = {
  column: ColumnOffer;
  path: string[];
  /** What the pointer drags it by, if it may go anywhere. */
  grip: ReturnType<Handle> | null;
  ticked: boolean;
  onTick: (tick: boolean) => void;
};

function Box({ column, path, grip, ticked, onTick }: BoxProps) {
  const id = useId();
  const reason = column.not_returnable === null ? null : text.bindings.because(column.not_returnable);
  return (
    <div
      className={`${styles.column} ${styles.draggable} ${reason ? styles.greyed : ""}`}
      title={reason ?? column.comment ?? undefined}
    >
      {/* For the pointer only: ticking does the same for everyone. */}
      {grip ? (
        <span className={styles.grip} data-testid={`drag-${path.join(".")}`} {...grip}>
          <GripVertical size={13} aria-hidden />
        </span>
      ) : (
        <span />
      )}
      <input
        type="checkbox"
        id={id}
        data-testid={`pick-${path.join(".")}`}
        checked={ticked}
        // What is returned already can always be taken out again.
        disabled={reason !== null && !ticked}
        aria-describedby={`${id}-about`}
        onChange={({ target }) => onTick(target.checked)}
      />
      <label htmlFor={id}>{column.name}</label>
      <span id={`${id}-about`} className={styles.about}>
        {column.not_returnable ?? [column.data_type, column.sensitive].filter(Boolean).join(" · ")}
      </span>
    </div>
  );
}
