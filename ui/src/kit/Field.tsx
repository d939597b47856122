// A label, a native control, its hint, and its error where the eye is.
import { CircleAlert } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";
import styles from "./Field.module.css";

type Frame = {
  label: string;
  hint?: ReactNode;
  /** Every sentence is one problem of this field. */
  errors?: readonly string[] | undefined;
  mono?: boolean;
  className?: string | undefined;
  "data-testid"?: string;
};

function useFrame({ hint, errors, mono }: Frame) {
  const id = useId();
  const invalid = errors !== undefined && errors.length > 0;
  const described = [invalid ? `${id}-errors` : "", hint ? `${id}-hint` : ""].filter(Boolean).join(" ");
  return {
    id,
    className: `${styles.control} ${mono ? styles.mono : ""}`,
    "aria-invalid": invalid || undefined,
    "aria-describedby": described || undefined,
  };
}

function Around({ id, frame, children }: { id: string; frame: Frame; children: ReactNode }) {
  return (
    <div className={`${styles.field} ${frame.className ?? ""}`}>
      <label className={styles.label} htmlFor={id}>
        {frame.label}
      </label>
      {children}
      <FieldErrors id={`${id}-errors`} errors={frame.errors} />
      {frame.hint ? (
        <span id={`${id}-hint`} className={styles.hint}>
          {frame.hint}
        </span>
      ) : null}
    </div>
  );
}

export function FieldErrors({ id, errors }: { id?: string; errors: readonly string[] | undefined }) {
  if (!errors || errors.length === 0) return null;
  return (
    <span id={id}>
      {errors.map((error) => (
        <span key={error} className={styles.error}>
          <CircleAlert size={14} aria-hidden />
          {error}
        </span>
      ))}
    </span>
  );
}

export function TextField({ label, hint, errors, mono, className, ...rest }: Frame & ComponentProps<"input">) {
  const frame = { label, hint, errors, mono, className } as Frame;
  const control = useFrame(frame);
  return (
    <Around id={control.id} frame={frame}>
      <input autoComplete="off" spellCheck={false} autoCapitalize="off" {...rest} {...control} />
    </Around>
  );
}

export function TextArea({ label, hint, errors, mono, className, ...rest }: Frame & ComponentProps<"textarea">) {
  const frame = { label, hint, errors, mono, className } as Frame;
  const control = useFrame(frame);
  return (
    <Around id={control.id} frame={frame}>
      <textarea spellCheck={false} {...rest} {...control} />
    </Around>
  );
}

export function Select({ label, hint, errors, mono, className, ...rest }: Frame & ComponentProps<"select">) {
  const frame = { label, hint, errors, mono, className } as Frame;
  const control = useFrame(frame);
  return (
    <Around id={control.id} frame={frame}>
      <select {...rest} {...control} />
    </Around>
  );
}
