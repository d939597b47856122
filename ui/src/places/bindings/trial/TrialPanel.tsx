// A trial: what an agent would give, and exactly what it would get. Nothing that it does lasts.
import { Play, Square } from "lucide-react";
import { useState } from "react";
import { useTrial } from "../../../host/trials";
import type { Binding, Parameter, Statement } from "../../../host/types";
import { Button } from "../../../kit/Button";
import { FailureNotice, Notice } from "../../../kit/Notice";
import { Progress } from "../../../kit/Progress";
import { text } from "../../../text";
import { sortOf } from "../parameters";
import { ScalarField } from "../ScalarField";
import { argumentsOf, askedOf, type Given, missingOf, mustBeGiven } from "./given";
import { HazardQuestion } from "./HazardQuestion";
import styles from "./Trial.module.css";
import { TrialResult } from "./TrialResult";

const words = text.trial;

/** `current` is the draft that the statement is of, when it is still the one in the form. */
type Props = { current: () => Binding | null; statement: Statement | null };

export function TrialPanel({ current, statement }: Props) {
  const [given, setGiven] = useState<Given>({});
  /** The statement that the answer on show is of. */
  const [tried, setTried] = useState<string | null>(null);
  const { run, attempt, cancel } = useTrial();
  if (!statement) return <p className={styles.none}>{words.noStatement}</p>;
  const running = run.state === "running";
  const missing = missingOf(statement.parameters, given);
  const go = (agreed: boolean) => {
    const draft = current();
    if (!draft || running) return;
    setTried(statement.sha256);
    void attempt(draft, argumentsOf(statement.parameters, given), agreed);
  };
  const asks = run.state === "done" && run.found.kind === "asks" ? run.found : null;
  return (
    <div className={styles.trial}>
      <form
        className={styles.given}
        onSubmit={(event) => {
          event.preventDefault();
          if (missing.length === 0) go(false);
        }}
      >
        {askedOf(statement.parameters).map((parameter) => (
          <Argument
            key={parameter.name}
            parameter={parameter}
            value={given[parameter.name]}
            onValue={(value) => setGiven((old) => ({ ...old, [parameter.name]: value }))}
          />
        ))}
        <div className={styles.go}>
          <Button
            type="submit"
            look="primary"
            data-testid="trial-run"
            aria-disabled={running || missing.length > 0}
            aria-describedby="trial-about"
          >
            <Play size={13} aria-hidden /> {words.run}
          </Button>
          <span id="trial-about" className={styles.about}>
            {missing.length > 0 ? words.missing(missing) : words.about[statement.kind]}
          </span>
        </div>
      </form>
      {running ? (
        <div className={styles.running}>
          <Progress label={words.running} value={null} max={1} data-testid="trial-progress" />
          <Button small data-testid="trial-cancel" onClick={cancel}>
            <Square size={12} aria-hidden /> {text.common.cancel}
          </Button>
        </div>
      ) : null}
      {run.state === "failed" ? <FailureNotice failure={run.failure} /> : null}
      {asks ? <HazardQuestion hazards={asks.hazards} onAgree={() => go(true)} onCancel={cancel} /> : null}
      {run.state === "done" && tried !== statement.sha256 ? (
        <Notice tone="info">
          <p>{words.older}</p>
        </Notice>
      ) : null}
      {run.state === "done" && run.found.kind === "ran" ? <TrialResult ran={run.found} kind={statement.kind} /> : null}
    </div>
  );
}

type ArgumentProps = { parameter: Parameter; value: Given[string]; onValue: (value: Given[string]) => void };

function Argument({ parameter, value, onValue }: ArgumentProps) {
  const { name, class: kind, cast_type, enum_values = [], limits } = parameter;
  const left = limits?.default != null ? words.leftDefault(limits.default) : words.leftOut;
  return (
    <div data-own-undo>
      <ScalarField
        label={name}
        hint={[text.bindings.sortOfValue(kind, cast_type), limits?.description].filter(Boolean).join(" · ")}
        data-testid={`trial-argument-${name}`}
        data-field={`trial.${name}`}
        sort={sortOf(kind)}
        choices={enum_values}
        none={mustBeGiven(parameter) ? "" : left}
        value={value}
        onScalar={onValue}
      />
    </div>
  );
}
