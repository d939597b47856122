// Above the tree: the field that finds, what a tick means, how much is blocked, and what waits for a decision.
import type { ReactNode } from "react";
import { useFindings } from "../../host/catalog";
import type { Finding, ScopingView } from "../../host/types";
import { Button } from "../../kit/Button";
import { text } from "../../text";
import styles from "./Schema.module.css";

const words = text.schema;

type Props = {
  connection: string;
  scoping: ScopingView;
  search: ReactNode;
  asAgent: boolean;
  progress: ReactNode;
  /** How many decisions are open. */
  waiting: number;
  onReview: () => void;
};

export function Toolbar({ connection, scoping, search, asAgent, progress, waiting, onReview }: Props) {
  const findings = useFindings(connection);
  const { columns, in_tables: inTables, tables } = scoping.blocked;
  return (
    <div className={styles.toolbar}>
      <div className={styles.line}>
        {search}
        {waiting > 0 ? (
          <Button small data-testid="to-review" title={text.review.badgeTitle} onClick={onReview}>
            {text.review.badge(waiting)}
          </Button>
        ) : null}
      </div>
      <div className={styles.line}>
        <p className={styles.polarity}>{asAgent ? words.asAgentNote : words.polarity}</p>
        <p className={styles.counts} data-testid="block-counts">
          {words.counts({ columns, inTables, tables })}
        </p>
      </div>
      {findings.length > 0 ? <Findings findings={findings} /> : null}
      <div role="status">{progress}</div>
    </div>
  );
}

function Findings({ findings }: { findings: readonly Finding[] }) {
  return (
    <details className={styles.note}>
      <summary>{words.findings(findings.length)}</summary>
      <ul>
        {findings.map(({ object, message }) => (
          <li key={`${object} ${message}`}>
            <code>{object}</code> {message}
          </li>
        ))}
      </ul>
    </details>
  );
}
