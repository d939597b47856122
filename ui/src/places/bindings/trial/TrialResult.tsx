// What came of a trial: the exact answer, how long it took against what a caller waits, and how the database found it.
import type { Plan, StatementKind, TimingView, TrialView } from "../../../host/types";
import { Code } from "../../../kit/Code";
import { CopyButton } from "../../../kit/CopyButton";
import { StatusIcon } from "../../../kit/StatusIcon";
import { text } from "../../../text";
import { Hazards } from "./HazardQuestion";
import styles from "./Trial.module.css";

const words = text.trial;

type Ran = Extract<TrialView, { kind: "ran" }>;

export function TrialResult({ ran, kind }: { ran: Ran; kind: StatementKind }) {
  return (
    <div className={styles.result} data-testid="trial-result">
      <div className={styles.resultHead}>
        <h3 className={styles.part}>{words.gets}</h3>
        <span data-testid="trial-rows">{words.rows[kind](ran.rows)}</span>
      </div>
      <div className={styles.json} data-testid="trial-json">
        <Code value={ran.json} language="json" label={words.gets} />
      </div>
      <div className={styles.foot}>
        <CopyButton value={ran.json} label={words.copy} worded />
        <span className={styles.about}>{words.as[kind](ran.user)}</span>
      </div>
      <h3 className={styles.part}>{words.time}</h3>
      <ul className={styles.timings}>
        {ran.timings.map((timing) => (
          <Timing key={timing.what} timing={timing} />
        ))}
      </ul>
      {ran.plans.length > 0 ? (
        <>
          <h3 className={styles.part}>{words.plan}</h3>
          <ul className={styles.plans}>
            {ran.plans.map((plan) => (
              <PlanLine key={plan.basis} plan={plan} />
            ))}
          </ul>
        </>
      ) : null}
      {ran.hazards.length > 0 ? (
        <>
          <h3 className={styles.part}>{words.setOff}</h3>
          <Hazards hazards={ran.hazards} />
        </>
      ) : null}
    </div>
  );
}

function Timing({ timing: { what, quick, ...times } }: { timing: TimingView }) {
  // The types of the wire allow for what is no number; a measured time is one.
  const [ms, budget_ms, most_ms] = [times.ms ?? 0, times.budget_ms ?? 0, times.most_ms ?? 1];
  const share = (of: number) => `${Math.min(100, (of / most_ms) * 100)}%`;
  return (
    <li className={styles.timing} data-testid={`trial-time-${what}`}>
      <StatusIcon status={quick ? "pass" : ms > most_ms ? "fail" : "warn"} size={14} />
      <span>{words.timed(what)}</span>
      <span className={styles.number}>
        {words.of(text.common.milliseconds(ms), text.common.milliseconds(budget_ms))}
      </span>
      <span className={styles.bar} aria-hidden>
        <span className={styles.filled} data-quick={quick} style={{ width: share(ms) }} />
        <span className={styles.budget} style={{ left: share(budget_ms) }} />
      </span>
    </li>
  );
}

function PlanLine({ plan: { basis, access, estimated_rows } }: { plan: Plan }) {
  const expected = estimated_rows == null ? "" : ` ${words.expects(Math.round(estimated_rows))}`;
  return (
    <li className={styles.plan} data-testid={`trial-plan-${basis}`} data-access={access.kind}>
      <StatusIcon status={access.kind === "whole_table" ? "warn" : "pass"} size={14} />
      <span>
        {access.kind === "index" ? words.access.index(access.name) : words.access[access.kind]}
        {expected} <span className={styles.about}>{words.basis[basis]}</span>
      </span>
    </li>
  );
}
