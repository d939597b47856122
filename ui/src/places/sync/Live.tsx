// What callers of the agent get, what waits for a review, and publishing.
import { useState } from "react";
import { useApp } from "../../app/state";
import { failureOf } from "../../host/result";
import { useEnable, usePublish } from "../../host/sync";
import type { Difference, Publication, SyncReport } from "../../host/types";
import { Button } from "../../kit/Button";
import { TextField } from "../../kit/Field";
import { FailureNotice } from "../../kit/Notice";
import { text } from "../../text";
import styles from "./Sync.module.css";

const words = text.sync.live;

export function Live({ report }: { report: SyncReport }) {
  const { publication, bindings } = report;
  const waiting = bindings.filter(({ awaits_review }) => awaits_review !== null);
  return (
    <section className={styles.live} data-testid="sync-live">
      <h2 className={styles.heading}>{words.title}</h2>
      <Present publication={publication} />
      {waiting.length > 0 ? <Reviews waiting={waiting} /> : null}
      <Publishing report={report} />
    </section>
  );
}

function Present({ publication }: { publication: Publication }) {
  const { version, published_at, note, is_known, callers_get } = publication;
  if (version === null) return <p className={styles.state}>{words.never}</p>;
  const at = published_at ? text.common.moment(published_at) : "";
  return (
    <>
      <p className={styles.state} data-testid="sync-version">
        {words.version(version, at)} {note}
      </p>
      {is_known ? <Tools names={callers_get} empty={words.none} /> : <p className={styles.state}>{words.unknown}</p>}
    </>
  );
}

function Tools({ names, empty }: { names: readonly string[]; empty?: string }) {
  if (names.length === 0) return empty ? <p className={styles.state}>{empty}</p> : null;
  return (
    <ul className={styles.list}>
      {names.map((name) => (
        <li key={name}>{name}</li>
      ))}
    </ul>
  );
}

function Reviews({ waiting }: { waiting: readonly Difference[] }) {
  const app = useApp();
  const enable = useEnable();
  return (
    <>
      <h3 className={styles.group}>{words.review}</h3>
      <p className={styles.state}>{words.reviewWhy}</p>
      <ul className={styles.list}>
        {waiting.map(({ slug, tool_name, awaits_review }) => (
          <li key={slug}>
            <span className={styles.grows}>{tool_name}</span>
            <Button onClick={() => app.openDraft(slug)}>{words.open}</Button>
            <Button
              data-testid={`sync-enable-${slug}`}
              disabled={enable.isPending}
              onClick={() => enable.mutate(awaits_review ?? "")}
            >
              {enable.isPending ? words.enabling : words.enable}
            </Button>
          </li>
        ))}
      </ul>
      {enable.isError ? <FailureNotice title={words.enableFailed} failure={failureOf(enable.error)} /> : null}
    </>
  );
}

function Publishing({ report }: { report: SyncReport }) {
  const app = useApp();
  const [note, setNote] = useState("");
  const publish = usePublish();
  const { adds, takes_away, is_known } = report.publication;
  const nothing = is_known && adds.length === 0 && takes_away.length === 0;
  const go = async () => {
    try {
      const after = await publish.mutateAsync(note);
      setNote("");
      app.say(words.published(after.publication.version ?? 0));
    } catch {
      // Said below.
    }
  };
  if (nothing) return report.publication.version === null ? null : <p className={styles.state}>{words.nothing}</p>;
  return (
    <>
      {adds.length > 0 ? <h3 className={styles.group}>{words.adds}</h3> : null}
      <Tools names={adds} />
      {takes_away.length > 0 ? <h3 className={styles.group}>{words.takesAway}</h3> : null}
      <Tools names={takes_away} />
      {report.in_step ? null : <p className={styles.state}>{words.unsent}</p>}
      <form
        className={styles.publish}
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <TextField
          className={styles.grows}
          label={words.note}
          hint={words.noteHint}
          value={note}
          maxLength={1000}
          data-testid="sync-note"
          onChange={(event) => setNote(event.target.value)}
        />
        <Button type="submit" look="primary" data-testid="sync-publish" disabled={publish.isPending}>
          {publish.isPending ? words.publishing : words.publish}
        </Button>
      </form>
      {publish.isError ? <FailureNotice title={words.failed} failure={failureOf(publish.error)} /> : null}
    </>
  );
}
