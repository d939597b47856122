// The window: side, places, status line. Which workspace is open decides everything else.
import { useReadAhead } from "../host/catalog";
import { failureOf } from "../host/result";
import type { WorkspaceView } from "../host/types";
import { useWorkspace } from "../host/workspace";
import { Button } from "../kit/Button";
import { Empty } from "../kit/Empty";
import { FailureNotice, Notice } from "../kit/Notice";
import { BindingsPlace } from "../places/bindings/BindingsPlace";
import { CheckPlace } from "../places/check/CheckPlace";
import { ConnectionPlace } from "../places/connection/ConnectionPlace";
import { SchemaPlace } from "../places/schema/SchemaPlace";
import { SyncPlace } from "../places/sync/SyncPlace";
import { UserPlace } from "../places/user/UserPlace";
import { text } from "../text";
import styles from "./App.module.css";
import { EnvironmentBand } from "./EnvironmentBand";
import { SideBar } from "./SideBar";
import { StatusLine } from "./StatusLine";
import { AppState, useApp } from "./state";
import { TopBar } from "./TopBar";
import { useTheme } from "./theme";
import { useClosing } from "./useClosing";
import { useFindKey } from "./useFindKey";
import { useKeptFocus } from "./useKeptFocus";
import { usePastedUrl } from "./usePastedUrl";

export function App() {
  useTheme();
  const workspace = useWorkspace();
  if (workspace.isPending) return null;
  if (workspace.isError) {
    return (
      <div className={styles.alone}>
        <FailureNotice
          title={text.app.workspaceFailed}
          failure={failureOf(workspace.error)}
          action={<Button onClick={() => workspace.refetch()}>{text.common.tryAgain}</Button>}
        />
      </div>
    );
  }
  const first = workspace.data.connections[0]?.name ?? null;
  // The folder is the key: another workspace starts with nothing chosen and nothing to undo.
  return (
    <AppState key={workspace.data.path} connection={first} place={workspace.data.sample ? "schema" : "check"}>
      <Frame workspace={workspace.data} />
    </AppState>
  );
}

function Frame({ workspace }: { workspace: WorkspaceView }) {
  const app = useApp();
  useClosing(app.say);
  useKeptFocus();
  useReadAhead(app.connection);
  useFindKey(app.find);
  // Whoever changes a connection does not want another one.
  const changing = app.place === "connection" && app.connection !== null;
  usePastedUrl(changing ? null : () => app.look(null, "connection"));
  return (
    <div className={styles.frame}>
      <TopBar workspace={workspace} />
      <EnvironmentBand workspace={workspace} />
      <SideBar workspace={workspace} />
      <div className={styles.middle}>
        <Problems problems={workspace.problems} />
        <div className={styles.place}>
          <CurrentPlace workspace={workspace} />
        </div>
      </div>
      <StatusLine workspace={workspace} />
    </div>
  );
}

function Problems({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return (
    <div className={styles.problems}>
      <Notice tone="warn" title={text.app.problems}>
        {problems.map((problem) => (
          <p key={problem}>{problem}</p>
        ))}
      </Notice>
    </div>
  );
}

function CurrentPlace({ workspace }: { workspace: WorkspaceView }) {
  const app = useApp();
  if (app.place === "connection") return <ConnectionPlace key={app.connection ?? ""} workspace={workspace} />;
  const known = workspace.connections.some((connection) => connection.name === app.connection);
  if (!known) return <NoConnection />;
  switch (app.place) {
    case "user":
      return <UserPlace key={app.connection} workspace={workspace} />;
    case "check":
      return <CheckPlace key={app.connection} workspace={workspace} />;
    case "schema":
      return <SchemaPlace key={app.connection} />;
    case "bindings":
      return <BindingsPlace />;
    case "sync":
      return <SyncPlace workspace={workspace} />;
  }
}

function NoConnection() {
  const app = useApp();
  return (
    <main className={styles.nothing}>
      <Empty
        title={text.app.noConnectionTitle}
        why={text.app.noConnection}
        action={
          <Button look="primary" onClick={() => app.look(null, "connection")}>
            {text.app.addConnection}
          </Button>
        }
      />
    </main>
  );
}
