// The checks' order, a step's status, and the report as text. Pure.
import type { CheckRun } from "../../host/checks";
import type { CheckId, CheckReport } from "../../host/types";
import type { Status } from "../../kit/StatusIcon";
import { text } from "../../text";

export const order = Object.keys(text.check.titles) as CheckId[];

export function statusOf(run: CheckRun, id: CheckId): Status {
  const done = run.done[id];
  if (done) return done.status;
  return run.running && run.current === id ? "running" : "pending";
}

/** For a ticket or a mail. The report never holds a secret; see the shell's types. */
export function asText(name: string, report: CheckReport): string {
  const lines = report.checks.flatMap((check) => [
    `[${check.status}] ${check.title} (${text.common.milliseconds(check.durationMs ?? 0)})`,
    `    ${check.detail}`,
    ...(check.remedy ? [`    Next step: ${check.remedy}`] : []),
    ...Object.entries(check.evidence ?? {}).map(([fact, value]) => `    ${fact}: ${value}`),
  ]);
  return [text.check.reportTitle(name), "", ...lines, ""].join("\n");
}

/** Milliseconds of each round, where a check timed several; and the budget, where its evidence names one. */
export function roundsOf(evidence: Record<string, string>): { rounds: number[]; budget: number | null } | null {
  const rounds = (evidence.rounds_ms ?? "").split(",").map(Number.parseFloat).filter(Number.isFinite);
  if (rounds.length === 0) return null;
  const budget = Number.parseFloat(evidence.budget ?? "");
  return { rounds, budget: Number.isFinite(budget) ? budget : null };
}
