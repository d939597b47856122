// The catalogue: its outline, single tables, search, and discovering it anew.
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { readOutline } from "../tree/outline";
import { Channel, commands } from "./bindings";
import { unwrap } from "./result";
import { marksQuery, scopingQuery } from "./scoping";
import { keys, touch } from "./tags";
import type { DiscoveryStep, DiscoveryView, TableName } from "./types";

/** Null when the database was never discovered. */
export function useOutline(name: string) {
  return useQuery(outlineQuery(name));
}

function outlineQuery(name: string) {
  return queryOptions({
    queryKey: keys.outline(name),
    queryFn: async () => readOutline(await unpacked(await unwrap(commands.outline(name)))),
    structuralSharing: false,
  });
}

/** It crosses as gzip, and nothing as nothing. */
async function unpacked(bytes: ArrayBuffer): Promise<ArrayBuffer> {
  const packed = bytes.byteLength > 0 ? new Response(bytes).body : null;
  return packed ? new Response(packed.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer() : bytes;
}

/** Asks for what the schema's place shows first before anybody goes there. */
export function useReadAhead(name: string | null): void {
  const client = useQueryClient();
  useEffect(() => {
    if (name === null) return;
    void client.prefetchQuery(outlineQuery(name));
    void client.prefetchQuery(marksQuery(name));
    void client.prefetchQuery(scopingQuery(name));
  }, [client, name]);
}

/** The badges of all columns as an agent may see them, as long as somebody asks for its view. */
export function useAgentBadges(name: string, wanted: boolean) {
  return useQuery({
    queryKey: keys.agentBadges(name),
    queryFn: async () => new Uint8Array(await unwrap(commands.agentBadges(name))),
    structuralSharing: false,
    placeholderData: keepPreviousData,
    enabled: wanted,
  });
}

export function useTableDetails(name: string, table: TableName | null) {
  return useQuery({
    queryKey: keys.tableDetails(name, table),
    queryFn: () => (table ? unwrap(commands.tableDetails(name, table)) : null),
    enabled: table !== null,
    placeholderData: keepPreviousData,
  });
}

/** What the last discovery of this session could not place. */
export function useFindings(name: string): DiscoveryView["findings"] {
  const known = useQuery<DiscoveryView["findings"]>({
    queryKey: keys.findings(name),
    queryFn: () => [],
    enabled: false,
    initialData: [],
  });
  return known.data;
}

/** Without a choice of schemas, those that were chosen last; an empty choice is all of them. */
export type Discovering = { name: string; schemas?: string[] | null };

export function useDiscover() {
  const client = useQueryClient();
  const [step, setStep] = useState<DiscoveryStep | null>(null);
  const mutation = useMutation({
    mutationFn: ({ name, schemas = null }: Discovering) => {
      const channel: Parameters<typeof commands.discover>[2] = new Channel();
      channel.onmessage = setStep;
      return unwrap(commands.discover(name, schemas, channel));
    },
    onSuccess: async (view, { name }) => {
      client.setQueryData(keys.findings(name), view.findings);
      await touch(client, "discovery");
    },
    onSettled: () => setStep(null),
  });
  return { ...mutation, step, cancel: () => commands.cancelDiscovery() };
}
