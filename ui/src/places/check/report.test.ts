import { expect, test } from "vitest";
import { asText, roundsOf } from "./report";

test("rounds and budget are read from the evidence", () => {
  expect(roundsOf({ rounds_ms: "0.4, 0.5,1.25", budget: "150 ms a round trip" })).toEqual({
    rounds: [0.4, 0.5, 1.25],
    budget: 150,
  });
  expect(roundsOf({ rounds_ms: "0.4" })).toEqual({ rounds: [0.4], budget: null });
  expect(roundsOf({ p50: "1 ms" })).toBeNull();
});

test("the report is plain text with each finding and next step", () => {
  const report = asText("clinic", {
    ok: false,
    checks: [
      {
        id: "authentication",
        title: "Authentication",
        status: "fail",
        detail: "Refused.",
        evidence: { user: "ro" },
        remedy: "Enter it again.",
        code: "authentication_failed",
        durationMs: 12.34,
      },
    ],
  });
  expect(report).toContain("[fail] Authentication (12 ms)\n    Refused.\n    Next step: Enter it again.\n    user: ro");
});
