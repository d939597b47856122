import { describe, expect, it } from "vitest";
import type { BindingSummary } from "../../host/types";
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

describe("the state of a draft", () => {
  it.each([
    [fine, undefined, "draft"],
    [fine, "new", "draft"],
    [fine, "same", "synced"],
    [fine, "changed", "changed"],
    [{ ...fine, errors: 1 }, "same", "broken"],
    [{ ...fine, errors: 1, drifted: true }, "same", "drifted"],
    [{ ...fine, errors: 1, problem: "line 3" }, undefined, "unreadable"],
  ] as const)("%#: is the worst that is true", (binding, sent, state) => {
    expect(stateOf(binding, sent)).toBe(state);
  });

  it("is found by its facet", () => {
    expect(isIn("enabled", fine, "synced")).toBe(true);
    expect(isIn("draft", fine, "synced")).toBe(false);
    expect(isIn("broken", fine, "drifted")).toBe(true);
  });

  it("is found by any of its words", () => {
    expect(matches(fine, "")).toBe(true);
    expect(matches(fine, " Clinic look ")).toBe(true);
    expect(matches(fine, "clinic billing")).toBe(false);
  });
});
