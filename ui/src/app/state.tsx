// What the window is looking at, and what its status line says. Nothing here outlives the window.
import { createContext, type ReactNode, useContext, useState } from "react";
import { failureOf } from "../host/result";
import { useSetBlocks } from "../host/scoping";
import type { BlockTarget } from "../host/types";
import { text } from "../text";
import { type Done, did, type History, namesOf, noHistory, redone, undone } from "./history";

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
  const { mutateAsync } = useSetBlocks();

  const apply = async (
    name: string,
    targets: BlockTarget[],
    blocked: boolean,
    wording: (names: string[]) => string,
  ) => {
    try {
      const stroke = await mutateAsync({ name, targets, blocked });
      say(wording(namesOf(stroke.change.changed)));
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
    const blocked = back ? !done.change.blocked : done.change.blocked;
    await apply(done.connection, done.change.changed, blocked, (names) => wording(names, blocked));
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
      if (!connection || targets.length === 0) return;
      const change = await apply(connection, targets, blocked, (names) => text.schema.stroke(names, blocked));
      if (change) setHistory((old) => did(old, { connection, change } satisfies Done));
    },
    undo: history.past.length > 0 ? step(undone, text.schema.undone, true) : null,
    redo: history.future.length > 0 ? step(redone, text.schema.redone, false) : null,
  };
  return <Context.Provider value={app}>{children}</Context.Provider>;
}
