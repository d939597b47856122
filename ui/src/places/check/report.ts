// The checks' order, a step's status, and the report as text. Pure.
import type { CheckRun } from "../../host/checks";
import type { Check, CheckId, CheckReport } from "../../host/types";
import type { Status } from "../../kit/StatusIcon";
import { text } from "../../text";
import { spoken } from "./evidence";

const words = text.check;

export const order = Object.keys(words.titles) as CheckId[];

export function statusOf(run: CheckRun, id: CheckId): Status {
  const done = run.done[id];
  if (done) return done.status;
  return run.running && run.current === id ? "running" : "pending";
}

/** What holds for all six: one sentence, and how grave it is. */
export function summaryOf(run: CheckRun): { status: Status; sentence: string } {
  if (run.running) {
    const at = run.current ? order.indexOf(run.current) + 1 : 1;
    return { status: "running", sentence: words.summary.running(at, order.length) };
  }
  const checks = run.report?.checks ?? [];
  const count = (status: Check["status"]) => checks.filter((check) => check.status === status).length;
  if (checks.length === 0) return { status: "pending", sentence: words.summary.pending };
  if (count("fail") > 0) return { status: "fail", sentence: words.summary.fail(count("fail"), count("skipped")) };
  if (count("warn") > 0) return { status: "warn", sentence: words.summary.warn(count("pass"), count("warn")) };
  return { status: "pass", sentence: words.summary.pass(checks.length) };
}

export type Subject = { name: string; label: string | null; host: string; port: number; database: string };

/** For a ticket or a mail: whose database, when, what was found, what to do. It never holds a secret, since the shell
 *  gives out none; long lines are left to the reader's program. */
export function asText(subject: Subject, report: CheckReport, at: Date): string {
  const { sentence } = summaryOf({ running: false, current: null, done: {}, report, failure: null });
  const head = [
    words.report.title(subject.label ?? subject.name),
    words.report.where(subject.host, subject.port, subject.database),
    words.report.when(at.toISOString().replace(/\.\d+Z$/, "Z")),
    "",
    sentence,
    "",
  ];
  const body = report.checks.flatMap((check, at) => [
    words.report.step(at + 1, check.title, words.status[check.status]) + took(check),
    `   ${check.detail}`,
    ...(check.remedy ? [`   ${words.nextStep}: ${check.remedy}`] : []),
    ...(check.code ? [`   ${words.code}: ${check.code}`] : []),
    ...Object.entries(check.evidence ?? {}).map(([fact, value]) => `   - ${spoken(fact)}: ${value}`),
    "",
  ]);
  return [...head, ...body, words.report.foot, ""].join("\n");
}

function took(check: Check): string {
  return check.status === "skipped" ? "" : `, ${text.common.milliseconds(check.durationMs ?? 0)}`;
}
