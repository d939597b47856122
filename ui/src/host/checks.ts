// Running the checks. A run lives in the query cache, so it goes on while another place is looked at.
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { Channel, commands } from "./bindings";
import { failureOf, unwrap } from "./result";
import { keys } from "./tags";
import type { Check, CheckId, CheckReport, Failure } from "./types";

/** What is known about a connection's checks at one moment. */
export type CheckRun = {
  running: boolean;
  /** The check under way. */
  current: CheckId | null;
  done: Partial<Record<CheckId, Check>>;
  report: CheckReport | null;
  failure: Failure | null;
};

const never: CheckRun = { running: false, current: null, done: {}, report: null, failure: null };

export function fromReport(report: CheckReport | null): CheckRun {
  if (!report) return never;
  return { ...never, report, done: Object.fromEntries(report.checks.map((check) => [check.id, check])) };
}

export function useChecks(name: string) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: keys.checks(name),
    queryFn: async () => fromReport(await commands.lastChecks(name)),
  });
  return {
    run: query.data ?? never,
    loaded: query.data !== undefined,
    start: () => startChecks(client, name),
    cancel: () => commands.cancelChecks(),
  };
}

export async function startChecks(client: QueryClient, name: string): Promise<void> {
  const key = keys.checks(name);
  await client.cancelQueries({ queryKey: key });
  const change = (step: (run: CheckRun) => CheckRun) => {
    client.setQueryData<CheckRun>(key, (run) => step(run ?? never));
  };
  client.setQueryData<CheckRun>(key, { ...never, running: true });
  const channel: Parameters<typeof commands.runChecks>[1] = new Channel();
  channel.onmessage = (event) => {
    if (event.event === "started") change((run) => ({ ...run, current: event.id }));
    else change((run) => ({ ...run, done: { ...run.done, [event.check.id]: event.check } }));
  };
  try {
    const report = await unwrap(commands.runChecks(name, channel));
    client.setQueryData<CheckRun>(key, fromReport(report));
  } catch (error) {
    change((run) => ({ ...run, running: false, current: null, failure: failureOf(error) }));
  }
}

/** Starts the checks of any connection, from wherever it was just saved. */
export function useChecksStarter(): (name: string) => Promise<void> {
  const client = useQueryClient();
  return (name) => startChecks(client, name);
}
