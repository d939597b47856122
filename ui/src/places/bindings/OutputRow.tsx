import { ChevronDown, ChevronUp, GripVertical, X } from "lucide-react";
import { type ComponentProps, type KeyboardEvent, useId } from "react";
import type { Projection } from "../../host/types";
import { IconButton } from "../../kit/Button";
import { FieldErrors } from "../../kit/Field";
import { text } from "../../text";
import { AtPlace } from "./AtField";
import styles from "./Bindings.module.css";
import { changedOutput, pathText, readPath, withoutOutputs } from "./draft";
import { saidAt } from "./problems";
import type { StepProps } from "./Step";

type Props = StepProps & {
  output: Projection;
  at: number;
  last: boolean;
  held: boolean;
  /** A dragged column would come here. */
  coming: "before" | "after" | null;
  handle: Pick<ComponentProps<"span">, "onPointerDown" | "onPointerMove" | "onPointerUp" | "onPointerCancel">;
  onMove: (direction: "up" | "down", by: MovedBy) => void;
};

/** What a row was moved by, which keeps the focus: one of its fields or buttons. */
export type MovedBy = "path" | "leaf" | "up" | "down";

export function OutputRow({ output, at, last, held, coming, handle, onMove, ...step }: Props) {
  const { edit, diagnostics } = step;
  const id = useId();
  const n = at + 1;
  const path = saidAt(diagnostics, `projection[${at}].path`, `projection[${at}]`);
  const leaf = saidAt(diagnostics, `projection[${at}].leaf`);
  const control = (name: "path" | "leaf", { errors, warnings }: typeof path) => ({
    className: styles.cell,
    autoComplete: "off",
    autoCapitalize: "off",
    spellCheck: false,
    "data-mover": name,
    "data-field": name === "path" ? `projection[${at}].path projection[${at}]` : `projection[${at}].${name}`,
    onKeyDown: (event: KeyboardEvent) => {
      if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
      event.preventDefault();
      onMove(event.key === "ArrowUp" ? "up" : "down", name);
    },
    "aria-keyshortcuts": "Alt+ArrowUp Alt+ArrowDown",
    "aria-invalid": errors.length > 0 || undefined,
    "aria-describedby": errors.length + warnings.length > 0 ? `${id}-${name}` : undefined,
  });
  return (
    <li className={`${styles.output} ${held ? styles.held : ""}`} data-output={at} data-coming={coming ?? undefined}>
      {/* For the pointer only: the buttons at the end of the row do the same for everyone. */}
      <span className={styles.grip} data-testid={`projection-grip-${at}`} title={text.bindings.drag(n)} {...handle}>
        <GripVertical size={14} aria-hidden />
      </span>
      <input
        {...control("path", path)}
        aria-label={text.bindings.path(n)}
        data-testid={`projection-path-${at}`}
        value={pathText(output.path)}
        onChange={({ target }) => edit((old) => changedOutput(old, at, { path: readPath(target.value) }))}
      />
      <input
        {...control("leaf", leaf)}
        aria-label={text.bindings.leaf(n)}
        data-testid={`projection-leaf-${at}`}
        value={output.leaf}
        onChange={({ target }) => edit((old) => changedOutput(old, at, { leaf: target.value }))}
      />
      <span className={styles.rowActions}>
        <IconButton label={text.bindings.up(n)} data-mover="up" disabled={at === 0} onClick={() => onMove("up", "up")}>
          <ChevronUp size={14} aria-hidden />
        </IconButton>
        <IconButton
          label={text.bindings.down(n)}
          data-mover="down"
          disabled={last}
          onClick={() => onMove("down", "down")}
        >
          <ChevronDown size={14} aria-hidden />
        </IconButton>
        <IconButton
          label={text.bindings.removeOutput(n)}
          data-testid={`projection-remove-${at}`}
          onClick={() => edit((old) => withoutOutputs(old, (_, other) => other === at))}
        >
          <X size={14} aria-hidden />
        </IconButton>
      </span>
      <div className={styles.rowErrors}>
        <FieldErrors id={`${id}-path`} {...path} />
        <FieldErrors id={`${id}-leaf`} {...leaf} />
        <AtPlace fixing={step} fields={[`projection[${at}].path`, `projection[${at}].leaf`, `projection[${at}]`]} />
      </div>
    </li>
  );
}
