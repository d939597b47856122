// What other tools of this account know already. Choosing one fills the fields; saving brings its password along.
import { Dialog } from "@base-ui/react/dialog";
import { useState } from "react";
import { useImports } from "../../host/imports";
import { failureOf } from "../../host/result";
import type { ImportCandidateView, ImportSource, ImportSourceView } from "../../host/types";
import { Button } from "../../kit/Button";
import { FailureNotice } from "../../kit/Notice";
import { text } from "../../text";
import styles from "./Connection.module.css";

const words = text.connection.imports;

type Take = (source: ImportSource, candidate: ImportCandidateView) => void;

export function ImportDialog({ onTake }: { onTake: Take }) {
  const [open, setOpen] = useState(false);
  const imports = useImports(open);
  const sources = imports.data ?? [];
  const none = imports.data !== undefined && sources.every((source) => source.candidates.length === 0);
  const take: Take = (source, candidate) => {
    setOpen(false);
    onTake(source, candidate);
  };
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger render={<Button data-testid="connection-import" />}>{words.open}</Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.scrim} />
        <Dialog.Popup className={styles.dialog} data-testid="import-dialog">
          <div className={styles.dialogHead}>
            <Dialog.Title className={styles.dialogTitle}>{words.title}</Dialog.Title>
            <Dialog.Description className={styles.dialogAbout}>{words.about}</Dialog.Description>
          </div>
          <div className={styles.dialogBody}>
            {imports.isPending ? <p>{text.common.loading}</p> : null}
            {imports.isError ? <FailureNotice failure={failureOf(imports.error)} /> : null}
            {none ? <p>{words.empty}</p> : null}
            {sources.map((source) => (
              <Source key={source.source} source={source} onTake={take} />
            ))}
          </div>
          <div className={styles.dialogFoot}>
            <Dialog.Close render={<Button />}>{words.close}</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Source({ source, onTake }: { source: ImportSourceView; onTake: Take }) {
  if (source.candidates.length === 0 && source.notes.length === 0) return null;
  return (
    <section className={styles.source} aria-label={words.sources[source.source]}>
      <h3 className={styles.sourceTitle}>{words.sources[source.source]}</h3>
      {source.places.length > 0 ? <p className={styles.sourceNote}>{source.places.join(", ")}</p> : null}
      {source.notes.map((note) => (
        <p key={note} className={styles.sourceNote}>
          {note}
        </p>
      ))}
      <ul>
        {source.candidates.map((candidate) => (
          <Candidate key={candidate.id} candidate={candidate} onTake={() => onTake(source.source, candidate)} />
        ))}
      </ul>
    </section>
  );
}

function Candidate({ candidate, onTake }: { candidate: ImportCandidateView; onTake: () => void }) {
  const { name, user, host, port, database } = candidate.form;
  return (
    <li className={styles.candidate}>
      <div>
        <p className={styles.candidateName}>{name}</p>
        <p>{words.where(user, host, port, database)}</p>
        <p className={styles.sourceNote}>{words.password[candidate.password]}</p>
        {candidate.unused.length > 0 ? <p className={styles.sourceNote}>{words.unused(candidate.unused)}</p> : null}
        {candidate.problems.map((problem) => (
          <p key={problem.message} className={styles.sourceNote}>
            {problem.message}
          </p>
        ))}
      </div>
      <Button aria-label={words.use(name)} data-testid={`import-${candidate.id}`} onClick={onTake}>
        {words.take}
      </Button>
    </li>
  );
}
