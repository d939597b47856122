// The language model that may rank proposals: whether one is asked, which, and whether it answers.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { commands } from "./bindings";
import { unwrap } from "./result";
import { keys } from "./tags";
import type { ModelChoice, ModelView } from "./types";

/** A choice with the key that was typed; null leaves the stored one. */
export type Chosen = { choice: ModelChoice; key: string | null };

export function useModel() {
  return useQuery({ queryKey: keys.model, queryFn: () => unwrap(commands.modelSettings()) });
}

export function useSaveModel() {
  return useKept(({ choice, key }: Chosen) => unwrap(commands.saveModelSettings(choice, key)));
}

export function useForgetModelKey() {
  return useKept(() => unwrap(commands.forgetModelKey()));
}

export function useTryModel() {
  return useMutation({ mutationFn: ({ choice, key }: Chosen) => unwrap(commands.tryModelSettings(choice, key)) });
}

function useKept<T>(mutationFn: (given: T) => Promise<ModelView>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: (view) => client.setQueryData(keys.model, view) });
}
