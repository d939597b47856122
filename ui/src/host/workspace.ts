// The open workspace and the window's preferences.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { commands } from "./bindings";
import { unwrap } from "./result";
import { keys, touch } from "./tags";
import type { Theme, WorkspaceView } from "./types";

export function useWorkspace() {
  return useQuery({ queryKey: keys.workspace, queryFn: () => unwrap(commands.workspace()) });
}

function useOpening(open: () => Promise<WorkspaceView | null>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: open,
    onSuccess: async (view) => {
      // Null: the folder dialog was cancelled.
      if (!view) return;
      client.setQueryData(keys.workspace, view);
      await touch(client, "opening");
    },
  });
}

export function useChooseWorkspace() {
  return useOpening(() => unwrap(commands.chooseWorkspace()));
}

export function useOpenSample() {
  return useOpening(() => unwrap(commands.openSample()));
}

export function usePreferences() {
  return useQuery({ queryKey: keys.preferences, queryFn: () => commands.preferences() });
}

export function useSetTheme() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (theme: Theme) => {
      await commands.setTheme(theme);
    },
    onMutate: (theme) => client.setQueryData(keys.preferences, { theme }),
  });
}
