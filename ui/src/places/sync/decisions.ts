// What somebody else changed at the control plane, as one list; and what is decided about it.
import type { BlockTarget, Choice, SyncReport, TheirsChosen } from "../../host/types";
import { text } from "../../text";

const words = text.sync;

/** One change of theirs. The key names the very state that is shown, so a decision never holds for a later one; the id is of what
 * was changed. */
export type TheirChange = { key: string; id: string; name: string; deed: string; part: TheirsChosen };

export function nameOf({ table, column }: BlockTarget): string {
  const name = `${table.schema}.${table.table}`;
  return column ? `${name}.${column}` : name;
}

/** Blocks first, as they are sent first. */
export function theirChanges({ scoping, bindings }: SyncReport): TheirChange[] {
  const blocks = scoping.filter(({ theirs }) => theirs);
  const skills = bindings.flatMap(({ slug, tool_name, theirs }) => (theirs ? [{ slug, tool_name, theirs }] : []));
  return [
    ...blocks.map(({ target, blocks }) => ({
      key: nameOf(target),
      id: nameOf(target),
      name: nameOf(target),
      deed: blocks ? words.theirBlock.lifted : words.theirBlock.set,
      part: { blocks: [target], skills: [] },
    })),
    ...skills.map(({ slug, tool_name, theirs: { deed, here_too, version } }) => ({
      key: `${slug}@${version.slice(0, 12)}`,
      id: slug,
      name: tool_name,
      deed: words.theirDeed[deed](here_too),
      part: { blocks: [], skills: [{ slug, version }] },
    })),
  ];
}

/** What sending may do: lift these blocks, and overwrite these changes. */
export function chosen(
  lifted: readonly BlockTarget[],
  changes: readonly TheirChange[],
  keys: ReadonlySet<string>,
): Choice {
  const parts = changes.filter(({ key }) => keys.has(key)).map(({ part }) => part);
  return {
    blocks: [...lifted, ...parts.flatMap(({ blocks }) => blocks)],
    overwrite: parts.flatMap(({ skills }) => skills),
  };
}
