import { useEffect, useState, useSyncExternalStore } from "react";
import { type Chosen, useApp } from "../../app/state";
import { Empty } from "../../kit/Empty";
import { Place } from "../../kit/Place";
import { text } from "../../text";
import { Editor } from "./Editor";
import { freshDraft, keepDraft, moveDraft } from "./openDrafts";

type Props = { chosen: Chosen; scope: string; onNamed: (slug: string) => void };

export function FreshDraft({ chosen, scope, onNamed }: Props) {
  const { connection } = useApp();
  if (connection === null) {
    return (
      <Place title={text.bindings.newTitle} aside={null}>
        <Empty title={text.app.noConnectionTitle} why={text.app.noConnection} />
      </Place>
    );
  }
  return <Fresh chosen={chosen} scope={scope} connection={connection} onNamed={onNamed} />;
}

function Fresh({ chosen, scope, connection, onNamed }: Props & { connection: string }) {
  const [open] = useState(() => freshDraft(chosen, connection));
  const { slug } = useSyncExternalStore(open.subscribe, open.snapshot);
  const [told, setTold] = useState<string | null>(null);
  useEffect(() => {
    if (slug === null || slug === told) return;
    setTold(slug);
    keepDraft(scope, slug, open);
    onNamed(slug);
  }, [slug, told, scope, open, onNamed]);
  const onRenamed = (to: string) => {
    if (told !== null) moveDraft(scope, told, to, open);
    setTold(to);
    onNamed(to);
  };
  return <Editor open={open} onRenamed={onRenamed} />;
}
