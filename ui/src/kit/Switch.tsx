import { Switch as Base } from "@base-ui/react/switch";
import { useId } from "react";
import styles from "./Switch.module.css";

type Props = {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  "data-testid"?: string;
};

export function Switch({ label, hint, checked, onChange, ...rest }: Props) {
  const id = useId();
  return (
    <div className={styles.row}>
      <Base.Root
        className={styles.track}
        checked={checked}
        onCheckedChange={onChange}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint ? `${id}-hint` : undefined}
        {...rest}
      >
        <Base.Thumb className={styles.thumb} />
      </Base.Root>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the switch itself takes the keys; this only widens the target. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the same. */}
      <span id={`${id}-label`} className={styles.label} onClick={() => onChange(!checked)}>
        {label}
      </span>
      {hint ? (
        <span id={`${id}-hint`} className={styles.hint}>
          {hint}
        </span>
      ) : null}
    </div>
  );
}
