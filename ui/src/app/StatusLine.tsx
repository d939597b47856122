// What the last stroke did, with Undo beside it; and how the workspace stands to the control plane.
import { useIsFetching } from "@tanstack/react-query";
import { useKnownComparison } from "../host/sync";
import { keys } from "../host/tags";
import type { WorkspaceView } from "../host/types";
import { standing } from "../places/sync/changes";
import { text } from "../text";
import styles from "./StatusLine.module.css";
import { useApp } from "./state";

export function StatusLine({ workspace }: { workspace: WorkspaceView }) {
  const app = useApp();
  const undo = app.undoSaid ?? (app.stepSaid ? app.undo : null);
  return (
    <footer className={styles.line}>
      <div className={styles.said} role="status" aria-label={text.app.status} data-testid="status-line">
        {app.status || text.app.ready}
      </div>
      {undo ? (
        <button type="button" className={styles.undo} data-testid="status-undo" onClick={undo}>
          {text.common.undo}
        </button>
      ) : null}
      <button type="button" className={styles.sync} onClick={() => app.go("sync")}>
        <SyncState workspace={workspace} />
      </button>
    </footer>
  );
}

function SyncState({ workspace }: { workspace: WorkspaceView }) {
  const report = useKnownComparison();
  const fetching = useIsFetching({ queryKey: keys.sync }) > 0;
  if (!workspace.sync) return text.app.noTarget;
  if (fetching) return text.sync.comparing;
  if (!report) return text.app.notCompared;
  return standing(report);
}
