// What the compiler found, each with why it matters and what would put it right.
import { Wrench } from "lucide-react";
import type { Diagnostic, Edit } from "../../host/types";
import { Button } from "../../kit/Button";
import { CopyButton } from "../../kit/CopyButton";
import { StatusIcon } from "../../kit/StatusIcon";
import { text } from "../../text";
import { applied, goToField } from "./AtField";
import styles from "./Bindings.module.css";

type Props = { diagnostics: readonly Diagnostic[]; onFix: (edit: Edit) => void };

export function Diagnostics({ diagnostics, onFix }: Props) {
  if (diagnostics.length === 0) return null;
  return (
    <ul className={styles.diagnostics}>
      {diagnostics.map((diagnostic) => (
        <One
          key={`${diagnostic.code} ${diagnostic.field} ${diagnostic.message}`}
          diagnostic={diagnostic}
          onFix={onFix}
        />
      ))}
    </ul>
  );
}

function One({ diagnostic, onFix }: Omit<Props, "diagnostics"> & { diagnostic: Diagnostic }) {
  const { code, severity, field, message, why, fix } = diagnostic;
  const edit = fix?.edit;
  return (
    <li className={styles.diagnostic} data-testid={`diagnostic-${code}`} data-severity={severity}>
      <StatusIcon status={severity === "error" ? "fail" : "warn"} />
      <div className={styles.diagnosticBody}>
        <p className={styles.message}>
          <span className="visually-hidden">{text.bindings.severity[severity]}: </span>
          {message}
        </p>
        <p className={styles.why}>{why}</p>
        {fix && edit ? (
          <Button data-testid={`fix-${code}`} onClick={() => applied(edit, onFix)}>
            <Wrench size={14} aria-hidden /> {fix.title}
          </Button>
        ) : null}
        {fix && !edit ? <p>{fix.title}</p> : null}
        {fix?.ddl ? (
          <div className={styles.ddl}>
            <code>{fix.ddl}</code>
            <CopyButton value={fix.ddl} label={text.bindings.copyDdl} />
          </div>
        ) : null}
        <p className={styles.codeAndField}>
          {code} ·{" "}
          <button type="button" className={styles.toField} onClick={() => goToField(field)}>
            {field}
          </button>
        </p>
      </div>
    </li>
  );
}
