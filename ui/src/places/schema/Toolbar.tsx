// Above the tree: what a tick means, the filter, the agent's view, and how much is blocked.
import { X } from "lucide-react";
import type { RefObject } from "react";
import { useFindings } from "../../host/catalog";
import type { Finding, ScopingView } from "../../host/types";
import { Button, IconButton } from "../../kit/Button";
import { Switch } from "../../kit/Switch";
import { text } from "../../text";
import styles from "./Schema.module.css";

const words = text.schema;

type Props = {
  connection: string;
  scoping: ScopingView;
  filter: string;
  filterField: RefObject<HTMLInputElement | null>;
  onFilter: (filter: string) => void;
  asAgent: boolean;
  onAsAgent: (asAgent: boolean) => void;
  progress: string | null;
  /** How many decisions are open. */
  waiting: number;
  onReview: () => void;
};

export function Toolbar(props: Props) {
  const { connection, scoping, filter, filterField, onFilter, asAgent, onAsAgent, progress, waiting, onReview } = props;
  const findings = useFindings(connection);
  const { columns, in_tables: inTables, tables } = scoping.blocked;
  return (
    <div className={styles.toolbar}>
      <div className={styles.line}>
        <Filter filter={filter} field={filterField} onFilter={onFilter} />
        <Switch label={words.asAgent} checked={asAgent} onChange={onAsAgent} data-testid="as-agent" />
      </div>
      <div className={styles.line}>
        <p className={styles.polarity}>{asAgent ? words.asAgentNote : words.polarity}</p>
        <div className={styles.counted}>
          <p className={styles.counts} data-testid="block-counts">
            {words.counts({ columns, inTables, tables })}
          </p>
          {waiting > 0 ? (
            <Button small data-testid="to-review" title={text.review.badgeTitle} onClick={onReview}>
              {text.review.badge(waiting)}
            </Button>
          ) : null}
        </div>
      </div>
      {findings.length > 0 ? <Findings findings={findings} /> : null}
      <p role="status" className={progress ? styles.note : undefined}>
        {progress}
      </p>
    </div>
  );
}

type FilterProps = { filter: string; field: RefObject<HTMLInputElement | null>; onFilter: (filter: string) => void };

function Filter({ filter, field, onFilter }: FilterProps) {
  return (
    <div className={styles.filter}>
      <input
        ref={field}
        type="text"
        className={styles.input}
        data-testid="schema-filter"
        aria-label={words.filter}
        placeholder={words.filter}
        autoComplete="off"
        spellCheck={false}
        value={filter}
        onChange={(event) => onFilter(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onFilter("");
        }}
      />
      {filter ? (
        <span className={styles.clear}>
          <IconButton label={words.clearFilter} onClick={() => onFilter("")}>
            <X size={14} aria-hidden />
          </IconButton>
        </span>
      ) : null}
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
