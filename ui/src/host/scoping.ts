// Scoping: read, changed in steps, and a stroke shown at once while the shell writes it down.
import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { withStroke } from "../tree/blocks";
import type { Tree } from "../tree/model";
import { ranges } from "../tree/select";
import { commands } from "./bindings";
import { unwrap } from "./result";
import { keys, touch } from "./tags";
import type { PolicyEdit } from "./types";

export function useScoping(name: string) {
  return useQuery(scopingQuery(name));
}

export function scopingQuery(name: string) {
  return queryOptions({ queryKey: keys.scoping(name), queryFn: () => unwrap(commands.scoping(name)) });
}

/** Why each node of the outline is out of sight, one byte each (tree/blocks.ts). */
export function useMarks(name: string) {
  return useQuery(marksQuery(name));
}

export function marksQuery(name: string) {
  return queryOptions({
    queryKey: keys.marks(name),
    queryFn: async () => new Uint8Array(await unwrap(commands.marks(name))),
    // What was shown at once is as a rule what the shell answers: nothing is then drawn again.
    structuralSharing: (old, found) => (sameBytes(old, found) ? old : found),
  });
}

function sameBytes(a: unknown, b: unknown): boolean {
  if (!(a instanceof Uint8Array && b instanceof Uint8Array) || a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
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
    onSuccess: async ({ scoping }, { name }) => {
      client.setQueryData(keys.scoping(name), scoping);
      await settle(client);
    },
    onError: async (_, { name }) => {
      await client.invalidateQueries({ queryKey: keys.scoping(name) });
      await settle(client);
    },
  });
}

/** Shows a stroke at once, in the frame in which it was made. The step has to follow. */
export function useStrike() {
  const client = useQueryClient();
  return (name: string, { tree, nodes, blocked }: Stroke) => {
    // What is on its way was worked out before this stroke.
    void client.cancelQueries({ queryKey: keys.marks(name) });
    client.setQueryData<Uint8Array>(keys.marks(name), (marks) => marks && withStroke(tree, marks, nodes, blocked));
  };
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
