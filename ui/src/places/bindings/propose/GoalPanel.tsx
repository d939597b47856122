// "Describe what the agent needs": drafts that would serve a goal, ranked, each compiled already. Works offline.
import { Sparkles } from "lucide-react";
import { useState } from "react";
import { useApp } from "../../../app/state";
import { usePropose, useSaveBinding } from "../../../host/drafts";
import { useModel } from "../../../host/model";
import { failureOf } from "../../../host/result";
import type { Engine, Proposal } from "../../../host/types";
import { Button } from "../../../kit/Button";
import { Code } from "../../../kit/Code";
import { TextArea } from "../../../kit/Field";
import { FailureNotice, Notice } from "../../../kit/Notice";
import { Section } from "../../../kit/Place";
import { StatusIcon } from "../../../kit/StatusIcon";
import { text } from "../../../text";
import styles from "./Goal.module.css";

const words = text.propose;

export function GoalPanel({ connection, engine }: { connection: string; engine: Engine }) {
  const [goal, setGoal] = useState("");
  const asked = usePropose();
  const model = useModel().data?.choice;
  const ask = () => {
    if (goal.trim() !== "") asked.mutate({ connection, goal });
  };
  return (
    <Section title={words.title}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <TextArea
          label={words.goal}
          hint={model?.on ? words.ranked(model.name, model.url) : words.hint}
          placeholder={words.example}
          rows={2}
          data-testid="goal"
          value={goal}
          onChange={({ target }) => setGoal(target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            ask();
          }}
        />
        <div>
          <Button type="submit" data-testid="goal-ask" aria-disabled={goal.trim() === "" || asked.isPending}>
            <Sparkles size={14} aria-hidden /> {words.ask}
          </Button>
        </div>
      </form>
      <div aria-live="polite">
        {asked.isError ? <FailureNotice failure={failureOf(asked.error)} /> : null}
        {asked.data?.note ? (
          <Notice tone="info">
            <p data-testid="goal-note">{asked.data.note}</p>
          </Notice>
        ) : null}
      </div>
      {asked.data ? (
        <ol className={styles.proposals}>
          {asked.data.proposals.map((proposal, at) => (
            <One key={proposal.statement.sha256} proposal={proposal} at={at} engine={engine} />
          ))}
        </ol>
      ) : null}
    </Section>
  );
}

function One({ proposal, at, engine }: { proposal: Proposal; at: number; engine: Engine }) {
  const { openDraft, say } = useApp();
  const saving = useSaveBinding();
  const { binding, reasons, statement, diagnostics } = proposal;
  const take = async () => {
    const slug = await saving.mutateAsync({ slug: null, binding });
    openDraft(slug);
    say(words.taken(binding.tool_name));
  };
  return (
    <li className={styles.proposal} data-testid={`proposal-${at}`}>
      <div className={styles.head}>
        <h3 className={styles.name}>{binding.tool_name}</h3>
        <Button small data-testid={`proposal-take-${at}`} disabled={saving.isPending} onClick={() => void take()}>
          {words.take}
        </Button>
      </div>
      <p className={styles.operation}>{binding.operation}</p>
      <ul className={styles.reasons}>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      {saving.isError ? <FailureNotice failure={failureOf(saving.error)} /> : null}
      <details className={styles.more}>
        <summary data-testid={`proposal-look-${at}`}>{words.look}</summary>
        <div className={styles.code}>
          <Code value={statement.sql} language="sql" engine={engine} label={text.bindings.statement} />
        </div>
        <ul className={styles.warnings}>
          {diagnostics.map(({ code, field, message, why }) => (
            <li key={`${code} ${field}`}>
              <StatusIcon status="warn" size={14} />
              <span>
                {message} <span className={styles.why}>{why}</span>
              </span>
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}
