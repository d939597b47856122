// What the compiler says of a field, at the field: its sentences, and a button for each that can be put right.
import { Wrench } from "lucide-react";
import type { Diagnostic, Edit } from "../../host/types";
import { Button } from "../../kit/Button";
import styles from "./Bindings.module.css";
import { diagnosticsAt, messagesOf } from "./problems";

export type Fixing = {
  diagnostics: readonly Diagnostic[];
  /** Applies a fix; nothing while the form is ahead of what was compiled, when it may be for what is not there any more. */
  onFix: (edit: Edit) => void;
};

/** What a field takes. Nothing is said while it is not `marked`; a diagnostic finds its field by its names. */
export function atField({ diagnostics, onFix }: Fixing, marked: boolean, ...fields: string[]) {
  const here = marked ? diagnosticsAt(diagnostics, fields) : [];
  return {
    "data-field": fields.join(" "),
    errors: messagesOf(here, "error"),
    warnings: messagesOf(here, "warning"),
    fix: <Fixes here={here} onFix={onFix} />,
  };
}

/** The same where there is no field, only a place. */
export function AtPlace({ fixing, fields }: { fixing: Fixing; fields: string[] }) {
  const here = diagnosticsAt(fixing.diagnostics, fields);
  return <Fixes here={here} onFix={fixing.onFix} />;
}

function Fixes({ here, onFix }: { here: readonly Diagnostic[] } & Omit<Fixing, "diagnostics">) {
  const fixes = here.flatMap(({ code, fix }) => (fix?.edit ? [{ code, title: fix.title, edit: fix.edit }] : []));
  if (fixes.length === 0) return null;
  return (
    <span className={styles.fixes}>
      {fixes.map(({ code, title, edit }) => (
        <Button
          key={`${edit.field} ${edit.value}`}
          small
          look="quiet"
          className={styles.fix}
          data-testid={`field-fix-${code}`}
          onClick={() => applied(edit, onFix)}
        >
          <Wrench size={13} aria-hidden /> {title}
        </Button>
      ))}
    </span>
  );
}

/** Applies a fix. Its button is gone then; whoever pressed it by the keyboard goes on at the field. */
export function applied(edit: Edit, onFix: Fixing["onFix"]): void {
  onFix(edit);
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) goToField(edit.field);
  });
}

/** Takes the eye and the focus to the field that a diagnostic names, or to the nearest thing around it. */
export function goToField(field: string): void {
  let name = field;
  while (name !== "") {
    const found = document.querySelector<HTMLElement>(`[data-field~=${JSON.stringify(name)}]`);
    if (found) {
      found.closest("details")?.setAttribute("open", "");
      found.scrollIntoView({ block: "nearest" });
      found.focus({ preventScroll: true });
      return;
    }
    name = name.replace(/(\.\w+|\[\d+\]|\w+)$/, "");
  }
}
