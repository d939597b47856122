// Which sentences of the compiler belong to which field.
import type { Diagnostic } from "../../host/types";

export function diagnosticsAt(diagnostics: readonly Diagnostic[], fields: readonly string[]): Diagnostic[] {
  return diagnostics.filter(({ field }) => fields.includes(field));
}

/** Each sentence once. */
export function messagesOf(diagnostics: readonly Diagnostic[], severity: Diagnostic["severity"]): string[] {
  return [...new Set(diagnostics.filter((one) => one.severity === severity).map(({ message }) => message))];
}

/** What is said at a place. */
export function saidAt(diagnostics: readonly Diagnostic[], ...fields: string[]) {
  const here = diagnosticsAt(diagnostics, fields);
  return { errors: messagesOf(here, "error"), warnings: messagesOf(here, "warning") };
}

export function countOf(diagnostics: readonly Diagnostic[]): { errors: number; warnings: number } {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: diagnostics.length - errors };
}
