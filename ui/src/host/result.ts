// Turns the shell's answers into values or one kind of exception, so that every caller handles failures the same way.
import { text } from "../text";
import type { Failure } from "./types";

type Answer<T> = { status: "ok"; data: T } | { status: "error"; error: Failure };

/** A command that the shell refused, with its code, wording and next step. */
export class HostError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export async function unwrap<T>(answer: Promise<Answer<T>>): Promise<T> {
  const found = await answer;
  if (found.status === "ok") return found.data;
  throw new HostError(found.error);
}

/** Any thrown thing as a failure that can be shown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof HostError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  return { code: "window", message, next_step: text.common.unexpectedNextStep, fields: [] };
}
