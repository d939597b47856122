// Connections and bindings with their states.
import { Pencil, Plus } from "lucide-react";
import { useChecks } from "../host/checks";
import { useBindings } from "../host/drafts";
import { useKnownComparison } from "../host/sync";
import type { BindingSummary, ConnectionSummary, Difference, WorkspaceView } from "../host/types";
import { IconButton } from "../kit/Button";
import { type Status, StatusIcon } from "../kit/StatusIcon";
import { StateSign } from "../places/bindings/StateSign";
import { sentStates, stateOf } from "../places/bindings/states";
import { text } from "../text";
import styles from "./SideBar.module.css";
import { useApp } from "./state";

export function SideBar({ workspace }: { workspace: WorkspaceView }) {
  const app = useApp();
  const bindings = useBindings();
  const sent = sentStates(useKnownComparison());
  return (
    <div className={styles.side}>
      <Group
        title={text.app.connections}
        empty={workspace.connections.length === 0 ? text.app.noConnections : null}
        add={text.app.addConnection}
        onAdd={() => app.look(null, "connection")}
        testId="connection-add"
      >
        {workspace.connections.map((connection) => (
          <ConnectionItem key={connection.name} connection={connection} />
        ))}
      </Group>
      <Group
        title={text.app.bindings}
        empty={bindings.data?.length === 0 ? text.app.noBindings : null}
        add={text.app.newBinding}
        onAdd={app.newDraft}
      >
        {bindings.data?.map((binding) => (
          <BindingItem key={binding.slug} binding={binding} sent={sent.get(binding.slug)} />
        ))}
      </Group>
    </div>
  );
}

type GroupProps = {
  title: string;
  empty: string | null;
  add: string;
  onAdd: () => void;
  testId?: string;
  children: React.ReactNode;
};

function Group({ title, empty, add, onAdd, testId, children }: GroupProps) {
  return (
    <section className={styles.group} aria-label={title}>
      <div className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        <IconButton label={add} data-testid={testId} onClick={onAdd}>
          <Plus size={16} aria-hidden />
        </IconButton>
      </div>
      {empty ? <p className={styles.empty}>{empty}</p> : <ul>{children}</ul>}
    </section>
  );
}

function ConnectionItem({ connection }: { connection: ConnectionSummary }) {
  const app = useApp();
  const { name, label, host, port } = connection;
  const chosen = app.connection === name;
  const state = useConnectionState(name);
  return (
    <li className={`${styles.item} ${chosen ? styles.chosen : ""}`}>
      <button
        type="button"
        className={styles.main}
        aria-current={chosen || undefined}
        data-testid={`connection-item-${name}`}
        title={`${label ?? name}, ${host}:${port}, ${text.app.state[state]}`}
        onClick={() => app.look(name, app.place === "connection" ? "check" : app.place)}
      >
        <StatusIcon status={state === "unchecked" ? "pending" : state} size={14} />
        <span className={styles.text}>
          <span className={styles.nameLine}>
            <span className={styles.name}>{label ?? name}</span>
            <abbr className={styles.access} title={text.app.access[connection.access].long}>
              {text.app.access[connection.access].badge}
            </abbr>
          </span>
          <span className={styles.sub}>
            {host}:{port}
            {connection.local_only ? ` · ${text.app.localOnly}` : ""}
          </span>
          {connection.environment ? (
            <span className={styles.environment} data-environment={connection.environment}>
              {text.app.environments[connection.environment]}
            </span>
          ) : null}
        </span>
      </button>
      <IconButton
        label={text.app.edit(name)}
        data-testid={`connection-edit-${name}`}
        onClick={() => app.look(name, "connection")}
      >
        <Pencil size={13} aria-hidden />
      </IconButton>
    </li>
  );
}

/** How the last checks of a connection ended, the worst first. */
function useConnectionState(name: string): Exclude<Status, "pending" | "skipped"> | "unchecked" {
  const { run } = useChecks(name);
  if (run.running) return "running";
  if (run.failure) return "fail";
  const states = run.report?.checks.map((check) => check.status) ?? [];
  return (["fail", "warn", "pass"] as const).find((state) => states.includes(state)) ?? "unchecked";
}

function BindingItem({ binding, sent }: { binding: BindingSummary; sent: Difference | undefined }) {
  const app = useApp();
  const chosen = app.place === "bindings" && app.draft?.slug === binding.slug;
  const state = stateOf(binding, sent);
  const about = [text.app.bindingState[state]];
  if (binding.enabled) about.push(text.app.enabled);
  if (binding.warnings > 0) about.push(text.app.warnings(binding.warnings));
  return (
    <li className={`${styles.item} ${chosen ? styles.chosen : ""}`}>
      <button
        type="button"
        className={styles.main}
        aria-current={chosen || undefined}
        data-testid={`binding-item-${binding.slug}`}
        title={[binding.tool_name, binding.problem ?? about.join(" · ")].filter(Boolean).join(" · ")}
        onClick={() => app.openDraft(binding.slug)}
      >
        <StateSign state={state} />
        <span className={styles.text}>
          <span className={styles.name}>{binding.tool_name || text.bindings.unnamed}</span>
          <span className={styles.sub}>{about.join(" · ")}</span>
        </span>
      </button>
    </li>
  );
}
