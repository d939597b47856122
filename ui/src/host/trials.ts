// Trying drafts on the live database. What a trial answers is row data: it lives in the form that asked, and nowhere else.
import { useRef, useState } from "react";
import { commands } from "./bindings";
import { failureOf, unwrap } from "./result";
import type { Binding, Failure, PreparedBindings, TrialArguments, TrialView } from "./types";

export type Run<T> =
  | { state: "none" }
  | { state: "running" }
  | { state: "done"; found: T }
  | { state: "failed"; failure: Failure };

/** One thing that is asked of the database at a time, with its end; a canceled one is as if it was never asked. */
function useRun<T>() {
  const [run, setRun] = useState<Run<T>>({ state: "none" });
  const asked = useRef(0);
  const start = async (ask: () => Promise<T>) => {
    const turn = ++asked.current;
    const tell = (next: Run<T>) => {
      if (asked.current === turn) setRun(next);
    };
    tell({ state: "running" });
    try {
      tell({ state: "done", found: await ask() });
    } catch (error) {
      tell({ state: "failed", failure: failureOf(error) });
    }
  };
  const cancel = () => {
    asked.current++;
    setRun({ state: "none" });
    void commands.cancelTrial();
  };
  return { run, start, cancel };
}

export function useTrial() {
  const { run, start, cancel } = useRun<TrialView>();
  const attempt = (draft: Binding, given: TrialArguments, agreed: boolean) =>
    start(() => unwrap(commands.tryBinding(draft.connection, draft, given, agreed)));
  return { run, attempt, cancel };
}

/** Has the live database prepare every binding of a connection. */
export function usePreparing() {
  const { run, start, cancel } = useRun<PreparedBindings>();
  return { run, prepare: (connection: string) => start(() => unwrap(commands.prepareBindings(connection))), cancel };
}
