// How far something is, in words and as a bar. Without a value it is only known that it goes on.
import { Progress as Base } from "@base-ui/react/progress";
import styles from "./Progress.module.css";

type Props = { label: string; value: number | null; max: number; "data-testid"?: string };

export function Progress({ label, value, max, ...rest }: Props) {
  return (
    <Base.Root className={styles.root} value={value} max={max} aria-valuetext={label} {...rest}>
      <Base.Label className={styles.label}>{label}</Base.Label>
      <Base.Track className={styles.track}>
        <Base.Indicator className={styles.bar} />
      </Base.Track>
    </Base.Root>
  );
}
