import { Switch as Base } from "@base-ui/react/switch";
import { useId } from "react";
import { FieldErrors } from "./Field";
import styles from "./Switch.module.css";

type Props = {
  label: string;
  hint?: string | undefined;
  errors?: readonly string[];
  warnings?: readonly string[];
  checked: boolean;
  onChange: (checked: boolean) => void;
  "data-testid"?: string;
};

export function Switch({ label, hint, errors = [], warnings = [], checked, onChange, ...rest }: Props) {
  const id = useId();
  const said = errors.length + warnings.length > 0;
  const described = [said ? `${id}-errors` : "", hint ? `${id}-hint` : ""].filter(Boolean).join(" ");
  return (
    <div className={styles.row}>
      <Base.Root
        className={styles.track}
        checked={checked}
        onCheckedChange={onChange}
        aria-labelledby={`${id}-label`}
        aria-describedby={described || undefined}
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
      {said ? (
        <div className={styles.said}>
          <FieldErrors id={`${id}-errors`} errors={errors} warnings={warnings} />
        </div>
      ) : null}
    </div>
  );
}
