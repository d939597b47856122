// A label, a native control, its hint, and its error where the eye is.
import { CircleAlert, TriangleAlert } from "lucide-react";
import { type ComponentProps, type KeyboardEvent, type ReactNode, useId } from "react";
import styles from "./Field.module.css";

type Frame = {
  label: string;
  hint?: ReactNode;
  /** Every sentence is one problem of this field. */
  errors?: readonly string[] | undefined;
  /** The same for what should be looked at and stops nothing. */
  warnings?: readonly string[] | undefined;
  /** What would put the problems right. */
  fix?: ReactNode;
  mono?: boolean;
  className?: string | undefined;
  "data-testid"?: string;
};

function useFrame({ hint, errors, warnings, mono }: Frame) {
  const id = useId();
  const invalid = errors !== undefined && errors.length > 0;
  const said = invalid || (warnings !== undefined && warnings.length > 0);
  const described = [said ? `${id}-errors` : "", hint ? `${id}-hint` : ""].filter(Boolean).join(" ");
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
      <FieldErrors id={`${id}-errors`} errors={frame.errors} warnings={frame.warnings} />
      {frame.fix}
      {frame.hint ? (
        <span id={`${id}-hint`} className={styles.hint}>
          {frame.hint}
        </span>
      ) : null}
    </div>
  );
}

type Said = { id?: string; errors?: readonly string[] | undefined; warnings?: readonly string[] | undefined };

export function FieldErrors({ id, errors = [], warnings = [] }: Said) {
  if (errors.length + warnings.length === 0) return null;
  return (
    <span id={id}>
      {errors.map((error) => (
        <span key={error} className={styles.error}>
          <CircleAlert size={14} aria-hidden />
          {error}
        </span>
      ))}
      {warnings.map((warning) => (
        <span key={warning} className={styles.warning}>
          <TriangleAlert size={14} aria-hidden />
          {warning}
        </span>
      ))}
    </span>
  );
}

export function TextField({
  label,
  hint,
  errors,
  warnings,
  fix,
  mono,
  className,
  ...rest
}: Frame & ComponentProps<"input">) {
  const frame = { label, hint, errors, warnings, fix, mono, className } as Frame;
  const control = useFrame(frame);
  return (
    <Around id={control.id} frame={frame}>
      <input autoComplete="off" spellCheck={false} autoCapitalize="off" {...rest} {...control} />
    </Around>
  );
}

export function TextArea({
  label,
  hint,
  errors,
  warnings,
  fix,
  mono,
  className,
  ...rest
}: Frame & ComponentProps<"textarea">) {
  const frame = { label, hint, errors, warnings, fix, mono, className } as Frame;
  const control = useFrame(frame);
  return (
    <Around id={control.id} frame={frame}>
      <textarea spellCheck={false} {...rest} {...control} />
    </Around>
  );
}

export function Select({
  label,
  hint,
  errors,
  warnings,
  fix,
  mono,
  className,
  ...rest
}: Frame & ComponentProps<"select">) {
  const frame = { label, hint, errors, warnings, fix, mono, className } as Frame;
  const control = useFrame(frame);
  return (
    <Around id={control.id} frame={frame}>
      <select {...rest} {...control} onKeyUp={tell(rest.value)} />
    </Around>
  );
}

/**
 * WebKit tells of a choice by the arrow keys only when its number differs from that of the last one it told of. Where the list became
 * another one in between, as when "Choose…" leaves it, a choice shows and nobody hears of it; so it is told of here.
 */
function tell(known: ComponentProps<"select">["value"]) {
  return ({ currentTarget: select }: KeyboardEvent<HTMLSelectElement>) => {
    if (known === undefined || select.value === String(known)) return;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
}
