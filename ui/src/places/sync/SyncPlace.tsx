// What differs from the control plane, sending it, and what was read back.
import { useState } from "react";
import { useApp } from "../../app/state";
import { failureOf } from "../../host/result";
import { useComparison, useSend } from "../../host/sync";
import type { SyncReport, WorkspaceView } from "../../host/types";
import { Button } from "../../kit/Button";
import { Empty } from "../../kit/Empty";
import { FailureNotice, Notice } from "../../kit/Notice";
import { Place, Section } from "../../kit/Place";
import { text } from "../../text";
import { changesIn, standing } from "./changes";
import { Bindings, Scoping, Steps } from "./Differences";
import { chosen, theirChanges } from "./decisions";
import { Live } from "./Live";
import styles from "./Sync.module.css";
import { TargetForm } from "./TargetForm";
import { Theirs } from "./Theirs";

const words = text.sync;

export function SyncPlace({ workspace }: { workspace: WorkspaceView }) {
  const ready = Boolean(workspace.sync?.has_key);
  const comparison = useComparison(ready);
  return (
    <Place
      title={words.title}
      sub={words.intro}
      padded
      actions={
        <Button
          data-testid="sync-compare"
          disabled={!ready || comparison.isFetching}
          onClick={() => void comparison.refetch()}
        >
          {comparison.isFetching ? words.comparing : words.compare}
        </Button>
      }
      aside={<Explained />}
    >
      <div className={styles.column}>
        <TargetForm key={workspace.sync?.base_url ?? ""} target={workspace.sync} />
        {ready ? null : <Empty title={words.noTargetTitle} why={words.noTarget} />}
        {comparison.isError && ready ? <FailureNotice failure={failureOf(comparison.error)} /> : null}
        {ready && comparison.data && !comparison.isError ? <Report report={comparison.data} /> : null}
      </div>
    </Place>
  );
}

function Report({ report }: { report: SyncReport }) {
  const app = useApp();
  const [consent, setConsent] = useState(false);
  const send = useSend();
  const [overwritten, setOverwritten] = useState<ReadonlySet<string>>(new Set());
  const ours = report.scoping.filter(({ theirs }) => !theirs);
  const reveals = ours.filter((change) => !change.blocks);
  const changed = theirChanges(report);
  const undecided = changed.some(({ key }) => !overwritten.has(key));
  const count = changesIn(report);
  const overwrite = (key: string, wanted: boolean) => {
    const others = [...overwritten].filter((other) => other !== key);
    setOverwritten(new Set(wanted ? [...others, key] : others));
  };
  const go = async () => {
    try {
      const after = await send.mutateAsync(
        chosen(consent ? reveals.map(({ target }) => target) : [], changed, overwritten),
      );
      setConsent(false);
      app.say(standing(after));
    } catch {
      // Said below.
    }
  };
  const blocked = report.blocked_reason;
  return (
    <div className={styles.report} data-testid="sync-report" data-in-step={report.in_step}>
      {report.steps.length > 0 ? <Steps steps={report.steps} /> : null}
      {report.in_step ? (
        <Notice tone="good" title={words.inStep} />
      ) : (
        <>
          <h2 className={styles.heading}>{words.differs}</h2>
          <p className={styles.state}>{words.connectionState[report.connection.state](report.connection.name)}</p>
          <Theirs changes={changed} overwritten={overwritten} onOverwrite={overwrite} />
          <Scoping changes={ours} consent={consent} onConsent={setConsent} />
          <Bindings bindings={report.bindings} />
          {blocked ? <Notice tone="warn" title={blocked} /> : null}
          {send.isError ? <FailureNotice title={words.failed} failure={failureOf(send.error)} /> : null}
          <div className={styles.send}>
            <Button
              look="primary"
              data-testid="sync-send"
              disabled={
                send.isPending || blocked !== null || count === 0 || (reveals.length > 0 && !consent) || undecided
              }
              onClick={go}
            >
              {send.isPending ? words.sending : words.sendCount(count)}
            </Button>
            {reveals.length > 0 && !consent ? <span className={styles.state}>{words.notBeforeConsent}</span> : null}
            {undecided ? <span className={styles.state}>{words.undecided}</span> : null}
          </div>
        </>
      )}
      {report.misplaced.length > 0 ? (
        <Notice tone="bad" title={words.misplaced}>
          <p className="mono">{report.misplaced.join(", ")}</p>
          <p>{words.misplacedNext}</p>
        </Notice>
      ) : null}
      <Live report={report} />
      {report.unmatched.length > 0 ? (
        <Notice tone="info" title={words.unmatched}>
          <p className="mono">{report.unmatched.join(", ")}</p>
        </Notice>
      ) : null}
    </div>
  );
}

function Explained() {
  const { aside } = words;
  const parts = [
    { title: aside.title, body: aside.what },
    { title: aside.backTitle, body: aside.back },
    { title: aside.liveTitle, body: aside.live },
    { title: aside.dangerTitle, body: aside.danger },
  ];
  return parts.map(({ title, body }) => (
    <Section key={title} title={title}>
      <p className={styles.state}>{body}</p>
    </Section>
  ));
}
