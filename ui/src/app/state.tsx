// What the window is looking at, and what its status line says. Nothing here outlives the window.
import { createContext, type ReactNode, useContext, useState } from "react";
import { failureOf } from "../host/result";
import { type Step, type Stroke, useScopingStep, useStrike } from "../host/scoping";
import type { PolicyEdit, ScopingStroke, StrokeEffect } from "../host/types";
import { text } from "../text";
import { did, type History, noHistory, redone, undone } from "./history";

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
  /** Somebody wants to go to a table or column: the field of the Schema place takes the focus, and answers with `found`. */
  finding: boolean;
  find: () => void;
  found: () => void;
  status: string;
  /** The status line is about a step, so that Undo belongs beside it. */
  stepSaid: boolean;
  /** Says something, and offers to undo it. */
  say: (message: string, undo?: () => void) => void;
  /** Undoes what the status line is about, where that is no step of scoping. */
  undoSaid: (() => void) | null;
  /** Blocks or lets through nodes of the tree. */
  stroke: (stroke: Stroke, said?: string) => Promise<ScopingStroke | null>;
  /** Takes one step of scoping, which can be undone; `said` is what the status line says of it. */
  edit: (edit: PolicyEdit, said?: string) => Promise<ScopingStroke | null>;
  undo: (() => void) | null;
  redo: (() => void) | null;
};

type Said = { status: string; stepSaid: boolean; undoSaid: (() => void) | null };

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
  const [finding, setFinding] = useState(false);
  const [{ status, stepSaid, undoSaid }, setSaid] = useState<Said>({ status: "", stepSaid: false, undoSaid: null });
  const say = (message: string, undo?: () => void) =>
    setSaid({ status: message, stepSaid: false, undoSaid: undo ?? null });
  const [history, setHistory] = useState<History>(noHistory);
  const { mutateAsync } = useScopingStep();
  const strike = useStrike();

  const apply = async (taken: Step, wording: (effect: StrokeEffect) => string) => {
    try {
      const stroke = await mutateAsync(taken);
      setSaid({ status: wording(stroke.effect), stepSaid: true, undoSaid: null });
      return stroke;
    } catch (error) {
      const failure = failureOf(error);
      say(`${failure.message} ${failure.next_step}`);
      return null;
    }
  };

  const replay = (move: typeof undone, wording: typeof text.schema.undone, back: boolean) => async () => {
    const { history: next, done } = move(history);
    if (!done) return;
    setHistory(next);
    await apply({ name: done.connection, replay: done.step, back }, wording);
  };

  const take = async (taken: { edit: PolicyEdit } | { stroke: Stroke }, said?: string) => {
    if (!connection) return null;
    const stroke = await apply({ name: connection, ...taken }, (effect) => said ?? text.schema.stroke(effect));
    const step = stroke?.step ?? null;
    if (step !== null) setHistory((old) => did(old, { connection, step }));
    return stroke;
  };

  const app: App = {
    place,
    go: (to) => {
      setFinding(false);
      setPlace(to);
    },
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
    finding,
    find: () => {
      setFinding(true);
      setPlace("schema");
    },
    found: () => setFinding(false),
    status,
    stepSaid,
    undoSaid,
    say,
    stroke: async (stroke, said) => {
      if (!connection || stroke.nodes.length === 0) return null;
      strike(connection, stroke);
      return take({ stroke }, said);
    },
    edit: (edit, said) => take({ edit }, said),
    undo: history.past.length > 0 ? replay(undone, text.schema.undone, true) : null,
    redo: history.future.length > 0 ? replay(redone, text.schema.redone, false) : null,
  };
  return <Context.Provider value={app}>{children}</Context.Provider>;
}
