// A key typed into one step draws that step and not the whole form: each says which parts of the draft it shows.
import { type ComponentType, type MemoExoticComponent, memo } from "react";
import type { Binding, Diagnostic } from "../../host/types";
import type { StepProps } from "./Step";

type Shows = {
  parts: readonly (keyof Binding)[];
  /** What the fields begin with whose diagnostics it shows. */
  fields: readonly string[];
};

export function stepMemo<P extends StepProps>(step: ComponentType<P>, shows: Shows): MemoExoticComponent<typeof step> {
  return memo(step, (before, after) => looksTheSame(before, after, shows));
}

/** Whether a step would be drawn the same. What it does goes by the draft of that moment, whatever it was drawn with. */
export function looksTheSame(before: StepProps, after: StepProps, { parts, fields }: Shows): boolean {
  const { draft: oldDraft, diagnostics: oldFound, ...old } = before;
  const { draft, diagnostics, ...now } = after;
  const [oldHere, here] = [oldFound, diagnostics].map((all) => all.filter(({ field }) => begins(field, fields)));
  return (
    parts.every((part) => oldDraft[part] === draft[part]) && sameItems(oldHere ?? [], here ?? []) && sameProps(old, now)
  );
}

const begins = (field: string, fields: readonly string[]) => fields.some((one) => field.startsWith(one));

function sameItems(before: readonly Diagnostic[], after: readonly Diagnostic[]): boolean {
  return before.length === after.length && before.every((one, at) => one === after[at]);
}

function sameProps(before: object, after: object): boolean {
  const [old, now] = [Object.entries(before), new Map(Object.entries(after))];
  return old.length === now.size && old.every(([name, value]) => Object.is(value, now.get(name)));
}
