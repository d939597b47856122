// Scoping: read, changed in steps, and a stroke shown at once while the shell writes it down.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { withBlocks } from "../tree/blocks";
import { commands } from "./bindings";
import { unwrap } from "./result";
import { keys, touch } from "./tags";
import type { PolicyChange, PolicyEdit, ScopingView } from "./types";

export function useScoping(name: string) {
  return useQuery({ queryKey: keys.scoping(name), queryFn: () => unwrap(commands.scoping(name)) });
}

/** A step forwards, or one that was taken before. */
export type Step = { name: string } & ({ edit: PolicyEdit } | { change: PolicyChange });

export function useScopingStep() {
  const client = useQueryClient();
  return useMutation({
    // One after the other: a quick undo must not overtake the stroke it undoes.
    scope: { id: "scoping" },
    mutationFn: (step: Step) =>
      unwrap(
        "edit" in step ? commands.editScoping(step.name, step.edit) : commands.changeScoping(step.name, step.change),
      ),
    onMutate: (step) => {
      if (!("edit" in step) || (step.edit.do !== "block" && step.edit.do !== "allow")) return;
      const { targets } = step.edit;
      const blocked = step.edit.do === "block";
      client.setQueryData<ScopingView>(keys.scoping(step.name), (view) => view && withBlocks(view, targets, blocked));
    },
    onSuccess: async (stroke, { name }) => {
      client.setQueryData(keys.scoping(name), stroke.scoping);
      await touch(client, "scoping");
    },
    onError: (_, { name }) => client.invalidateQueries({ queryKey: keys.scoping(name) }),
  });
}
