// A connection's fields: filled in, or taken from a pasted URL. The password goes in and never comes back.
import { useState } from "react";
import { useApp } from "../../app/state";
import { useChecksStarter } from "../../host/checks";
import { useConnection, useDeleteConnection, useSaveConnection } from "../../host/connections";
import { useImportConnection } from "../../host/imports";
import { failureOf } from "../../host/result";
import type { ConnectionForm, Failure, ImportSource, WorkspaceView } from "../../host/types";
import { Button } from "../../kit/Button";
import { Confirm } from "../../kit/Confirm";
import { FailureNotice } from "../../kit/Notice";
import { Place, Section } from "../../kit/Place";
import { text } from "../../text";
import styles from "./Connection.module.css";
import { LoginFields, PlaceFields, TlsFields } from "./Fields";
import { emptyForm, freeName } from "./form";
import { ImportDialog } from "./ImportDialog";
import { TrustQuestion } from "./TrustQuestion";
import { UrlField } from "./UrlField";

const words = text.connection;

export function ConnectionPlace({ workspace }: { workspace: WorkspaceView }) {
  const { connection } = useApp();
  const stored = useConnection(connection);
  if (connection === null) return <Editor workspace={workspace} original={null} start={emptyForm} />;
  if (stored.isPending) return null;
  if (stored.isError) {
    return (
      <Place title={words.editTitle(connection)} padded aside={null}>
        <FailureNotice failure={failureOf(stored.error)} />
      </Place>
    );
  }
  return <Editor key={connection} workspace={workspace} original={connection} start={stored.data} />;
}

type Props = { workspace: WorkspaceView; original: string | null; start: ConnectionForm };

function Editor({ workspace, original, start }: Props) {
  const app = useApp();
  const [form, setForm] = useState(start);
  const [password, setPassword] = useState("");
  const [failure, setFailure] = useState<Failure | null>(null);
  const save = useSaveConnection();
  const take = useImportConnection();
  const remove = useDeleteConnection();
  const startChecks = useChecksStarter();
  const change = (part: Partial<ConnectionForm>) => setForm((old) => ({ ...old, ...part }));
  const errors = (field: string) => failure?.fields.filter((problem) => problem.field === field).map((p) => p.message);
  const names = workspace.connections.map((known) => known.name);

  const [importing, setImporting] = useState<{ source: ImportSource; id: string } | null>(null);
  const submit = async (andCheck: boolean) => {
    setFailure(null);
    const named = form.name === "" ? { ...form, name: freeName(form, names) } : form;
    try {
      // A password that was typed is the one that is meant; otherwise an imported connection brings its own.
      const saved =
        importing && password === ""
          ? await take.mutateAsync({ ...importing, form: named })
          : await save.mutateAsync({ original, form: named, password: password === "" ? null : password });
      setPassword("");
      app.say([text.app.saved(saved.name), saved.note].filter(Boolean).join(". "));
      app.look(saved.name, andCheck ? "check" : "connection");
      if (andCheck) void startChecks(saved.name);
    } catch (error) {
      setForm(named);
      setFailure(failureOf(error));
    }
  };

  return (
    <Place
      title={original === null ? words.newTitle : words.editTitle(original)}
      sub={words.intro}
      actions={
        <>
          {original === null ? null : (
            <Button data-testid="create-user" onClick={() => app.go("user")}>
              {text.check.createUser}
            </Button>
          )}
          <Button data-testid="connection-save" disabled={save.isPending} onClick={() => submit(false)}>
            {words.save}
          </Button>
          <Button
            look="primary"
            data-testid="connection-save-check"
            disabled={save.isPending}
            onClick={() => submit(true)}
          >
            {words.saveAndCheck}
          </Button>
        </>
      }
      aside={<Explained keyring={workspace.keyring.available} />}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit(true);
        }}
      >
        {failure && failure.fields.length === 0 ? <FailureNotice failure={failure} /> : null}
        {original === null ? null : <TrustQuestion name={original} />}
        {original === null ? (
          <div className={styles.sources}>
            <UrlField
              onRead={(read) => {
                setImporting(null);
                change({ ...read, name: form.name || freeName(read, names) });
              }}
            />
            <ImportDialog
              onTake={(source, { id, form: found }) => {
                setImporting({ source, id });
                setForm({ ...found, name: freeName({ database: found.name, host: found.host }, names) });
                app.say(words.imports.taken(found.name));
              }}
            />
          </div>
        ) : null}
        <PlaceFields form={form} change={change} errors={errors} />
        <LoginFields
          form={form}
          change={change}
          errors={errors}
          password={password}
          setPassword={setPassword}
          keyring={workspace.keyring.available}
        />
        <TlsFields form={form} change={change} errors={errors} />
        {original === null ? null : (
          <div className={styles.last}>
            <Confirm
              trigger={<Button look="danger">{words.delete}</Button>}
              title={words.deleteTitle(original)}
              body={words.deleteBody}
              confirm={words.deleteConfirm}
              onConfirm={async () => {
                await remove.mutateAsync(original);
                app.say(text.app.deletedConnection(original));
                app.look(names.find((name) => name !== original) ?? null, "check");
              }}
            />
          </div>
        )}
        {/* Enter in a field saves and checks; the visible buttons are in the head. */}
        <button type="submit" hidden />
      </form>
    </Place>
  );
}

function Explained({ keyring }: { keyring: boolean }) {
  return (
    <>
      <Section title={words.aside.title}>
        <p className={styles.explained}>{keyring ? words.aside.keyring : words.aside.memory}</p>
      </Section>
      <Section title={words.aside.loginTitle}>
        <p className={styles.explained}>{words.aside.login}</p>
      </Section>
      <Section title={words.aside.tlsTitle}>
        <p className={styles.explained}>{words.aside.tls}</p>
      </Section>
    </>
  );
}
