// A server that only its recorded certificate tells from another: it shows a new one, or asks for the password itself. Both are
// decided here, on what was shown, or not at all.
import { useAcceptCertificate, useAllowPasswordInClear } from "../../host/connections";
import { failureOf } from "../../host/result";
import type { Check, CheckId } from "../../host/types";
import { Button } from "../../kit/Button";
import { FailureNotice, Notice } from "../../kit/Notice";
import { text } from "../../text";
import styles from "./Check.module.css";

const words = text.check.pin;

/** What the checks leave to decide, and the fingerprint it would be about. */
export function pinQuestionOf(
  done: Partial<Record<CheckId, Check>>,
): { kind: "changed" | "clear"; sha256: string } | null {
  const sha256 = done.reachability_tls?.evidence?.certificate_sha256;
  if (!sha256) return null;
  if (done.reachability_tls?.code === "certificate_changed") return { kind: "changed", sha256 };
  const asked = done.authentication?.code === "authentication_method_refused";
  // Where a CA proves the server nothing is refused, so the question never comes up there.
  return asked && done.reachability_tls?.evidence?.verified === "no" ? { kind: "clear", sha256 } : null;
}

type Props = { name: string; kind: "changed" | "clear"; sha256: string; onDecided: () => void };

export function PinQuestion({ name, kind, sha256, onDecided }: Props) {
  const accept = useAcceptCertificate();
  const allow = useAllowPasswordInClear();
  const decide = kind === "changed" ? accept : allow;
  const go = async () => {
    try {
      await decide.mutateAsync({ name, sha256 });
      onDecided();
    } catch {
      // Said below.
    }
  };
  const said = words[kind];
  return (
    <div data-testid={`pin-${kind}`}>
      <Notice
        tone="warn"
        title={said.title}
        action={
          <Button data-testid="pin-decide" disabled={decide.isPending} onClick={go}>
            {said.decide}
          </Button>
        }
      >
        <p>{said.why}</p>
        <p>{words.shown}</p>
        <p className={styles.fingerprint}>{sha256}</p>
      </Notice>
      {decide.isError ? <FailureNotice failure={failureOf(decide.error)} /> : null}
    </div>
  );
}
