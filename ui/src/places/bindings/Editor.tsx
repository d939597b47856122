// A draft's form in the order of thought, and beside it what it compiles to at this moment.
import { useEffect, useState, useSyncExternalStore } from "react";
import { useCompiled, useOffer, useSaveBinding } from "../../host/drafts";
import { failureOf } from "../../host/result";
import { useTables } from "../../host/tables";
import { Button } from "../../kit/Button";
import { FailureNotice } from "../../kit/Notice";
import { Place } from "../../kit/Place";
import { text } from "../../text";
import { AnswerStep } from "./AnswerStep";
import type { OpenDraft } from "./autosave";
import styles from "./Bindings.module.css";
import { CompiledAside } from "./CompiledAside";
import { ConnectionChoice } from "./ConnectionChoice";
import { FilterStep } from "./FilterStep";
import { applyEdit } from "./fix";
import { HeadActions } from "./HeadActions";
import { NotDiscovered } from "./NotDiscovered";
import { tableOfOperation } from "./names";
import { SavedState } from "./SavedState";
import { TableStep } from "./TableStep";
import { ToolStep } from "./ToolStep";
import { useDebounced } from "./useDebounced";

const PAUSE = 120;

export function Editor({ open }: { open: OpenDraft }) {
  const { draft, slug, saved, failure } = useSyncExternalStore(open.subscribe, open.snapshot);
  const { mutateAsync } = useSaveBinding();
  useEffect(() => open.attach(mutateAsync), [open, mutateAsync]);

  const catalog = useTables(draft.connection);
  const table = catalog.data ? tableOfOperation(draft.operation, catalog.data.home) : null;
  const offer = useOffer(draft.connection, table);
  const toCompile = useDebounced(draft, PAUSE);
  const compiled = useCompiled(toCompile);
  const behind = toCompile !== draft || compiled.isFetching;
  const diagnostics = compiled.data?.compilation.diagnostics ?? [];
  // An empty field of a new draft is not a mistake yet; a draft from a file is marked all over at once.
  const [fresh] = useState(slug === null);

  const step = { draft, edit: open.edit, diagnostics, fresh };
  const name = draft.tool_name || (slug === null ? text.bindings.newTitle : text.bindings.unnamed);
  const discovered = catalog.data;
  return (
    <Place
      title={name}
      sub={[draft.connection, draft.operation].filter(Boolean).join(" · ")}
      actions={
        <>
          <SavedState saved={saved} />
          <HeadActions slug={slug} name={name} open={open} />
        </>
      }
      aside={
        discovered ? (
          <CompiledAside
            compiled={compiled.data ?? null}
            failure={compiled.isError ? failureOf(compiled.error) : null}
            behind={behind}
            onFix={(edit) => open.edit((old) => applyEdit(old, edit))}
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
            <TableStep {...step} known={discovered} table={table} />
            <FilterStep {...step} offer={offer.data ?? null} />
            <AnswerStep {...step} offer={offer.data ?? null} table={table} />
          </>
        ) : null}
      </div>
    </Place>
  );
}
