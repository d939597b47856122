// What the login can really do, cell by cell, against the plan. Differences first; each answer a sign and a word.
import { useState } from "react";
import { useProof } from "../../host/grants";
import { failureOf } from "../../host/result";
import type { Proof as Proven } from "../../host/types";
import { Button } from "../../kit/Button";
import { Empty } from "../../kit/Empty";
import { FailureNotice } from "../../kit/Notice";
import { Place } from "../../kit/Place";
import { StatusIcon } from "../../kit/StatusIcon";
import { Switch } from "../../kit/Switch";
import { text } from "../../text";
import { ProofDetails } from "./ProofDetails";
import { ProofGrid } from "./ProofGrid";
import { type ProofRow, rowsOf } from "./proofRows";
import styles from "./User.module.css";
import type { Shared } from "./UserPlace";

const words = text.user.proof;

export function Proof({ name, label, choice, head }: Shared) {
  const proof = useProof();
  const run = () => proof.mutate({ name, choice });
  const [row, setRow] = useState<ProofRow | null>(null);
  return (
    <Place
      title={text.user.title(label)}
      sub={words.plan}
      actions={
        <>
          {head}
          {proof.data ? (
            <Button data-testid="prove-again" disabled={proof.isPending} onClick={run}>
              {words.again}
            </Button>
          ) : null}
        </>
      }
      aside={<ProofDetails row={row} proof={proof.data ?? null} />}
    >
      <div className={styles.proof}>
        {proof.isPending ? (
          <p className={styles.busy} role="status">
            <StatusIcon status="running" /> {words.running}
          </p>
        ) : null}
        {proof.isError ? (
          <FailureNotice title={words.failed} failure={failureOf(proof.error)} action={<Again onClick={run} />} />
        ) : null}
        {proof.data ? <Result proof={proof.data} onSelect={setRow} selected={row?.key ?? null} /> : null}
        {proof.isIdle ? (
          <Empty
            title={words.emptyTitle}
            why={words.empty(choice.user)}
            action={
              <Button look="primary" data-testid="prove" onClick={run}>
                {words.run}
              </Button>
            }
          />
        ) : null}
      </div>
    </Place>
  );
}

function Again({ onClick }: { onClick: () => void }) {
  return <Button onClick={onClick}>{text.common.tryAgain}</Button>;
}

type ResultProps = { proof: Proven; selected: string | null; onSelect: (row: ProofRow) => void };

function Result({ proof, selected, onSelect }: ResultProps) {
  const { summary } = proof;
  const [only, setOnly] = useState(summary.too_much + summary.too_little > 0);
  const [turned, setTurned] = useState<ReadonlySet<number>>(new Set());
  const rows = rowsOf(proof, only, turned);
  const turn = (table: number) => {
    const next = new Set(turned);
    if (!next.delete(table)) next.add(table);
    setTurned(next);
  };
  return (
    <>
      <div className={styles.verdict} data-testid="proof" data-ok={proof.ok}>
        <p className={styles.verdictLine} role="status">
          <StatusIcon status={proof.ok ? "pass" : summary.too_much > 0 || !hasDifferences(proof) ? "fail" : "warn"} />
          {sentenceOf(proof)}
        </p>
        <dl className={styles.tally}>
          {(["agree", "too_much", "too_little"] as const).map((one) => (
            <div key={one} data-testid={`tally-${one}`}>
              <dt>{words.tally[one]}</dt>
              <dd>{summary[one].toLocaleString("en")}</dd>
            </div>
          ))}
        </dl>
        <Switch label={words.onlyDifferences} checked={only} data-testid="only-differences" onChange={setOnly} />
      </div>
      <Extras proof={proof} />
      {rows.length === 0 ? (
        <p className={styles.quiet}>{words.noDifferences}</p>
      ) : (
        <ProofGrid rows={rows} selected={selected} onSelect={onSelect} onTurn={turn} />
      )}
    </>
  );
}

function hasDifferences({ summary }: Proven): boolean {
  return summary.too_much + summary.too_little > 0;
}

function sentenceOf(proof: Proven): string {
  const { agree, too_much, too_little } = proof.summary;
  if (hasDifferences(proof)) return words.bad(proof.user, too_much, too_little);
  return proof.ok ? words.good(agree, proof.user) : words.besides(proof.user);
}

const graveness = { high: "fail", medium: "warn", low: "skipped" } as const;

/** What the login holds beside the tables: memberships, functions, other databases. */
function Extras({ proof }: { proof: Proven }) {
  if (proof.extras.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must be able to reach it.
    <section tabIndex={0} className={styles.extras} aria-label={words.extras} data-testid="proof-extras">
      <h2 className={styles.extrasTitle}>{words.extras}</h2>
      <ul>
        {proof.extras.map((right) => (
          <li key={`${right.kind} ${right.via}`}>
            <StatusIcon status={graveness[right.severity]} size={14} />
            <span>
              <strong>{words.severity[right.severity]}</strong>{" "}
              {words.right(
                right.kind,
                right.examples.slice(0, 3),
                right.count - Math.min(3, right.examples.length),
                right.via,
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
