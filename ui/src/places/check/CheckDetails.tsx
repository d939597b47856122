// What the selected check found: finding, the one next step, the evidence drawn where it can be and listed where not.
import { useApp } from "../../app/state";
import type { Check, CheckId } from "../../host/types";
import { Button } from "../../kit/Button";
import { Facts } from "../../kit/Facts";
import { Section } from "../../kit/Place";
import { type Status, StatusIcon } from "../../kit/StatusIcon";
import { text } from "../../text";
import { Chain } from "./Chain";
import styles from "./Check.module.css";
import { actionOf, chainOf, factsOf, type NextAction, rightsOf, timingsOf } from "./evidence";
import { RightsFacts } from "./RightsFacts";
import { Rounds } from "./Rounds";

const words = text.check;

type Props = { id: CheckId; status: Status; check: Check | null; onAgain: () => void };

export function CheckDetails({ id, status, check, onAgain }: Props) {
  const ran = check !== null && check.status !== "skipped";
  return (
    <>
      <Section>
        <h2 className={styles.detailsTitle}>{words.titles[id]}</h2>
        <p className={styles.state}>
          <StatusIcon status={status} size={14} /> {words.status[status]}
          {ran ? <span> · {text.common.milliseconds(check.durationMs ?? 0)}</span> : null}
        </p>
        <p className={styles.about}>{check?.detail ?? words.about[id]}</p>
      </Section>
      {check?.remedy ? (
        <Section title={words.nextStep}>
          <NextStep check={check} remedy={check.remedy} onAgain={onAgain} />
        </Section>
      ) : null}
      {ran ? <Evidence check={check} /> : null}
      <Section title={words.why}>
        <p className={styles.explained}>{words.explained[id]}</p>
      </Section>
    </>
  );
}

/** The call to action: one sentence, and the button that goes where it is done. */
function NextStep({ check, remedy, onAgain }: { check: Check; remedy: string; onAgain: () => void }) {
  const app = useApp();
  const action = actionOf(check);
  const go: Record<NextAction, () => void> = {
    edit: () => app.look(app.connection, "connection"),
    user: () => app.go("user"),
    again: onAgain,
  };
  return (
    <div className={styles.next} data-status={check.status} data-testid="next-step">
      <p>{remedy}</p>
      {action ? (
        <Button look="primary" data-testid={`next-${action}`} onClick={go[action]}>
          {words.actions[action]}
        </Button>
      ) : null}
    </div>
  );
}

function Evidence({ check }: { check: Check }) {
  const evidence = check.evidence ?? {};
  const chain = chainOf(evidence);
  const timings = timingsOf(evidence);
  const rights = rightsOf(evidence);
  const facts = factsOf(evidence);
  return (
    <>
      {timings.map((timing) => (
        <Section key={timing.name} title={words.plot.titles[timing.name] ?? words.plot.title}>
          <Rounds timing={timing} />
        </Section>
      ))}
      {rights ? (
        <Section title={words.rights.title}>
          <RightsFacts rights={rights} refused={check.code !== "server_protocol"} />
        </Section>
      ) : null}
      {chain.length > 0 ? (
        <Section title={words.chain.title}>
          <Chain links={chain} verified={evidence.verified === "yes"} />
        </Section>
      ) : null}
      {facts.length > 0 || check.code ? (
        <Section title={words.evidence}>
          <Facts
            facts={[
              ...facts.map(({ name, label, value }) => ({
                name: label,
                value,
                mono: /sha256|address|subject|issuer|names|cipher/.test(name),
              })),
              check.code ? { name: words.code, value: check.code, mono: true } : null,
            ]}
          />
        </Section>
      ) : null}
    </>
  );
}
