import { expect, test } from "vitest";
import type { Check } from "../../host/types";
import { actionOf, chainOf, factsOf, rightsOf, timingsOf } from "./evidence";
import { asText, summaryOf } from "./report";

const failed: Check = {
  id: "authentication",
  title: "Authentication",
  status: "fail",
  detail: "Refused.",
  evidence: { user: "ro" },
  remedy: "Enter it again.",
  code: "authentication_failed",
  durationMs: 12.34,
};

test("rounds, figures and budget are read from the evidence", () => {
  const told = { rounds_ms: "0.4, 0.5,1.25", min: "0.4 ms", p50: "0.5 ms", p95: "1.3 ms", budget_ms: "150" };
  const warm = { name: "", rounds: [0.4, 0.5, 1.25], min: 0.4, p50: 0.5, p95: 1.3, budget: 150 };
  expect(timingsOf(told)).toEqual([warm]);
  const connect = { name: "connect", rounds: [3, 1, 2], min: 1, p50: 2, p95: 3, budget: null };
  expect(timingsOf({ ...told, connect_rounds_ms: "3, 1, 2", connect: "3.0 ms (p95 of 3)" })).toEqual([connect, warm]);
  expect(timingsOf({ p50: "1 ms" })).toEqual([]);
});

test("the chain is in order, whatever its names hold", () => {
  const evidence = {
    chain_10: "CN=Root",
    chain_2: "CN=Issuing CA · issued by CN=Root · until 2030-01-01",
    chain_1: "CN=db.example.com, O=Clinic · Berlin · issued by CN=Issuing CA · until 2027-03-04",
  };
  expect(chainOf(evidence)).toEqual([
    { subject: "CN=db.example.com, O=Clinic · Berlin", issuer: "CN=Issuing CA", until: "2027-03-04" },
    { subject: "CN=Issuing CA", issuer: "CN=Root", until: "2030-01-01" },
    { subject: "CN=Root", issuer: null, until: null },
  ]);
});

test("what the login may do and what the session refuses are two facts", () => {
  const evidence = {
    rights_to_write: "INSERT on public.a via ro; UPDATE on public.b and 2 more via PUBLIC",
    rights_without_data: "none",
    session: "write refused with 25006, transaction rolled back",
    not_covered: "later grants, other databases",
  };
  expect(rightsOf(evidence)).toEqual({
    write: ["INSERT on public.a via ro", "UPDATE on public.b and 2 more via PUBLIC"],
    harmless: [],
    session: "write refused with 25006, transaction rolled back",
    notCovered: ["later grants", "other databases"],
  });
  expect(rightsOf({ user: "ro" })).toBeNull();
});

test("what is drawn is not listed again, and an unknown fact is still shown", () => {
  const facts = factsOf({ zeta_thing: "1", cipher_suite: "X", protocol: "TLS 1.3", chain_1: "CN=a", rounds_ms: "1" });
  expect(facts.map((fact) => fact.label)).toEqual(["Protocol", "Cipher", "Zeta thing"]);
});

test("each trouble leads to the place where something can be done about it", () => {
  const warned = { ...failed, status: "warn", code: null } as unknown as Check;
  expect(actionOf(failed)).toBe("edit");
  expect(actionOf(warned)).toBe("user");
  expect(actionOf({ ...warned, id: "live_call_latency" })).toBeNull();
  expect(actionOf({ ...failed, code: "server_starting" })).toBe("again");
  expect(actionOf({ ...failed, status: "pass" })).toBeNull();
});

test("the report says whose database, what was found and what to do", () => {
  const subject = { name: "clinic", label: "Clinic Berlin", host: "db.example.com", port: 5432, database: "app" };
  const report = asText(subject, { ok: false, checks: [failed] }, new Date("2026-11-22T10:00:00.123Z"));
  expect(report).toContain("Clinic Berlin\nDatabase app at db.example.com, port 5432\nChecked on 2026-11-22T10:00:00Z");
  expect(report).toContain("1. Authentication: failed, 12 ms\n   Refused.\n   Next step: Enter it again.");
  expect(report).toContain("   Code: authentication_failed\n   - User: ro\n");
  const { status } = summaryOf({
    running: false,
    current: null,
    done: {},
    report: { ok: false, checks: [failed] },
    failure: null,
  });
  expect(status).toBe("fail");
});
