// The agent's own database user: scripts, password, proof. The password crosses once, in the answer of `drawUpUser`; it
// is kept in no query cache, and everything done with it afterwards is done by the shell.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { commands } from "./bindings";
import { failureOf, unwrap } from "./result";
import { keys, touch } from "./tags";
import type { Failure, NewUser, NewUserPart, Proof, ScriptKind, UserChoice } from "./types";

const PAUSE = 150;

/** What a person starts from; null without a discovered schema. */
export function useUserDefaults(name: string) {
  return useQuery({
    queryKey: keys.userDefaults(name),
    queryFn: () => unwrap(commands.userDefaults(name)),
    placeholderData: keepPreviousData,
  });
}

type Drawn = { data: NewUser | null; failure: Failure | null };

/** The scripts for a choice, drawn up anew when it changes; the password stays the same meanwhile. */
export function useDrawnUp(name: string, choice: UserChoice): Drawn {
  const [drawn, setDrawn] = useState<Drawn>({ data: null, failure: null });
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(async () => {
      try {
        const data = await unwrap(commands.drawUpUser(name, choice));
        if (wanted) setDrawn({ data, failure: null });
      } catch (error) {
        if (wanted) setDrawn({ data: null, failure: failureOf(error) });
      }
    }, PAUSE);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [name, choice]);
  return drawn;
}

export function forgetNewUser(name: string): void {
  void commands.forgetNewUser(name);
}

/** Copies by the shell. What holds the password is cleared again: after so many seconds, or null. */
export function copyNew(name: string, part: NewUserPart): Promise<number | null> {
  return unwrap(commands.copyNewUser(name, part));
}

/** Asks where to; null when nothing was chosen. */
export function saveScript(name: string, kind: ScriptKind): Promise<string | null> {
  return unwrap(commands.saveUserScript(name, kind));
}

export function useNewUserForConnection() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => unwrap(commands.adoptNewUser(name)),
    onSuccess: () => touch(client, "connection"),
  });
}

export type Proving = { name: string; choice: UserChoice };

/** The proof of the new user while its password is known here, else of the connection's own login. */
export function useProof() {
  return useMutation<Proof, unknown, Proving>({
    mutationFn: ({ name, choice }) => unwrap(commands.proveUser(name, choice)),
  });
}
