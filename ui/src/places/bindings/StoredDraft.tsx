import { useState } from "react";
import { useBinding, useBindings } from "../../host/drafts";
import { failureOf } from "../../host/result";
import type { Binding } from "../../host/types";
import { Button } from "../../kit/Button";
import { FailureNotice, Notice } from "../../kit/Notice";
import { Place } from "../../kit/Place";
import { text } from "../../text";
import type { OpenDraft } from "./autosave";
import { Editor } from "./Editor";
import { HeadActions } from "./HeadActions";
import { moveDraft, storedDraft, unsavedDraft } from "./openDrafts";

type Props = { slug: string; scope: string; onNamed: (slug: string) => void };

export function StoredDraft(props: Props) {
  const [kept] = useState(() => unsavedDraft(props.scope, props.slug));
  return kept ? <Named {...props} open={kept} /> : <FromFile {...props} />;
}

/** The form stays as it is when its file gets another name. */
function Named({ slug, scope, onNamed, open }: Props & { open: OpenDraft }) {
  const onRenamed = (to: string) => {
    moveDraft(scope, slug, to, open);
    onNamed(to);
  };
  return <Editor open={open} onRenamed={onRenamed} />;
}

function FromFile(props: Props) {
  const { slug } = props;
  const binding = useBinding(slug);
  // What is open stays open, whatever the file becomes.
  const [first, setFirst] = useState<Binding | null>(null);
  if (!first && binding.data && !binding.isFetching) setFirst(binding.data);
  if (first) return <Read {...props} binding={first} />;
  if (binding.isError) return <Unreadable slug={slug} error={binding.error} onAgain={() => void binding.refetch()} />;
  return (
    <Place title={slug} aside={null}>
      {null}
    </Place>
  );
}

function Read({ binding, ...props }: Props & { binding: Binding }) {
  const [open] = useState(() => storedDraft(props.scope, props.slug, binding));
  return <Named {...props} open={open} />;
}

function Unreadable({ slug, error, onAgain }: { slug: string; error: unknown; onAgain: () => void }) {
  const bindings = useBindings();
  const failure = failureOf(error);
  const problem = bindings.data?.find((one) => one.slug === slug)?.problem;
  return (
    <Place title={slug} padded actions={<HeadActions slug={slug} name={slug} />} aside={null}>
      <FailureNotice
        title={text.bindings.unreadableTitle}
        failure={failure}
        action={<Button onClick={onAgain}>{text.common.tryAgain}</Button>}
      />
      {problem && !failure.message.includes(problem) ? <Notice tone="warn">{problem}</Notice> : null}
    </Place>
  );
}
