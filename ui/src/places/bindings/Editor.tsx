// A draft's form in the order of thought, and beside it what it compiles to at this moment.
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useCompiled, useOffer, useSaveBinding } from "../../host/drafts";
import { failureOf } from "../../host/result";
import { type Tables, useTables } from "../../host/tables";
import type { Binding, Verb } from "../../host/types";
import { Button } from "../../kit/Button";
import { FailureNotice } from "../../kit/Notice";
import { Place } from "../../kit/Place";
import { text } from "../../text";
import { AnswerStep as AnswerStepDrawn } from "./AnswerStep";
import type { OpenDraft } from "./autosave";
import styles from "./Bindings.module.css";
import { CompiledAside } from "./CompiledAside";
import { ConnectionChoice } from "./ConnectionChoice";
import { FilterStep as FilterStepDrawn } from "./FilterStep";
import { applyEdit } from "./fix";
import { HeadActions } from "./HeadActions";
import { KeyStep as KeyStepDrawn } from "./KeyStep";
import { NotDiscovered } from "./NotDiscovered";
import { tableOfOperation } from "./names";
import { OperationStep as OperationStepDrawn } from "./OperationStep";
import { verbOf } from "./operation";
import { ParametersStep } from "./ParametersStep";
import { CanonicalNames } from "./ParamField";
import { SavedState } from "./SavedState";
import type { StepProps } from "./Step";
import { stepMemo } from "./stepMemo";
import { ToolStep as ToolStepDrawn } from "./ToolStep";
import { useStepKeys } from "./useStepKeys";
import { WriteStep as WriteStepDrawn } from "./WriteStep";

const ToolStep = stepMemo(ToolStepDrawn, {
  parts: ["tool_name", "description", "enabled"],
  fields: ["tool_name", "description", "enabled"],
});
const OperationStep = stepMemo(OperationStepDrawn, {
  parts: ["operation"],
  fields: ["operation", "sql_search.table", "sql_write.table", "sql_write.mode"],
});
const FilterStep = stepMemo(FilterStepDrawn, { parts: ["inputs", "sql_search"], fields: ["inputs", "sql_search"] });
const KeyStep = stepMemo(KeyStepDrawn, { parts: ["sql_write"], fields: ["sql_write"] });
const WriteStep = stepMemo(WriteStepDrawn, { parts: ["input_object_map"], fields: ["input_object_map"] });
const AnswerStep = stepMemo(AnswerStepDrawn, { parts: ["projection"], fields: ["projection"] });

type Props = { open: OpenDraft; onRenamed: (slug: string) => void };

export function Editor({ open, onRenamed }: Props) {
  const { draft, slug, saved, failure, canUndo, canRedo } = useSyncExternalStore(open.subscribe, open.snapshot);
  const { mutateAsync } = useSaveBinding();
  useEffect(() => open.attach(mutateAsync), [open, mutateAsync]);
  useStepKeys(open);

  const catalog = useTables(draft.connection);
  const compiled = useCompiled(draft);
  const behind = compiled.isFetching || compiled.isPlaceholderData;
  const diagnostics = compiled.data?.compilation.diagnostics ?? [];
  // An empty field of a new draft is not a mistake yet; a draft from a file is marked all over at once.
  const [fresh] = useState(slug === null);

  // Asked when something is pressed and not shown, so that a key does not draw every button twice.
  const understood = useRef<Binding | null>(null);
  useEffect(() => {
    understood.current = behind ? null : draft;
  }, [behind, draft]);
  const current = () => (understood.current === open.snapshot().draft ? understood.current : null);
  const onFix: StepProps["onFix"] = (edit) => {
    if (current()) open.edit((old) => applyEdit(old, edit));
  };
  const step: StepProps = { draft, edit: open.edit, diagnostics, onFix, fresh };
  const name = draft.tool_name || (slug === null ? text.bindings.newTitle : text.bindings.unnamed);
  const discovered = catalog.data;
  return (
    <Place
      title={name}
      sub={[draft.connection, draft.operation].filter(Boolean).join(" · ")}
      wide
      actions={
        <>
          <SavedState saved={saved} />
          <HeadActions slug={slug} name={name} open={{ draft: open, canUndo, canRedo, onRenamed }} />
        </>
      }
      aside={
        discovered ? (
          <CompiledAside
            current={current}
            compiled={compiled.data ?? null}
            failure={compiled.isError ? failureOf(compiled.error) : null}
            onFix={onFix}
          />
        ) : null
      }
    >
      <div className={styles.form}>
        {failure ? (
          <FailureNotice
            title={text.bindings.notSaved}
            failure={failure}
            action={<Button onClick={() => void open.flush()}>{text.common.tryAgain}</Button>}
          />
        ) : null}
        <ConnectionChoice {...step} />
        {catalog.isError ? <FailureNotice failure={failureOf(catalog.error)} /> : null}
        {discovered === null ? <NotDiscovered connection={draft.connection} /> : null}
        {discovered ? (
          <>
            <ToolStep {...step} onNamed={() => void open.flush()} />
            <Steps {...step} known={discovered} />
          </>
        ) : null}
      </div>
    </Place>
  );
}

/** What is asked for after the tool's name depends on what it does. */
function Steps({ known, ...step }: StepProps & { known: Tables }) {
  const { draft } = step;
  // While there is no table, there is no operation in the draft to say it.
  const [wanted, setWanted] = useState<Verb>("read");
  const verb = verbOf(draft.operation) ?? wanted;
  const table = tableOfOperation(draft.operation, known.home);
  const found = useOffer(draft.connection, table, verb);
  const offer = found.data ?? null;
  const shared = { ...step, offer, verb };
  return (
    <>
      <OperationStep
        {...step}
        known={known}
        table={table}
        verb={verb}
        onVerb={setWanted}
        notWritable={offer?.not_writable ?? null}
      />
      {verb === "read" ? <FilterStep {...shared} /> : null}
      {verb === "update" ? <KeyStep {...shared} /> : null}
      {verb === "read" ? null : <WriteStep {...shared} />}
      <AnswerStep {...shared} table={table} />
      <ParametersStep {...shared} />
      <CanonicalNames />
    </>
  );
}
