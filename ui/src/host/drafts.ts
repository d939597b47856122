// Drafts of bindings: read, save, compile, and what an editor can offer.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { commands } from "./bindings";
import { unwrap } from "./result";
import { keys, touch } from "./tags";
import type { Binding, TableName, Verb } from "./types";

/** All drafts, with what compiling them says. */
export function useBindings() {
  return useQuery({ queryKey: keys.bindings, queryFn: () => unwrap(commands.bindings()) });
}

export function useBinding(slug: string) {
  return useQuery({
    queryKey: keys.binding(slug),
    queryFn: () => unwrap(commands.binding(slug)),
    // The file may have been edited since; an open form keeps its own state.
    staleTime: 0,
    gcTime: 0,
  });
}

export function useSaveBinding() {
  const client = useQueryClient();
  return useMutation({
    scope: { id: "save-binding" },
    mutationFn: ({ slug, binding }: { slug: string | null; binding: Binding }) =>
      unwrap(commands.saveBinding(slug, binding)),
    onSuccess: () => touch(client, "binding"),
  });
}

export function useDeleteBinding() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (slug: string) => unwrap(commands.deleteBinding(slug)),
    onSuccess: () => touch(client, "binding"),
  });
}

/** Brings a deleted draft back as its file was. */
export function useRestoreBinding() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (slug: string) => unwrap(commands.restoreBinding(slug)),
    onSuccess: () => touch(client, "binding"),
  });
}

/** A second draft like the first, switched off. */
export function useDuplicateBinding() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ slug, toolName }: { slug: string; toolName: string }) =>
      unwrap(commands.duplicateBinding(slug, toolName)),
    onSuccess: () => touch(client, "binding"),
  });
}

/** Gives a draft's file another name. */
export function useRenameBinding() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ slug, to }: { slug: string; to: string }) => unwrap(commands.renameBinding(slug, to)),
    onSuccess: () => touch(client, "binding"),
  });
}

/** The statement of a draft. The last one stays on show while the next is being compiled. */
export function useCompiled(binding: Binding) {
  return useQuery({
    queryKey: keys.compile(binding),
    queryFn: () => unwrap(commands.compileBinding(binding)),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
}

export function useOffer(connection: string, table: TableName | null, verb: Verb) {
  return useQuery({
    queryKey: keys.offer(connection, table?.schema ?? "", table?.table ?? "", verb),
    queryFn: () => (table ? unwrap(commands.offer(connection, table, verb)) : null),
    enabled: table !== null,
  });
}

/** Drafts that would serve a goal, the best first. Offline. */
export function usePropose() {
  return useMutation({
    mutationFn: ({ connection, goal }: { connection: string; goal: string }) =>
      unwrap(commands.proposeBindings(connection, goal)),
  });
}
