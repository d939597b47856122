// The frame of a place: its head, its body, and at the right what the selected thing means.
import type { ReactNode } from "react";
import { text } from "../text";
import styles from "./Place.module.css";

type Props = {
  title: string;
  sub?: string;
  actions?: ReactNode;
  padded?: boolean;
  /** The right side shows more than names and values. */
  wide?: boolean;
  /** The right side is a choice of panels. */
  panels?: boolean;
  aside: ReactNode;
  children: ReactNode;
};

export function Place({ title, sub, actions, padded = false, wide = false, panels = false, aside, children }: Props) {
  const asideClass = [styles.aside, wide ? styles.wide : "", panels ? styles.panels : ""].filter(Boolean).join(" ");
  return (
    <>
      <main className={styles.place}>
        <header className={styles.head}>
          <div className={styles.titles}>
            <h1 className={styles.title}>{title}</h1>
            {sub ? <p className={styles.sub}>{sub}</p> : null}
          </div>
          {actions ? <div className={styles.actions}>{actions}</div> : null}
        </header>
        <div className={`${styles.body} ${padded ? styles.padded : ""}`}>{children}</div>
      </main>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must be able to reach it. */}
      <aside tabIndex={0} className={asideClass} aria-label={text.app.details}>
        {aside}
      </aside>
    </>
  );
}

export function Section({ title, action, children }: { title?: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.section}>
      {title ? (
        <div className={styles.sectionHead}>
          <h2 className={styles.sectionTitle}>{title}</h2>
          {action}
        </div>
      ) : null}
      {children}
    </section>
  );
}
