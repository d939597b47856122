// Where the control plane is, the key for it, and the agent.
import { useState } from "react";
import { useApp } from "../../app/state";
import { failureOf } from "../../host/result";
import { useAgents, useSaveSyncTarget } from "../../host/sync";
import type { WorkspaceView } from "../../host/types";
import { Button } from "../../kit/Button";
import { Select, TextField } from "../../kit/Field";
import { FailureNotice } from "../../kit/Notice";
import { text } from "../../text";
import styles from "./Sync.module.css";

const words = text.sync;

export function TargetForm({ target }: { target: WorkspaceView["sync"] }) {
  const app = useApp();
  const [url, setUrl] = useState(target?.base_url ?? "");
  const [key, setKey] = useState("");
  const save = useSaveSyncTarget();
  const known = target?.has_key === true;
  const agents = useAgents(target?.base_url ?? "", known);
  const store = async (agent: string | null) => {
    try {
      await save.mutateAsync({ baseUrl: url, agent, key: key === "" ? null : key });
      setKey("");
      app.say(text.app.saved(words.target.toLowerCase()));
    } catch {
      // Said below.
    }
  };
  const unchanged = url === (target?.base_url ?? "") && key === "";
  // The only agent there is needs no choosing.
  const only = agents.data?.length === 1 ? agents.data[0]?.id : undefined;
  return (
    <form
      className={styles.target}
      onSubmit={(event) => {
        event.preventDefault();
        void store(target?.agent ?? null);
      }}
    >
      <TextField
        className={styles.url}
        label={words.url}
        hint={words.urlHint}
        mono
        value={url}
        data-testid="sync-url"
        onChange={(event) => setUrl(event.target.value)}
      />
      <TextField
        label={words.key}
        hint={known ? words.keyHint.kept : words.keyHint.none}
        type="password"
        autoComplete="new-password"
        value={key}
        data-testid="sync-key"
        onChange={(event) => setKey(event.target.value)}
      />
      <Select
        label={words.agent}
        hint={words.agentHint}
        disabled={!known || !agents.data}
        value={target?.agent ?? only ?? ""}
        data-testid="sync-agent"
        onChange={(event) => void store(event.target.value)}
      >
        <option value="" disabled>
          {known ? (agents.isFetching ? words.agentsLoading : words.chooseAgent) : words.agentsFirst}
        </option>
        {(agents.data ?? []).map((agent) => (
          <option key={agent.id} value={agent.id}>
            {agent.name}
          </option>
        ))}
      </Select>
      <div className={styles.save}>
        <Button
          type="submit"
          look={known ? "plain" : "primary"}
          data-testid="sync-save"
          disabled={unchanged || save.isPending}
        >
          {words.save}
        </Button>
      </div>
      {save.isError ? (
        <div className={styles.whole}>
          <FailureNotice failure={failureOf(save.error)} />
        </div>
      ) : null}
    </form>
  );
}
