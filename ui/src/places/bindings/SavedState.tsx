import { Check, CircleAlert } from "lucide-react";
import { text } from "../../text";
import type { Saved } from "./autosave";
import styles from "./Bindings.module.css";

const wording: Record<Saved, string> = {
  saved: text.bindings.saved,
  saving: text.bindings.saving,
  unnamed: text.bindings.unsavedNew,
  failed: text.bindings.notSaved,
};

export function SavedState({ saved }: { saved: Saved }) {
  return (
    <span className={`${styles.saved} ${saved === "failed" ? styles.bad : ""}`} data-testid="saved" role="status">
      {saved === "saved" ? <Check size={14} aria-hidden /> : null}
      {saved === "failed" ? <CircleAlert size={14} aria-hidden /> : null}
      {wording[saved]}
    </span>
  );
}
