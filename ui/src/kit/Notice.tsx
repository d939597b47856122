// A sentence that matters, with its sign, and at most one thing to do about it.
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Failure } from "../host/types";
import styles from "./Notice.module.css";

type Tone = "info" | "good" | "warn" | "bad";

const signs = { info: Info, good: CircleCheck, warn: TriangleAlert, bad: CircleAlert };

type Props = { tone: Tone; title?: string; action?: ReactNode; children?: ReactNode };

export function Notice({ tone, title, action, children }: Props) {
  const Sign = signs[tone];
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role={tone === "bad" ? "alert" : undefined}>
      <Sign size={16} aria-hidden />
      <div className={styles.body}>
        {title ? <p className={styles.title}>{title}</p> : null}
        {children}
      </div>
      {action}
    </div>
  );
}

/** What went wrong, and the next step. */
export function FailureNotice({ title, failure, action }: { title?: string; failure: Failure; action?: ReactNode }) {
  return (
    <Notice tone="bad" title={title ?? failure.message} action={action}>
      {title ? <p>{failure.message}</p> : null}
      <p>{failure.next_step}</p>
    </Notice>
  );
}
