// The agent's own database user: choose what it may do, read the script, run it, use it, prove it.
import { useEffect, useState } from "react";
import { useApp } from "../../app/state";
import { forgetNewUser, useDrawnUp, useUserDefaults } from "../../host/grants";
import { useScoping } from "../../host/scoping";
import { type Tables, useTables } from "../../host/tables";
import type { ScopingView, UserChoice, UserDefaults, WorkspaceView } from "../../host/types";
import { Button } from "../../kit/Button";
import { Empty } from "../../kit/Empty";
import { Place } from "../../kit/Place";
import { text } from "../../text";
import { Proof } from "./Proof";
import { ScriptPage } from "./ScriptPage";

const words = text.user;

export function UserPlace({ workspace }: { workspace: WorkspaceView }) {
  const app = useApp();
  const name = app.connection ?? "";
  const label = workspace.connections.find((known) => known.name === name)?.label ?? name;
  const known = useTables(name);
  const scoping = useScoping(name);
  const defaults = useUserDefaults(name);
  if (known.isPending || scoping.isPending || defaults.isPending) return null;
  if (!known.data || !scoping.data || !defaults.data) {
    return (
      <Place title={words.title(label)} aside={null}>
        <Empty
          title={words.undiscoveredTitle}
          why={words.undiscovered}
          action={
            <Button look="primary" onClick={() => app.go("check")}>
              {words.toCheck}
            </Button>
          }
        />
      </Place>
    );
  }
  return <Discovered name={name} label={label} known={known.data} scoping={scoping.data} defaults={defaults.data} />;
}

type Props = { name: string; label: string; known: Tables; scoping: ScopingView; defaults: UserDefaults };

/** What both pages share. It goes with the place, and the shell forgets the password with it. */
export type Shared = Props & {
  choice: UserChoice;
  change: (part: Partial<UserChoice>) => void;
  drawn: ReturnType<typeof useDrawnUp>;
  /** The connection already logs in as the new user. */
  used: boolean;
  setUsed: (used: boolean) => void;
  show: (view: "script" | "proof") => void;
  head: React.ReactNode;
};

function Discovered(props: Props) {
  const { name, defaults } = props;
  const app = useApp();
  const [view, show] = useState<"script" | "proof">("script");
  const [choice, setChoice] = useState<UserChoice>(() => startOf(defaults));
  const [used, setUsed] = useState(false);
  const drawn = useDrawnUp(name, choice);
  useEffect(() => () => forgetNewUser(name), [name]);
  const change = (part: Partial<UserChoice>) => {
    setUsed(false);
    setChoice((old) => ({ ...old, ...part }));
  };
  const head = (
    <>
      <fieldset className="segments">
        <legend className="visually-hidden">{words.views.label}</legend>
        {(["script", "proof"] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={view === one}
            data-testid={`user-view-${one}`}
            onClick={() => show(one)}
          >
            {words.views[one]}
          </button>
        ))}
      </fieldset>
      <Button onClick={() => app.go("check")}>{words.back}</Button>
    </>
  );
  const shared: Shared = { ...props, choice, change, drawn, used, setUsed, show, head };
  return view === "script" ? <ScriptPage {...shared} /> : <Proof {...shared} />;
}

function startOf(defaults: UserDefaults): UserChoice {
  return {
    request: { role: "read-only", grain: "columns", tables: [] },
    user: defaults.user,
    host: defaults.host,
  };
}
