// What the last discovery changed, what the agent sees, and the report about it.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { commands } from "./bindings";
import { unwrap } from "./result";
import { keys } from "./tags";
import type { ReportFormat } from "./types";

/** Null before a discovery of this session. */
export function useLastDrift(name: string) {
  return useQuery({ queryKey: keys.drift(name), queryFn: () => commands.lastDrift(name) });
}

/** Asked for only while somebody looks. */
export function useExposure(name: string, wanted: boolean) {
  return useQuery({
    queryKey: keys.exposure(name),
    queryFn: () => unwrap(commands.exposure(name)),
    enabled: wanted,
    placeholderData: keepPreviousData,
  });
}

/** Asks where to; null when nothing was chosen. */
export function saveReport(name: string, format: ReportFormat): Promise<string | null> {
  return unwrap(commands.saveReport(name, format));
}
