// The control plane: where it is, what differs, sending it.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { commands } from "./bindings";
import { unwrap } from "./result";
import { keys, touch } from "./tags";
import type { BlockTarget, SyncReport } from "./types";

export type Target = { baseUrl: string; agent: string | null; key: string | null };

export function useSaveSyncTarget() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ baseUrl, agent, key }: Target) => unwrap(commands.saveSyncTarget(baseUrl, agent, key)),
    onSuccess: () => touch(client, "syncTarget"),
  });
}

export function useAgents(baseUrl: string, enabled: boolean) {
  return useQuery({ queryKey: keys.agents(baseUrl), queryFn: () => unwrap(commands.syncAgents()), enabled });
}

/** The comparison. It goes over the network, so it runs only where it is shown. */
export function useComparison(enabled: boolean) {
  return useQuery({ queryKey: keys.sync, queryFn: () => unwrap(commands.syncCompare()), enabled });
}

export function useSend() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (agreed: BlockTarget[]) => unwrap(commands.syncApply(agreed)),
    onSuccess: (report) => client.setQueryData<SyncReport>(keys.sync, report),
  });
}

/** The last comparison while it still holds; asks nothing of the network. */
export function useKnownComparison(): SyncReport | undefined {
  const queryFn = () => unwrap(commands.syncCompare());
  const query = useQuery<SyncReport>({ queryKey: keys.sync, queryFn, enabled: false });
  // A stroke or a draft since then makes it stale.
  return query.isStale ? undefined : query.data;
}
