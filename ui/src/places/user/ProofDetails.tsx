// The selected row in whole sentences, with whom each right comes from.
import type { Proof } from "../../host/types";
import { Section } from "../../kit/Place";
import { text } from "../../text";
import { type Answer, differs, type ProofRow, privileges } from "./proofRows";
import styles from "./User.module.css";

const words = text.user.proof;

export function ProofDetails({ row, proof }: { row: ProofRow | null; proof: Proof | null }) {
  if (!proof) return null;
  if (!row) {
    return (
      <Section title={words.detailsTitle}>
        <p className={styles.small}>{words.choose}</p>
      </Section>
    );
  }
  const told: [string, Answer][] = row.beyond
    ? [[row.label, row.beyond]]
    : privileges.flatMap((name) => {
        const answer = row.answers[name];
        return answer ? [[words.columns[name], answer] as [string, Answer]] : [];
      });
  const odd = told.filter(([, answer]) => differs(answer.state));
  return (
    <>
      <Section title={words.detailsTitle}>
        <h2 className={styles.detailsTitle}>{row.label}</h2>
        <dl className={styles.cells}>
          {told.map(([name, answer]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {words.cell[answer.state]}
                {answer.via.length > 0 ? <span className={styles.viaLine}> {words.via([...answer.via])}</span> : null}
              </dd>
            </div>
          ))}
        </dl>
      </Section>
      {odd.length > 0 ? (
        <Section title={text.check.nextStep}>
          <p>{odd.some(([, answer]) => answer.state === "too_much") ? words.tooMuchNext : words.tooLittleNext}</p>
        </Section>
      ) : null}
    </>
  );
}
