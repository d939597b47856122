// Nobody on this machine has agreed yet to how a connection's file gets its password and where it sends it: the question,
// with what exactly would be agreed to.
import { useTrust, useTrustConnection } from "../../host/connections";
import { failureOf } from "../../host/result";
import { Button } from "../../kit/Button";
import { FailureNotice, Notice } from "../../kit/Notice";
import { text } from "../../text";
import styles from "./Connection.module.css";

const words = text.connection.trust;

type Props = { name: string; onAgreed?: () => void };

export function TrustQuestion({ name, onAgreed }: Props) {
  const trust = useTrust(name);
  const agree = useTrustConnection();
  const asked = trust.data;
  if (!asked || asked.agreed) return null;
  const go = async () => {
    try {
      const now = await agree.mutateAsync({ name, fingerprint: asked.fingerprint });
      if (now.agreed) onAgreed?.();
    } catch {
      // Said below.
    }
  };
  const [scheme = ""] = asked.reference.split(":");
  return (
    <div data-testid="trust-question">
      <Notice
        tone="warn"
        title={words.title}
        action={
          <Button data-testid="trust-agree" disabled={agree.isPending} onClick={go}>
            {onAgreed ? words.agreeAndGo : words.agree}
          </Button>
        }
      >
        <p>{words.how(scheme)}</p>
        <dl className={styles.trust}>
          <dt>{words.from}</dt>
          <dd>{asked.reference}</dd>
          <dt>{words.to}</dt>
          <dd>{asked.target}</dd>
        </dl>
        <p>{words.when}</p>
      </Notice>
      {agree.isError ? <FailureNotice failure={failureOf(agree.error)} /> : null}
    </div>
  );
}
