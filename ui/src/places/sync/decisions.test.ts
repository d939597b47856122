import { describe, expect, it } from "vitest";
import type { Difference, SyncReport } from "../../host/types";
import { chosen, theirChanges } from "./decisions";

const block = (table: string, blocks: boolean, theirs: boolean) => ({
  target: { table: { schema: "public", table }, column: null },
  blocks,
  theirs,
});

const skill: Difference = {
  slug: "look-up",
  tool_name: "Look up a visit",
  state: "changed",
  live: "no",
  theirs: { deed: "changed", here_too: true, version: "0123456789abcdef" },
  awaits_review: null,
  dismissed_only_here: false,
};

const report: Pick<SyncReport, "scoping" | "bindings"> = {
  scoping: [block("ours", true, false), block("lifted", true, true), block("set", false, true)],
  bindings: [skill, { ...skill, slug: "fine", theirs: null }],
};

describe("what somebody else changed", () => {
  const changes = theirChanges(report as SyncReport);

  it("is one list without what was changed here alone", () => {
    expect(changes.map(({ name, deed }) => `${name}: ${deed}`)).toEqual([
      "public.lifted: its block was lifted there",
      "public.set: blocked there",
      "Look up a visit: changed there and here",
    ]);
  });

  it("is overwritten only where that was chosen, in the state that was seen", () => {
    expect(chosen([], changes, new Set())).toEqual({ blocks: [], overwrite: [] });
    const keys = new Set(["public.set", "look-up@0123456789ab"]);
    const ours = { table: { schema: "public", table: "ours" }, column: null };
    expect(chosen([ours], changes, keys)).toEqual({
      blocks: [ours, { table: { schema: "public", table: "set" }, column: null }],
      overwrite: [{ slug: "look-up", version: "0123456789abcdef" }],
    });
    expect(chosen([], changes, new Set(["look-up@another"])).overwrite).toEqual([]);
  });
});
