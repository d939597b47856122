// The password, once; what to do with the script; what the script does not settle.
import { Copy, Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { useApp } from "../../app/state";
import { copyNew, useNewUserForConnection } from "../../host/grants";
import { failureOf } from "../../host/result";
import type { NewUser } from "../../host/types";
import { Button } from "../../kit/Button";
import { FailureNotice } from "../../kit/Notice";
import { Section } from "../../kit/Place";
import { StatusIcon } from "../../kit/StatusIcon";
import { text } from "../../text";
import styles from "./User.module.css";
import type { Shared } from "./UserPlace";

const words = text.user;

export function NewUserAside(shared: Shared) {
  const { drawn } = shared;
  if (!drawn.data) return null;
  return (
    <>
      <Section title={words.password.title(drawn.data.user)}>
        <Password name={shared.name} password={drawn.data.password} />
      </Section>
      <Section title={words.next.title}>
        <Then {...shared} drawnUp={drawn.data} />
      </Section>
      {drawn.data.create.notes.length > 0 ? (
        <Section title={words.notes.title}>
          <Notes notes={drawn.data.create.notes} />
        </Section>
      ) : null}
    </>
  );
}

function Password({ name, password }: { name: string; password: string }) {
  const app = useApp();
  const [shown, setShown] = useState(false);
  const copy = async () => {
    try {
      app.say(words.copied("password", await copyNew(name, "password")));
    } catch (error) {
      const { message, next_step } = failureOf(error);
      app.say(`${message} ${next_step}`);
    }
  };
  return (
    <>
      <p className={styles.password} data-testid="new-password">
        {shown ? (
          password
        ) : (
          <>
            <span aria-hidden>{"•".repeat(20)}</span>
            <span className="visually-hidden">{words.password.hidden}</span>
          </>
        )}
      </p>
      <div className={styles.buttons}>
        <Button data-testid="new-password-show" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? <EyeOff size={14} aria-hidden /> : <Eye size={14} aria-hidden />}
          {shown ? words.password.hide : words.password.show}
        </Button>
        <Button data-testid="new-password-copy" onClick={copy}>
          <Copy size={14} aria-hidden /> {words.password.copy}
        </Button>
      </div>
      <p className={styles.small}>{words.password.once}</p>
    </>
  );
}

function Then({ name, defaults, used, setUsed, show, drawnUp }: Shared & { drawnUp: NewUser }) {
  const app = useApp();
  const use = useNewUserForConnection();
  const take = async () => {
    try {
      const saved = await use.mutateAsync(name);
      setUsed(true);
      app.say([words.next.using(drawnUp.user), saved.note].filter(Boolean).join(". "));
    } catch {
      // Said below.
    }
  };
  return (
    <ol className={styles.then}>
      <li>
        <p>{words.next.run}</p>
        <p className={styles.small}>{words.next.runWith}</p>
        <code className={styles.command}>{defaults.run_with}</code>
      </li>
      <li>
        <p>{used ? words.next.used(drawnUp.user) : words.next.use}</p>
        {used ? (
          <p className={styles.done} data-testid="user-used">
            <StatusIcon status="pass" size={14} /> {text.common.done}
          </p>
        ) : (
          <Button data-testid="user-use" disabled={use.isPending} onClick={take}>
            {words.next.useButton}
          </Button>
        )}
        {use.isError ? <FailureNotice failure={failureOf(use.error)} /> : null}
      </li>
      <li>
        <p>{words.next.prove}</p>
        <Button data-testid="user-prove" onClick={() => show("proof")}>
          {words.next.proveButton}
        </Button>
      </li>
    </ol>
  );
}

function Notes({ notes }: { notes: NewUser["create"]["notes"] }) {
  return (
    <ul className={styles.notes}>
      {notes.map((note) => (
        <li key={note.code}>
          <p>{note.text}</p>
          {note.objects.length > 0 ? (
            <details>
              <summary>{words.notes.about(note.objects.length)}</summary>
              <ul className={styles.objects}>
                {note.objects.map((object) => (
                  <li key={object}>{object}</li>
                ))}
              </ul>
            </details>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
