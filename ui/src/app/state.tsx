// What the window is looking at, and what its status line says. Nothing here outlives the window.
import { createContext, type ReactNode, useContext, useState } from "react";
import { failureOf } from "../host/result";
import { type Step, useScopingStep } from "../host/scoping";
import type { BlockTarget, PolicyChange, PolicyEdit } from "../host/types";
import { text } from "../text";
import { type Done, did, effectOf, type History, noHistory, redone, reversed, undone } from "./history";

export type PlaceName = "connection" | "user" | "check" | "schema" | "bindings" | "sync";
/** A new draft has no slug; `fresh` tells one new draft from the next. */
export type Chosen = { slug: string | null; fresh: number };

type App = {
  place: PlaceName;
  go: (place: PlaceName) => void;
  /** Null while a new connection is being entered. */
  connection: string | null;
  look: (connection: string | null, place?: PlaceName) => void;
  draft: Chosen | null;
  openDraft: (slug: string) => void;
  newDraft: () => void;
  closeDraft: () => void;
  status: string;
  say: (message: string) => void;
  block: (targets: BlockTarget[], blocked: boolean) => void;
  /** Takes one step of scoping, which can be undone; `said` is what the status line says of it. */
  edit: (edit: PolicyEdit, said?: string) => Promise<PolicyChange | null>;
  undo: (() => void) | null;
  redo: (() => void) | null;
};

const Context = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(Context);
  if (!app) throw new Error("useApp is used outside of AppState");
  return app;
}

type Props = { connection: string | null; place?: PlaceName; children: ReactNode };

export function AppState({ connection: initial, place: first = "check", children }: Props) {
  const [place, setPlace] = useState<PlaceName>(first);
  const [connection, setConnection] = useState(initial);
  const [draft, setDraft] = useState<Chosen | null>(null);
  const [status, say] = useState("");
  const [history, setHistory] = useState<History>(noHistory);
  const { mutateAsync } = useScopingStep();

  const apply = async (taken: Step, wording: (change: PolicyChange) => string) => {
    try {
      const stroke = await mutateAsync(taken);
      say(wording(stroke.change));
      return stroke.change;
    } catch (error) {
      const failure = failureOf(error);
      say(`${failure.message} ${failure.next_step}`);
      return null;
    }
  };

  const step = (move: typeof undone, wording: typeof text.schema.undone, back: boolean) => async () => {
    const { history: next, done } = move(history);
    if (!done) return;
    setHistory(next);
    const change = back ? reversed(done.change) : done.change;
    await apply({ name: done.connection, change }, (change) => wording(effectOf(change)));
  };

  const edit = async (edit: PolicyEdit, said?: string) => {
    if (!connection) return null;
    const change = await apply({ name: connection, edit }, (change) => said ?? text.schema.stroke(effectOf(change)));
    if (change) setHistory((old) => did(old, { connection, change } satisfies Done));
    return change;
  };

  const app: App = {
    place,
    go: setPlace,
    connection,
    look: (name, where) => {
      setConnection(name);
      if (where) setPlace(where);
    },
    draft,
    openDraft: (slug) => {
      setDraft({ slug, fresh: 0 });
      setPlace("bindings");
    },
    newDraft: () => {
      setDraft((old) => ({ slug: null, fresh: (old?.fresh ?? 0) + 1 }));
      setPlace("bindings");
    },
    closeDraft: () => setDraft(null),
    status,
    say,
    block: async (targets, blocked) => {
      if (targets.length > 0) await edit({ do: blocked ? "block" : "allow", targets });
    },
    edit,
    undo: history.past.length > 0 ? step(undone, text.schema.undone, true) : null,
    redo: history.future.length > 0 ? step(redone, text.schema.redone, false) : null,
  };
  return <Context.Provider value={app}>{children}</Context.Provider>;
}
