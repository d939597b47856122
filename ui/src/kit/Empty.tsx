import type { ReactNode } from "react";
import styles from "./Empty.module.css";

/** Nothing is here yet: one sentence of why, one button. */
export function Empty({ title, why, action }: { title: string; why: string; action?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <h2 className={styles.title}>{title}</h2>
      <p className={styles.why}>{why}</p>
      {action ? <div className={styles.action}>{action}</div> : null}
    </div>
  );
}
