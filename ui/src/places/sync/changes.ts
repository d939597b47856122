import type { SyncReport } from "../../host/types";

/** How many things sending would do: a connection to make, blocks that differ, bindings to send. */
export function changesIn(report: SyncReport): number {
  const connecting = report.connection.state === "ready" ? 0 : 1;
  const waiting = report.bindings.filter(({ state }) => state === "new" || state === "changed").length;
  return connecting + report.scoping.length + waiting;
}
