// Address, name and key of the model. What the environment names is shown, and cannot be changed here.
import { Dialog } from "@base-ui/react/dialog";
import { useState } from "react";
import { useForgetModelKey, useSaveModel, useTryModel } from "../../host/model";
import { failureOf } from "../../host/result";
import type { ModelView } from "../../host/types";
import { Button } from "../../kit/Button";
import { TextField } from "../../kit/Field";
import { FailureNotice, Notice } from "../../kit/Notice";
import { Switch } from "../../kit/Switch";
import { text } from "../../text";
import { useApp } from "../state";
import styles from "./Settings.module.css";

const words = text.settings;

export function ModelForm({ view, onClose }: { view: ModelView; onClose: () => void }) {
  const { say } = useApp();
  const [choice, setChoice] = useState(view.choice);
  const [key, setKey] = useState("");
  const [saving, trying, forgetting] = [useSaveModel(), useTryModel(), useForgetModelKey()];
  const fixed = view.from_environment;
  const named = choice.url.trim() !== "" && choice.name.trim() !== "";
  const given = { choice: { ...choice, url: choice.url.trim(), name: choice.name.trim() }, key: key || null };
  // A key belongs to its address.
  const known = choice.url === view.choice.url ? view.key : "none";
  const change = (part: Partial<typeof choice>) => {
    trying.reset();
    saving.reset();
    setChoice({ ...choice, ...part });
  };
  const save = async () => {
    await saving.mutateAsync(given);
    say(given.choice.on ? words.saved(given.choice.name) : words.savedOff);
    onClose();
  };
  const failed = saving.error ?? trying.error ?? forgetting.error;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        // What failed is said below.
        if (!fixed && (named || !choice.on)) void save().catch(() => undefined);
      }}
    >
      {fixed ? (
        <Notice tone="info">
          <p>{words.environment}</p>
        </Notice>
      ) : (
        <Switch
          label={words.on}
          hint={words.onHint}
          checked={choice.on}
          data-testid="model-on"
          onChange={(on) => change({ on })}
        />
      )}
      <TextField
        label={words.url}
        hint={words.urlHint}
        placeholder={words.urlExample}
        mono
        readOnly={fixed}
        data-testid="model-url"
        value={choice.url}
        onChange={({ target }) => change({ url: target.value })}
      />
      <TextField
        label={words.name}
        placeholder={words.nameExample}
        mono
        readOnly={fixed}
        data-testid="model-name"
        value={choice.name}
        onChange={({ target }) => change({ name: target.value })}
      />
      <TextField
        label={words.key}
        hint={words.keyHint[known]}
        type="password"
        readOnly={fixed}
        data-testid="model-key"
        value={key}
        onChange={({ target }) => {
          trying.reset();
          setKey(target.value);
        }}
      />
      <div aria-live="polite">
        {failed ? <FailureNotice failure={failureOf(failed)} /> : null}
        {trying.isSuccess ? (
          <Notice tone="good">
            <p data-testid="model-answers">{words.answers}</p>
          </Notice>
        ) : null}
      </div>
      <div className={styles.actions}>
        <Button data-testid="model-test" disabled={!named || trying.isPending} onClick={() => trying.mutate(given)}>
          {trying.isPending ? words.testing : words.test}
        </Button>
        {!fixed && (known === "keyring" || known === "memory") ? (
          <Button look="quiet" disabled={forgetting.isPending} onClick={() => forgetting.mutate(undefined)}>
            {words.forget}
          </Button>
        ) : null}
        <span className={styles.gap} />
        <Dialog.Close render={<Button />}>{fixed ? text.common.done : text.common.cancel}</Dialog.Close>
        {fixed ? null : (
          <Button
            type="submit"
            look="primary"
            data-testid="model-save"
            disabled={(choice.on && !named) || saving.isPending}
          >
            {words.save}
          </Button>
        )}
      </div>
    </form>
  );
}
