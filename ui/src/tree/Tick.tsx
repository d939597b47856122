// The box of a row. Ticked is hidden from the agent; a dash is hidden in part.
import { Check, Minus } from "lucide-react";
import { text } from "../text";
import { BLOCKED, IMPLIED, MIXED } from "./blocks";
import styles from "./Tree.module.css";

export function Tick({ path, state }: { path: string; state: number }) {
  const implied = state === IMPLIED;
  const ticked = state === BLOCKED || implied;
  return (
    // biome-ignore lint/a11y/useSemanticElements: an input cannot be disabled and still explain itself, nor be painted over.
    <span
      role="checkbox"
      tabIndex={-1}
      className={styles.tick}
      aria-checked={state === MIXED ? "mixed" : ticked}
      aria-disabled={implied || undefined}
      aria-label={text.schema.hide(path)}
      title={implied ? text.schema.impliedTitle : undefined}
      data-part="tick"
      data-testid={`tick-${path}`}
    >
      <span className={styles.box}>
        {ticked ? <Check size={12} strokeWidth={3} aria-hidden /> : null}
        {state === MIXED ? <Minus size={12} strokeWidth={3} aria-hidden /> : null}
      </span>
    </span>
  );
}
