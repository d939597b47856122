// Connections that this account has already, and what there is to know about hosted databases.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { commands } from "./bindings";
import { unwrap } from "./result";
import { keys, touch } from "./tags";
import type { ConnectionForm, ImportSource } from "./types";

/** Looks at the files anew each time the dialog opens. */
export function useImports(open: boolean) {
  return useQuery({ queryKey: keys.imports, queryFn: () => unwrap(commands.listImports()), enabled: open, gcTime: 0 });
}

export type Importing = { source: ImportSource; id: string; form: ConnectionForm };

export function useImportConnection() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ source, id, form }: Importing) => unwrap(commands.importConnection(source, id, form)),
    onSuccess: () => touch(client, "connection"),
  });
}

export function usePresets() {
  return useQuery({ queryKey: keys.presets, queryFn: () => commands.presets() });
}

/** Told by the host's name, for these very values. */
export function usePresetHints(form: ConnectionForm) {
  const { engine, host, port, user, sslmode } = form;
  const what = { engine, host: host.trim().toLowerCase(), port, user, sslmode, ca: form.ca_pem.trim() !== "" };
  return useQuery({
    queryKey: keys.presetHints(what),
    queryFn: () => commands.presetHints(form),
    enabled: what.host.includes("."),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
}
