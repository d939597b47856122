import type { ComponentProps, ReactNode } from "react";
import styles from "./Button.module.css";

type Look = "plain" | "primary" | "danger" | "quiet";

type Props = ComponentProps<"button"> & { look?: Look; small?: boolean; "data-testid"?: string };

export function Button({ look = "plain", small = false, className, type = "button", ...rest }: Props) {
  const classes = [styles.button, look === "plain" ? "" : styles[look], small ? styles.small : "", className]
    .filter(Boolean)
    .join(" ");
  return <button type={type} className={classes} {...rest} />;
}

/** A button that shows only a picture; the label is its name and its tooltip. */
export function IconButton({ label, children, ...rest }: Omit<Props, "look"> & { label: string; children: ReactNode }) {
  return (
    <button type="button" {...rest} className={`${styles.button} ${styles.icon}`} aria-label={label} title={label}>
      {children}
    </button>
  );
}
