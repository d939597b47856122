// Connections: the form's commands. A password goes in and never comes back.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { commands } from "./bindings";
import { unwrap } from "./result";
import { keys, touch } from "./tags";
import type { ConnectionForm } from "./types";

export function useConnection(name: string | null) {
  return useQuery({
    queryKey: keys.connection(name ?? ""),
    queryFn: () => unwrap(commands.connection(name ?? "")),
    enabled: name !== null,
  });
}

export function useReadUrl() {
  return useMutation({ mutationFn: (url: string) => unwrap(commands.readUrl(url)) });
}

/** How the password is got and where it goes, and whether somebody on this machine agreed to that. */
export function useTrust(name: string) {
  return useQuery({
    queryKey: keys.trust(name),
    queryFn: () => unwrap(commands.connectionTrust(name)),
    // The file may be another by now; an old answer must not hide the question.
    refetchOnMount: "always",
  });
}

/** Agrees to what was shown, and to nothing that came after. */
export function useTrustConnection() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, fingerprint }: { name: string; fingerprint: string }) =>
      unwrap(commands.trustConnection(name, fingerprint)),
    onSuccess: (trust, { name }) => client.setQueryData(keys.trust(name), trust),
  });
}

export type Fingerprint = { name: string; sha256: string };

/** Accepts the certificate that was shown in place of the recorded one. */
export function useAcceptCertificate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, sha256 }: Fingerprint) => unwrap(commands.acceptCertificate(name, sha256)),
    onSuccess: () => touch(client, "connection"),
  });
}

/** Lets the server with the certificate that was shown read the password. */
export function useAllowPasswordInClear() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, sha256 }: Fingerprint) => unwrap(commands.allowPasswordInClear(name, sha256)),
    onSuccess: () => touch(client, "connection"),
  });
}

export type Saving = { original: string | null; form: ConnectionForm; password: string | null };

export function useSaveConnection() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ original, form, password }: Saving) => unwrap(commands.saveConnection(original, form, password)),
    onSuccess: () => touch(client, "connection"),
  });
}

export function useDeleteConnection() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => unwrap(commands.deleteConnection(name)),
    onSuccess: () => touch(client, "connection"),
  });
}
