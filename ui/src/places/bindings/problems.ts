// Which sentences of the compiler belong to which field.
import type { Diagnostic } from "../../host/types";

export function diagnosticsAt(diagnostics: readonly Diagnostic[], fields: readonly string[]): Diagnostic[] {
  return diagnostics.filter(({ field }) => fields.includes(field));
}

/** Each sentence once. */
export function messagesOf(diagnostics: readonly Diagnostic[], severity: Diagnostic["severity"]): string[] {
  return [...new Set(diagnostics.filter((one) => one.severity === severity).map(({ message }) => message))];
}

export function errorsAt(diagnostics: readonly Diagnostic[], ...fields: string[]): string[] {
  return messagesOf(diagnosticsAt(diagnostics, fields), "error");
}

export function countOf(diagnostics: readonly Diagnostic[]): { errors: number; warnings: number } {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: diagnostics.length - errors };
}
