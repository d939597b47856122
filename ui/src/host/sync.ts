// The control plane: where it is, what differs, sending it.
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { commands } from "./bindings";
import { unwrap } from "./result";
import { keys, touch } from "./tags";
import type { Choice, SyncReport, TheirsChosen } from "./types";

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
  const client = useQueryClient();
  const queryFn = async () => known(client, await unwrap(commands.syncCompare()));
  return useQuery({ queryKey: keys.sync, queryFn, enabled });
}

export function useSend() {
  return useReported((choice: Choice) => unwrap(commands.syncApply(choice)));
}

/** Takes the control plane's side of what somebody changed there: blocks and drafts here follow. */
export function useTakeTheirs() {
  const client = useQueryClient();
  return useReported(async (chosen: TheirsChosen) => {
    const report = await unwrap(commands.syncTake(chosen));
    await touch(client, "taken");
    return report;
  });
}

/** Enables a skill after its review. */
export function useEnable() {
  return useReported((skill: string) => unwrap(commands.syncEnable(skill)));
}

/** Publishes what is enabled at the control plane. */
export function usePublish() {
  return useReported((note: string) => unwrap(commands.syncPublish(note.trim() === "" ? null : note.trim())));
}

/** How the workspace stands to the control plane as it was when somebody last looked; asks nothing of the network. */
export function useKnownComparison(): SyncReport | undefined {
  return useQuery({ queryKey: keys.syncKnown, queryFn: () => unwrap(commands.syncKnown()) }).data ?? undefined;
}

/** Does something there, and takes what it reports for the state of things. */
function useReported<T>(mutationFn: (given: T) => Promise<SyncReport>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: (report) => client.setQueryData<SyncReport>(keys.sync, known(client, report)),
  });
}

function known(client: QueryClient, report: SyncReport): SyncReport {
  client.setQueryData<SyncReport>(keys.syncKnown, report);
  return report;
}
