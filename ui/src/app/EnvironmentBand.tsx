// Production looks like production: a band across the whole window, said in words and not in colour alone.
import { ShieldAlert } from "lucide-react";
import type { WorkspaceView } from "../host/types";
import { text } from "../text";
import styles from "./EnvironmentBand.module.css";
import { useApp } from "./state";

export function EnvironmentBand({ workspace }: { workspace: WorkspaceView }) {
  const app = useApp();
  const connection = workspace.connections.find((known) => known.name === app.connection);
  const environment = connection?.environment;
  if (!connection || (environment !== "production" && environment !== "staging")) return null;
  return (
    <section
      className={styles.band}
      aria-label={text.app.environment}
      data-testid="environment-band"
      data-environment={environment}
    >
      {environment === "production" ? <ShieldAlert size={14} aria-hidden /> : null}
      <strong className={styles.word}>{text.app.environments[environment]}</strong>
      <span>{connection.label ?? connection.name}</span>
      <span className={styles.why}>{text.app.environmentWhy[environment]}</span>
    </section>
  );
}
