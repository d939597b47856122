// Scoping: read, changed in steps, and a stroke shown at once while the shell writes it down.
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { withStroke } from "../tree/blocks";
import type { Tree } from "../tree/model";
import { ranges } from "../tree/select";
import { commands } from "./bindings";
import { unwrap } from "./result";
import { keys, touch } from "./tags";
import type { PolicyEdit } from "./types";

export function useScoping(name: string) {
  return useQuery({ queryKey: keys.scoping(name), queryFn: () => unwrap(commands.scoping(name)) });
}

/** Why each node of the outline is out of sight, one byte each (tree/blocks.ts). */
export function useMarks(name: string) {
  return useQuery({
    queryKey: keys.marks(name),
    queryFn: async () => new Uint8Array(await unwrap(commands.marks(name))),
    structuralSharing: false,
  });
}

/** Tables and columns of a tree, ascending. */
export type Stroke = { tree: Tree; nodes: readonly number[]; blocked: boolean };
/** A step forwards, or one that was taken before, by its number. */
export type Step = { name: string } & ({ edit: PolicyEdit } | { stroke: Stroke } | { replay: number; back: boolean });

const TAKEN = ["scoping-step"];

export function useScopingStep() {
  const client = useQueryClient();
  return useMutation({
    mutationKey: TAKEN,
    // One after the other: a quick undo must not overtake the stroke it undoes.
    scope: { id: "scoping" },
    mutationFn: (step: Step) => unwrap(taken(step)),
    onMutate: (step) => {
      if (!("stroke" in step)) return;
      const { tree, nodes, blocked } = step.stroke;
      // What is on its way was worked out before this stroke.
      void client.cancelQueries({ queryKey: keys.marks(step.name) });
      client.setQueryData<Uint8Array>(
        keys.marks(step.name),
        (marks) => marks && withStroke(tree, marks, nodes, blocked),
      );
    },
    onSuccess: async ({ scoping }, { name }) => {
      client.setQueryData(keys.scoping(name), scoping);
      await settle(client);
    },
    onError: () => settle(client),
  });
}

function taken(step: Step) {
  if ("edit" in step) return commands.editScoping(step.name, step.edit);
  if ("replay" in step) return commands.replayScoping(step.name, step.replay, step.back);
  const { tree, nodes, blocked } = step.stroke;
  return commands.strokeScoping(step.name, tree.outline.fingerprint, ranges(nodes), blocked);
}

/** Once the last of several strokes is written down: before, the shell knows less than the tree shows. */
async function settle(client: QueryClient): Promise<void> {
  if (client.isMutating({ mutationKey: TAKEN }) <= 1) await touch(client, "scoping");
}
