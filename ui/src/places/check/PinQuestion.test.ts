import { expect, test } from "vitest";
import type { Check } from "../../host/types";
import { pinQuestionOf } from "./PinQuestion";

function check(id: Check["id"], code: Check["code"], evidence: Record<string, string>): Check {
  return { id, title: id, status: code ? "fail" : "pass", detail: "", evidence, remedy: null, code, durationMs: 1 };
}

const shown = { certificate_sha256: "ab".repeat(32), verified: "no" };

test("a changed certificate is a question about the one that was shown", () => {
  const done = { reachability_tls: check("reachability_tls", "certificate_changed", shown) };
  expect(pinQuestionOf(done)).toEqual({ kind: "changed", sha256: shown.certificate_sha256 });
});

test("a request for the password is a question only where no CA proves the server", () => {
  const asked = check("authentication", "authentication_method_refused", {});
  const bare = { reachability_tls: check("reachability_tls", null, shown), authentication: asked };
  expect(pinQuestionOf(bare)).toEqual({ kind: "clear", sha256: shown.certificate_sha256 });
  const proven = check("reachability_tls", null, { ...shown, verified: "yes" });
  expect(pinQuestionOf({ reachability_tls: proven, authentication: asked })).toBeNull();
});

test("without a fingerprint there is nothing to decide", () => {
  expect(pinQuestionOf({})).toBeNull();
  expect(pinQuestionOf({ reachability_tls: check("reachability_tls", "connection_refused", {}) })).toBeNull();
});
