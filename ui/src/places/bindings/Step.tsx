// One step of the form. A new draft's empty fields are marked only once their step was left.
import { type FocusEvent, type ReactNode, useId, useState } from "react";
import type { Binding } from "../../host/types";
import type { Fixing } from "./AtField";
import styles from "./Bindings.module.css";

export type StepProps = Fixing & {
  draft: Binding;
  edit: (step: (draft: Binding) => Binding) => void;
  /** The draft was begun in this window. */
  fresh: boolean;
};

type Props = { title: string; hint?: string; onLeave?: () => void; children: ReactNode };

export function Step({ title, hint, onLeave, children }: Props) {
  const id = useId();
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget as Node | null)) onLeave?.();
  };
  return (
    <section className={styles.step} aria-labelledby={id} onBlur={onBlur}>
      <h2 id={id} className={styles.stepTitle}>
        {title}
      </h2>
      {hint ? <p className={styles.stepHint}>{hint}</p> : null}
      {children}
    </section>
  );
}

/** Whether an empty field of this step is marked, and what to call when the step is left. */
export function useLeft(fresh: boolean): [marked: boolean, onLeave: () => void] {
  const [left, setLeft] = useState(!fresh);
  return [left, () => setLeft(true)];
}
