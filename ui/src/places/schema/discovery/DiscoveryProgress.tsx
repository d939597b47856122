// How far a discovery is, and its end before its time.
import type { DiscoveryStep } from "../../../host/types";
import { Button } from "../../../kit/Button";
import { Progress } from "../../../kit/Progress";
import { text } from "../../../text";
import styles from "./Discovery.module.css";

const words = text.discovery;

type Props = { step: DiscoveryStep | null; onCancel: () => void };

export function DiscoveryProgress({ step, onCancel }: Props) {
  const label = step ? words.progress(step.step, step.steps, step.label, step.rows) : words.starting;
  return (
    <div className={styles.progress} data-testid="discovery-progress">
      <div className={styles.bar}>
        <Progress label={label} value={step ? step.step : null} max={step?.steps ?? 1} />
      </div>
      <Button small data-testid="discovery-cancel" onClick={onCancel}>
        {text.common.cancel}
      </Button>
    </div>
  );
}
