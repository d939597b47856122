import { describe, expect, it } from "vitest";
import type { Binding } from "../../host/types";
import { emptyDraft, withOutput } from "./draft";
import { back, forth, noSteps, stepped, typedField } from "./undo";

const empty = emptyDraft("clinic");
const named = (tool_name: string): Binding => ({ ...empty, tool_name });

describe("steps", () => {
  it("are one while a field is typed into, and two after a pause or in another field", () => {
    let steps = stepped(noSteps, empty, named("L"), 0);
    steps = stepped(steps, named("L"), named("Lo"), 900);
    expect(steps.past).toEqual([empty]);
    steps = stepped(steps, named("Lo"), named("Loo"), 2000);
    expect(steps.past).toEqual([empty, named("Lo")]);
    const described = { ...named("Loo"), description: "d" };
    steps = stepped(steps, named("Loo"), described, 2001);
    expect(steps.past).toHaveLength(3);
    steps = stepped(steps, described, withOutput(described, ["a"]), 2002);
    expect(steps.past).toHaveLength(4);
  });

  it("lead back and forth, until another is taken", () => {
    const steps = stepped(noSteps, empty, named("one"), 0);
    const undone = back(steps, named("one"));
    expect(undone?.draft).toBe(empty);
    expect(undone && back(undone.steps, undone.draft)).toBeNull();
    const redone = undone && forth(undone.steps, undone.draft);
    expect(redone?.draft).toEqual(named("one"));
    expect(redone?.steps.past).toEqual([empty]);
    const other = undone && stepped(undone.steps, empty, named("other"), 1);
    expect(other && forth(other, named("other"))).toBeNull();
  });
});

describe("what was typed into", () => {
  it("is the texts that differ, and nothing where more does", () => {
    expect(typedField(empty, named("a"))).toBe(".tool_name");
    expect(typedField(empty, { ...empty, description: "a" })).toBe(".description");
    expect(typedField(empty, { ...empty, enabled: true })).toBeNull();
    expect(typedField(empty, withOutput(empty, ["a"]))).toBeNull();
    expect(typedField(empty, empty)).toBeNull();
  });
});
