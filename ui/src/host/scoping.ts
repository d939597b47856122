// Blocks: read, set, and shown at once while the shell writes them down.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { withBlocks } from "../tree/blocks";
import { commands } from "./bindings";
import { unwrap } from "./result";
import { keys, touch } from "./tags";
import type { BlockTarget, ScopingView } from "./types";

export function useScoping(name: string) {
  return useQuery({ queryKey: keys.scoping(name), queryFn: () => unwrap(commands.scoping(name)) });
}

export type Stroke = { name: string; targets: BlockTarget[]; blocked: boolean };

export function useSetBlocks() {
  const client = useQueryClient();
  return useMutation({
    // One after the other: a quick undo must not overtake the stroke it undoes.
    scope: { id: "set-blocks" },
    mutationFn: ({ name, targets, blocked }: Stroke) => unwrap(commands.setBlocks(name, targets, blocked)),
    onMutate: ({ name, targets, blocked }) => {
      client.setQueryData<ScopingView>(keys.scoping(name), (view) => view && withBlocks(view, targets, blocked));
    },
    onSuccess: async (stroke, { name }) => {
      client.setQueryData(keys.scoping(name), stroke.scoping);
      await touch(client, "scoping");
    },
    onError: (_, { name }) => client.invalidateQueries({ queryKey: keys.scoping(name) }),
  });
}
