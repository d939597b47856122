// One thing in a panel: its name, what is known of it, and what can be decided about it.
import type { ReactNode } from "react";
import styles from "./Panels.module.css";

type Props = {
  name: string;
  /** The exact type, or another short fact. */
  side?: ReactNode;
  notes?: readonly (string | null | undefined)[];
  /** Makes the name lead to its row in the tree. */
  onShow?: { label: string; show: () => void } | undefined;
  children?: ReactNode;
  "data-testid"?: string;
};

export function Entry({ name, side, notes = [], onShow, children, ...rest }: Props) {
  return (
    <li className={styles.entry} {...rest}>
      <div className={styles.head}>
        {onShow ? (
          <button
            type="button"
            className={styles.link}
            title={onShow.label}
            data-testid={rest["data-testid"] && `${rest["data-testid"]}-show`}
            onClick={onShow.show}
          >
            {name}
          </button>
        ) : (
          <span className={styles.name}>{name}</span>
        )}
        {side ? <span className={styles.side}>{side}</span> : null}
      </div>
      {notes.map((note) =>
        note ? (
          <p key={note} className={styles.note}>
            {note}
          </p>
        ) : null,
      )}
      {children ? <div className={styles.actions}>{children}</div> : null}
    </li>
  );
}
