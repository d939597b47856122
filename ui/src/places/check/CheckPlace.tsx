// The six checks, appearing one by one; the selected one is explained at the right.
import { useState } from "react";
import { useApp } from "../../app/state";
import { useDiscover, useOutline } from "../../host/catalog";
import { useChecks } from "../../host/checks";
import { failureOf } from "../../host/result";
import type { CheckId, WorkspaceView } from "../../host/types";
import { Button } from "../../kit/Button";
import { CopyButton } from "../../kit/CopyButton";
import { FailureNotice, Notice } from "../../kit/Notice";
import { Place } from "../../kit/Place";
import { StatusIcon } from "../../kit/StatusIcon";
import { text } from "../../text";
import { TrustQuestion } from "../connection/TrustQuestion";
import styles from "./Check.module.css";
import { CheckDetails } from "./CheckDetails";
import { CheckStep } from "./CheckStep";
import { PinQuestion, pinQuestionOf } from "./PinQuestion";
import { asText, order, statusOf, summaryOf } from "./report";

const words = text.check;

export function CheckPlace({ workspace }: { workspace: WorkspaceView }) {
  const app = useApp();
  const name = app.connection ?? "";
  const { run, loaded, start, cancel } = useChecks(name);
  const [selected, select] = useState<CheckId | null>(null);
  // Until somebody chooses, the step that needs attention is the one explained.
  const worst = order.find((id) => statusOf(run, id) === "fail") ?? order.find((id) => statusOf(run, id) === "warn");
  const shown = selected ?? worst ?? "reachability_tls";
  const report = run.report;
  const connection = workspace.connections.find((known) => known.name === name);
  const summary = summaryOf(run);
  const asked = pinQuestionOf(run.done);
  return (
    <Place
      title={words.title(connection?.label ?? name)}
      sub={connection ? words.where(connection.host, connection.port, connection.database) : words.intro}
      padded
      wide
      actions={
        <>
          {report && connection ? (
            <CopyButton
              worded
              value={() => asText(connection, report, new Date())}
              label={words.copy}
              onCopied={() => app.say(words.copied)}
            />
          ) : null}
          <Button data-testid="create-user" onClick={() => app.go("user")}>
            {words.createUser}
          </Button>
          {run.running ? (
            <Button data-testid="check-cancel" onClick={cancel}>
              {words.cancel}
            </Button>
          ) : (
            <Button look={report?.ok ? "plain" : "primary"} data-testid="check-run" disabled={!loaded} onClick={start}>
              {report ? words.again : words.run}
            </Button>
          )}
        </>
      }
      aside={<CheckDetails id={shown} status={statusOf(run, shown)} check={run.done[shown] ?? null} onAgain={start} />}
    >
      <div className={styles.column}>
        {workspace.sample && !report && !run.running ? (
          <Notice
            tone="info"
            title={words.offlineTitle}
            action={<Button onClick={() => app.go("schema")}>{words.toSchema}</Button>}
          >
            <p>{words.offline}</p>
          </Notice>
        ) : null}
        <p className={styles.summary} role="status" data-testid="check-summary">
          <StatusIcon status={summary.status} /> {summary.sentence}
        </p>
        {connection?.local_only && !report ? (
          <Notice tone="info">
            <p>{words.localOnly(connection.host)}</p>
          </Notice>
        ) : null}
        {run.failure?.code === "reference_not_trusted" ? (
          <TrustQuestion name={name} onAgreed={start} />
        ) : run.failure ? (
          <FailureNotice title={words.couldNotRun} failure={run.failure} />
        ) : null}
        {asked && !run.running ? <PinQuestion name={name} {...asked} onDecided={start} /> : null}
        <ol className={styles.steps} aria-label={words.steps}>
          {order.map((id) => (
            <CheckStep
              key={id}
              id={id}
              status={statusOf(run, id)}
              check={run.done[id] ?? null}
              selected={shown === id}
              onSelect={() => select(id)}
            />
          ))}
        </ol>
        {report?.ok ? <Next name={name} /> : null}
      </div>
    </Place>
  );
}

/** Everything is green: on to the schema. */
function Next({ name }: { name: string }) {
  const app = useApp();
  const known = Boolean(useOutline(name).data);
  const discover = useDiscover();
  const go = async () => {
    try {
      const { tables, columns } = await discover.mutateAsync({ name: name });
      app.say(words.discovered(tables, columns));
      app.go("schema");
    } catch {
      // Said below.
    }
  };
  const { step } = discover;
  const progress = step ? words.discovering(step.step, step.steps, step.label) : words.startingDiscovery;
  return (
    <>
      <Notice
        tone="good"
        title={words.passed}
        action={
          <Button look={known ? "plain" : "primary"} data-testid="discover" disabled={discover.isPending} onClick={go}>
            {known ? words.rediscover : words.discover}
          </Button>
        }
      >
        <p>{discover.isPending ? progress : known ? words.passedHasCatalog : words.passedNext}</p>
      </Notice>
      {discover.isError ? <FailureNotice failure={failureOf(discover.error)} /> : null}
    </>
  );
}
