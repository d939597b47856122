import { describe, expect, test } from "vitest";
import type { SyncReport } from "../../host/types";
import { standing } from "./changes";

function report(change: Partial<SyncReport>, publication: Partial<SyncReport["publication"]> = {}): SyncReport {
  return {
    connection: { name: "clinic", kind: "postgres", state: "ready" },
    scoping: [],
    unmatched: [],
    misplaced: [],
    bindings: [],
    publication: {
      version: 1,
      published_at: null,
      note: null,
      is_known: true,
      callers_get: [],
      adds: [],
      takes_away: [],
      ...publication,
    },
    steps: [],
    blocked_reason: null,
    in_step: true,
    ...change,
  };
}

describe("how the workspace stands to the control plane", () => {
  test("what is sent and published is in step", () => {
    expect(standing(report({}))).toBe("In step with the control plane");
  });
  test("what waits to be published is not, for callers do not get it", () => {
    expect(standing(report({}, { adds: ["Book a slot"], takes_away: ["Old"] }))).toBe("Sent, 2 tools not published");
  });
  test("nothing is claimed of what callers get where the platform does not say", () => {
    expect(standing(report({}, { is_known: false, adds: ["Book a slot"] }))).toBe("In step with the control plane");
  });
  test("what waits to be sent comes first", () => {
    const change = {
      target: { table: { schema: "public", table: "payments" }, column: null },
      blocks: true,
      theirs: false,
    };
    expect(standing(report({ in_step: false, scoping: [change] }, { adds: ["Book a slot"] }))).toBe(
      "1 change not synced",
    );
  });
});
