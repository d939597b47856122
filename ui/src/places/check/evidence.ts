// What the evidence of a check means, read from its names. Pure; a name that is not known is shown as it is.
import type { Check } from "../../host/types";
import { text } from "../../text";

export type Evidence = Record<string, string>;

export type Link = { subject: string; issuer: string | null; until: string | null };

/** The certificates from the server's own up to the one nobody vouches for, or the trusted one. */
export function chainOf(evidence: Evidence): Link[] {
  const numbered = Object.entries(evidence).flatMap(([name, value]) => {
    const found = /^chain_(\d+)$/.exec(name);
    return found ? [{ at: Number(found[1]), value }] : [];
  });
  return numbered.sort((a, b) => a.at - b.at).map(({ value }) => linkOf(value));
}

/** `subject · issued by … · until date`; the subject may hold dots and dates itself, so the ends decide. */
function linkOf(value: string): Link {
  const found = /^(.*?)(?: · issued by (.*?))?(?: · until (.*))?$/s.exec(value);
  return { subject: found?.[1] ?? value, issuer: found?.[2] ?? null, until: found?.[3] ?? null };
}

export type Timing = {
  /** Which of several: the evidence's own name, empty where there is but one. */
  name: string;
  rounds: number[];
  min: number;
  p50: number;
  p95: number;
  budget: number | null;
};

/** The timed rounds of a check, each with its budget where the evidence names one; those without a name last. */
export function timingsOf(evidence: Evidence): Timing[] {
  const names = Object.keys(evidence).flatMap((name) => {
    const found = /^(?:(.+)_)?rounds_ms$/.exec(name);
    return found ? [found[1] ?? ""] : [];
  });
  const several = names.sort((a, b) => Number(a === "") - Number(b === "") || a.localeCompare(b));
  return several.flatMap((name) => timingOf(evidence, name) ?? []);
}

function timingOf(evidence: Evidence, name: string): Timing | null {
  const before = name === "" ? "" : `${name}_`;
  const rounds = (evidence[`${before}rounds_ms`] ?? "").split(",").map(Number.parseFloat).filter(Number.isFinite);
  if (rounds.length === 0) return null;
  const sorted = [...rounds].sort((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  const figure = (named: string, otherwise: number) => {
    const told = Number.parseFloat(evidence[before + named] ?? "");
    return Number.isFinite(told) ? told : otherwise;
  };
  const budget = figure("budget_ms", Number.NaN);
  return {
    name,
    rounds,
    min: figure("min", sorted[0] ?? 0),
    p50: figure("p50", rank(0.5)),
    p95: figure("p95", rank(0.95)),
    budget: Number.isFinite(budget) ? budget : null,
  };
}

export type Rights = { write: string[]; harmless: string[]; session: string | null; notCovered: string[] };

/** The two separate facts about writing: what the login may do, and what this session refuses. */
export function rightsOf(evidence: Evidence): Rights | null {
  if (evidence.rights_to_write === undefined && evidence.session === undefined) return null;
  return {
    write: listOf(evidence.rights_to_write, ";"),
    harmless: listOf(evidence.rights_without_data, ";"),
    session: evidence.session ?? null,
    notCovered: listOf(evidence.not_covered, ","),
  };
}

function listOf(value: string | undefined, separator: string): string[] {
  const parts = (value ?? "").split(separator).map((part) => part.trim());
  return parts.filter((part) => part !== "" && part !== "none");
}

const drawn = /^(chain_\d+|.*_ms|rights_to_write|rights_without_data|session|not_covered)$/;

/** What is left to be listed, in a fixed order: first the known names as they are worded, then the others. */
export function factsOf(evidence: Evidence): { name: string; label: string; value: string }[] {
  const known = Object.keys(text.check.facts);
  const place = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length);
  return Object.entries(evidence)
    .filter(([name, value]) => !drawn.test(name) && value !== "")
    .sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b))
    .map(([name, value]) => ({
      name,
      label: spoken(name),
      value: name === "certificate_names" ? spaced(value) : value,
    }));
}

/** `certificate_ends` as people read it. */
export function spoken(name: string): string {
  const known = (text.check.facts as Record<string, string>)[name];
  if (known) return known;
  const words = name
    .replace(/_/g, " ")
    .replace(/\bsha256\b/, "SHA-256")
    .replace(/\btls\b/, "TLS")
    .replace(/\bms\b/, "(ms)");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function spaced(value: string): string {
  return value.split(/,\s*/).join(", ");
}

/** The one thing to do about a check that is not green, where this window can do it. */
export type NextAction = "edit" | "user" | "again";

export function actionOf(check: Check): NextAction | null {
  if (check.status === "pass" || check.status === "skipped") return null;
  if (check.status === "warn" && !check.code) return byCheck[check.id] ?? null;
  return (check.code && byCode[check.code]) || byCheck[check.id] || "again";
}

const byCheck: Partial<Record<Check["id"], NextAction>> = {
  reachability_tls: "edit",
  authentication: "user",
  read_only_session: "user",
};

const edited = [
  "host_not_allowed",
  "name_not_resolved",
  "connection_refused",
  "not_this_protocol",
  "certificate_untrusted",
  "certificate_name_mismatch",
  "certificate_changed",
  "ca_unreadable",
  "authentication_failed",
  "authentication_method_refused",
  "database_missing",
  "password_missing",
  "reference_not_trusted",
  "descriptor_invalid",
];
const waited = [
  "unreachable",
  "timed_out",
  "too_many_connections",
  "server_starting",
  "connection_lost",
  "tls_not_offered",
  "tls_protocol",
  "certificate_expired",
  "certificate_not_yet_valid",
  "certificate_invalid",
  "data_before_tls",
  "login_not_permitted",
  "server_error",
  "server_protocol",
  "canceled",
];

const byCode: Record<string, NextAction> = {
  ...Object.fromEntries(edited.map((code) => [code, "edit" as const])),
  ...Object.fromEntries(waited.map((code) => [code, "again" as const])),
  permission_denied: "user",
};
