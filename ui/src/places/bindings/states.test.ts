import { describe, expect, it } from "vitest";
import type { BindingState, BindingSummary, Difference } from "../../host/types";
import { isIn, matches, stateOf } from "./states";

const fine: BindingSummary = {
  slug: "look-up",
  tool_name: "Look up an appointment",
  operation: "appointments.read",
  connection: "clinic",
  errors: 0,
  warnings: 0,
  drifted: false,
  enabled: true,
  problem: null,
};

const sent = (state: BindingState, more: Partial<Difference> = {}): Difference => ({
  slug: "look-up",
  tool_name: "Look up an appointment",
  state,
  live: "no",
  theirs: null,
  awaits_review: null,
  dismissed_only_here: false,
  ...more,
});

describe("the state of a draft", () => {
  it.each([
    [fine, undefined, "draft"],
    [fine, sent("new"), "draft"],
    [fine, sent("same"), "synced"],
    [fine, sent("same", { live: "yes" }), "published"],
    [fine, sent("same", { live: "earlier" }), "synced"],
    [fine, sent("same", { awaits_review: "s1" }), "review"],
    [fine, sent("changed", { live: "earlier" }), "changed"],
    [{ ...fine, errors: 1 }, sent("same", { live: "yes" }), "broken"],
    [{ ...fine, errors: 1, drifted: true }, sent("same"), "drifted"],
    [{ ...fine, errors: 1, problem: "line 3" }, undefined, "unreadable"],
  ] as const)("%#: is the worst that is true", (binding, difference, state) => {
    expect(stateOf(binding, difference)).toBe(state);
  });

  it("is found by its facet", () => {
    expect(isIn("enabled", fine, "synced")).toBe(true);
    expect(isIn("draft", fine, "synced")).toBe(false);
    expect(isIn("published", fine, "published") && isIn("synced", fine, "published")).toBe(true);
    expect(isIn("published", fine, "review")).toBe(false);
    expect(isIn("broken", fine, "drifted")).toBe(true);
  });

  it("is found by any of its words", () => {
    expect(matches(fine, "")).toBe(true);
    expect(matches(fine, " Clinic look ")).toBe(true);
    expect(matches(fine, "clinic billing")).toBe(false);
  });
});
