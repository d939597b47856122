import type { SyncReport } from "../../host/types";
import { text } from "../../text";

/** How many things sending would do: a connection to make, blocks that differ, bindings to send. */
export function changesIn(report: SyncReport): number {
  const connecting = report.connection.state === "ready" ? 0 : 1;
  const waiting = report.bindings.filter(({ state }) => state === "new" || state === "changed").length;
  return connecting + report.scoping.length + waiting;
}

/** How the workspace stands to the control plane, in a few words. What was sent and not published is not what callers get. */
export function standing(report: SyncReport): string {
  if (!report.in_step) return text.app.notSynced(changesIn(report));
  const { adds, takes_away, is_known } = report.publication;
  // A platform may not say what callers get: then nothing is claimed of it.
  const waiting = is_known ? adds.length + takes_away.length : 0;
  return waiting > 0 ? text.app.notPublished(waiting) : text.app.inStep;
}
