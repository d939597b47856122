// Two facts that are easily taken for one: what the login may change, and what this session refuses.
import { StatusIcon } from "../../kit/StatusIcon";
import { text } from "../../text";
import styles from "./Check.module.css";
import type { Rights } from "./evidence";

const words = text.check.rights;

export function RightsFacts({ rights, refused }: { rights: Rights; refused: boolean }) {
  const bounded = rights.write.length === 0;
  return (
    <>
      <div className={styles.fact} data-testid="fact-login">
        <StatusIcon status={bounded ? "pass" : "warn"} size={14} />
        <div>
          <h3 className={styles.factTitle}>{words.loginTitle}</h3>
          {bounded ? <p>{words.nothing}</p> : <Listed of={rights.write} />}
          {rights.harmless.length > 0 ? (
            <>
              <p className={styles.aside}>{words.harmless}</p>
              <Listed of={rights.harmless} />
            </>
          ) : null}
        </div>
      </div>
      {rights.session ? (
        <div className={styles.fact} data-testid="fact-session">
          <StatusIcon status={refused ? "pass" : "fail"} size={14} />
          <div>
            <h3 className={styles.factTitle}>{words.sessionTitle}</h3>
            <p>{sentence(rights.session)}</p>
            <p className={styles.aside}>{words.sessionAside}</p>
          </div>
        </div>
      ) : null}
      {rights.notCovered.length > 0 ? (
        <div className={styles.fact}>
          <StatusIcon status="skipped" size={14} />
          <div>
            <h3 className={styles.factTitle}>{words.notCovered}</h3>
            <Listed of={rights.notCovered} />
          </div>
        </div>
      ) : null}
    </>
  );
}

function Listed({ of }: { of: readonly string[] }) {
  return (
    <ul className={styles.listed}>
      {of.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  );
}

function sentence(words: string): string {
  const whole = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
