// What the selected check found: finding, next step, the timings drawn, the evidence.
import type { Check, CheckId } from "../../host/types";
import { Facts } from "../../kit/Facts";
import { Notice } from "../../kit/Notice";
import { Section } from "../../kit/Place";
import { type Status, StatusIcon } from "../../kit/StatusIcon";
import { text } from "../../text";
import styles from "./Check.module.css";
import { Rounds } from "./Rounds";
import { roundsOf } from "./report";

const words = text.check;

export function CheckDetails({ id, status, check }: { id: CheckId; status: Status; check: Check | null }) {
  const evidence = Object.entries(check?.evidence ?? {}).filter(([name]) => name !== "rounds_ms");
  const timed = check ? roundsOf(check.evidence ?? {}) : null;
  return (
    <>
      <Section>
        <h2 className={styles.detailsTitle}>{words.titles[id]}</h2>
        <p className={styles.state}>
          <StatusIcon status={status} size={14} /> {words.status[status]}
        </p>
        <p className={styles.about}>{check?.detail ?? words.about[id]}</p>
      </Section>
      {check?.remedy ? (
        <Section title={words.nextStep}>
          <Notice tone={status === "fail" ? "bad" : "warn"}>
            <p>{check.remedy}</p>
          </Notice>
        </Section>
      ) : null}
      {timed ? (
        <Section>
          <Rounds rounds={timed.rounds} budget={timed.budget} />
        </Section>
      ) : null}
      {check && check.status !== "skipped" ? (
        <Section title={words.evidence}>
          <Facts
            facts={[
              ...evidence.map(([name, value]) => ({
                name: spoken(name),
                value,
                mono: /sha256|address|subject|issuer/.test(name),
              })),
              check.code ? { name: words.code, value: check.code, mono: true } : null,
              { name: words.took, value: text.common.milliseconds(check.durationMs ?? 0) },
            ]}
          />
        </Section>
      ) : null}
    </>
  );
}

/** `certificate_ends` as people read it. */
function spoken(name: string): string {
  const words = name
    .replace(/_/g, " ")
    .replace(/\bsha256\b/, "SHA-256")
    .replace(/\btls\b/, "TLS")
    .replace(/\btcp\b/, "TCP");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
