// Drafting: one question an agent may ask. Which draft is open is the window's; this keeps its form through being named.
import { Plus } from "lucide-react";
import { useState } from "react";
import { type Chosen, useApp } from "../../app/state";
import { useOutline } from "../../host/catalog";
import { useBindings } from "../../host/drafts";
import { failureOf } from "../../host/result";
import { useWorkspace } from "../../host/workspace";
import { Button } from "../../kit/Button";
import { Empty } from "../../kit/Empty";
import { FailureNotice } from "../../kit/Notice";
import { Place } from "../../kit/Place";
import { text } from "../../text";
import { BindingList } from "./BindingList";
import { FreshDraft } from "./FreshDraft";
import { NotDiscovered } from "./NotDiscovered";
import { GoalPanel } from "./propose/GoalPanel";
import { StoredDraft } from "./StoredDraft";
import { CheckAll } from "./trial/PreparedBindings";

/** `opened` is what the form began with; `now` is what the window calls it since. */
type Session = { opened: Chosen | null; now: Chosen | null; key: number };

const same = (a: Chosen | null, b: Chosen | null) => a?.slug === b?.slug && a?.fresh === b?.fresh;

export function BindingsPlace() {
  const { draft, openDraft } = useApp();
  const workspace = useWorkspace();
  const [session, setSession] = useState<Session>({ opened: draft, now: draft, key: 0 });
  let shown = session;
  if (!same(session.now, draft)) {
    shown = { opened: draft, now: draft, key: session.key + 1 };
    setSession(shown);
  }
  const { opened, key } = shown;
  if (!opened) return <NoDraft />;
  const named = (slug: string) => {
    setSession({ ...shown, now: { slug, fresh: 0 } });
    openDraft(slug);
  };
  // A slug means another draft in another workspace.
  const scope = workspace.data?.path ?? "";
  if (opened.slug === null) return <FreshDraft key={key} chosen={opened} scope={scope} onNamed={named} />;
  return <StoredDraft key={key} slug={opened.slug} scope={scope} onNamed={named} />;
}

function NoDraft() {
  const { connection } = useApp();
  if (connection === null) {
    return (
      <Place title={text.app.bindings} aside={null}>
        <Empty title={text.app.noConnectionTitle} why={text.app.noConnection} />
      </Place>
    );
  }
  return <NoDraftOn connection={connection} />;
}

function NoDraftOn({ connection }: { connection: string }) {
  const { newDraft } = useApp();
  const catalog = useOutline(connection);
  const bindings = useBindings();
  const drafted = bindings.data ?? [];
  return (
    <Place
      title={text.app.bindings}
      sub={text.bindings.intro}
      padded={catalog.isError || bindings.isError}
      actions={
        drafted.length > 0 ? (
          <Button look="primary" data-testid="binding-new" onClick={newDraft}>
            <Plus size={14} aria-hidden /> {text.app.newBinding}
          </Button>
        ) : null
      }
      wide
      aside={catalog.data ? <GoalPanel connection={connection} engine={catalog.data.engine} /> : null}
    >
      {catalog.isError ? <FailureNotice failure={failureOf(catalog.error)} /> : null}
      {bindings.isError ? <FailureNotice failure={failureOf(bindings.error)} /> : null}
      {drafted.length > 0 ? (
        <BindingList bindings={drafted} footer={catalog.data ? <CheckAll connection={connection} /> : null} />
      ) : null}
      {catalog.data === null ? <NotDiscovered connection={connection} /> : null}
      {catalog.data && bindings.data?.length === 0 ? (
        <Empty
          title={text.bindings.emptyTitle}
          why={text.bindings.empty}
          action={
            <Button look="primary" data-testid="binding-new" onClick={newDraft}>
              <Plus size={14} aria-hidden /> {text.bindings.create}
            </Button>
          }
        />
      ) : null}
    </Place>
  );
}
