// "12 of 12 valid": what the live database says of every binding of a connection.
import { DatabaseZap, Square } from "lucide-react";
import { useApp } from "../../../app/state";
import { usePreparing } from "../../../host/trials";
import { Button } from "../../../kit/Button";
import { FailureNotice } from "../../../kit/Notice";
import { Progress } from "../../../kit/Progress";
import { StatusIcon } from "../../../kit/StatusIcon";
import { text } from "../../../text";
import styles from "./Trial.module.css";

const words = text.trial.prepare;

export function CheckAll({ connection }: { connection: string }) {
  const { openDraft } = useApp();
  const { run, prepare, cancel } = usePreparing();
  const wrong = run.state === "done" ? run.found.bindings.filter(({ problem }) => problem != null) : [];
  return (
    <section className={styles.prepared} aria-label={words.run(connection)}>
      <div className={styles.go}>
        <Button
          data-testid="prepare-run"
          aria-disabled={run.state === "running"}
          onClick={() => {
            if (run.state !== "running") void prepare(connection);
          }}
        >
          <DatabaseZap size={14} aria-hidden /> {words.run(connection)}
        </Button>
        {run.state === "none" ? <span className={styles.about}>{words.about}</span> : null}
        {run.state === "done" ? (
          <p className={styles.verdict} role="status" data-testid="prepare-verdict">
            <StatusIcon status={wrong.length === 0 ? "pass" : "fail"} />
            {words.valid(run.found.valid, run.found.bindings.length)}
          </p>
        ) : null}
      </div>
      {run.state === "running" ? (
        <div className={styles.running}>
          <Progress label={words.running} value={null} max={1} />
          <Button small onClick={cancel}>
            <Square size={12} aria-hidden /> {text.common.cancel}
          </Button>
        </div>
      ) : null}
      {run.state === "failed" ? <FailureNotice failure={run.failure} /> : null}
      {wrong.length > 0 ? (
        <ul className={styles.wrong}>
          {wrong.map(({ slug, tool_name, problem }) => (
            <li key={slug} data-testid={`prepare-problem-${slug}`}>
              <button type="button" className={styles.opens} onClick={() => openDraft(slug)}>
                {tool_name || text.bindings.unnamed}
              </button>{" "}
              {problem?.message} <span className={styles.about}>{problem?.next_step}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
