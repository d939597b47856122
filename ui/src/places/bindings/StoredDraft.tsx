import { useState } from "react";
import { useBinding, useBindings } from "../../host/drafts";
import { failureOf } from "../../host/result";
import type { Binding } from "../../host/types";
import { Button } from "../../kit/Button";
import { FailureNotice, Notice } from "../../kit/Notice";
import { Place } from "../../kit/Place";
import { text } from "../../text";
import { Editor } from "./Editor";
import { HeadActions } from "./HeadActions";
import { storedDraft, unsavedDraft } from "./openDrafts";

type Props = { slug: string; scope: string };

export function StoredDraft({ slug, scope }: Props) {
  const [kept] = useState(() => unsavedDraft(scope, slug));
  return kept ? <Editor open={kept} /> : <FromFile slug={slug} scope={scope} />;
}

function FromFile({ slug, scope }: Props) {
  const binding = useBinding(slug);
  // What is open stays open, whatever the file becomes.
  const [first, setFirst] = useState<Binding | null>(null);
  if (!first && binding.data && !binding.isFetching) setFirst(binding.data);
  if (first) return <Read slug={slug} scope={scope} binding={first} />;
  if (binding.isError) return <Unreadable slug={slug} error={binding.error} onAgain={() => void binding.refetch()} />;
  return (
    <Place title={slug} aside={null}>
      {null}
    </Place>
  );
}

function Read({ slug, scope, binding }: Props & { binding: Binding }) {
  const [open] = useState(() => storedDraft(scope, slug, binding));
  return <Editor open={open} />;
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
