import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../host/types";
import { emptyDraft, withOutput, withParam } from "./draft";
import type { StepProps } from "./Step";
import { looksTheSame } from "./stepMemo";

const draft = emptyDraft("clinic");
const nothing = () => {};
const props: StepProps = { draft, edit: nothing, onFix: nothing, diagnostics: [], fresh: true };
const shows = { parts: ["projection"], fields: ["projection"] } as const;
const at = (field: string) => ({ field, message: field }) as Diagnostic;

describe("a step", () => {
  it("is not drawn for a key in another", () => {
    const found = [at("projection[0].path")];
    const before = { ...props, diagnostics: found };
    expect(looksTheSame(props, { ...props, draft: withParam(draft, "p") }, shows)).toBe(true);
    expect(looksTheSame(before, { ...before, diagnostics: [at("inputs[0].param"), ...found] }, shows)).toBe(true);
  });

  it("is drawn when what it shows changes", () => {
    expect(looksTheSame(props, { ...props, draft: withOutput(draft, ["a"]) }, shows)).toBe(false);
    const found = { ...props, diagnostics: [at("projection")] };
    expect(looksTheSame(props, found, shows)).toBe(false);
    expect(looksTheSame(props, { ...props, fresh: false }, shows)).toBe(false);
  });
});
