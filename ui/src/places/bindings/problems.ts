// Which sentences of the compiler belong to which field.
import type { Diagnostic } from "../../host/types";

export function errorsAt(diagnostics: readonly Diagnostic[], ...fields: string[]): string[] {
  return messages(diagnostics, "error", fields);
}

export function warningsAt(diagnostics: readonly Diagnostic[], ...fields: string[]): string[] {
  return messages(diagnostics, "warning", fields);
}

function messages(diagnostics: readonly Diagnostic[], severity: Diagnostic["severity"], fields: string[]): string[] {
  const found = diagnostics.filter((one) => one.severity === severity && fields.includes(one.field));
  return [...new Set(found.map(({ message }) => message))];
}

export function countOf(diagnostics: readonly Diagnostic[]): { errors: number; warnings: number } {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: diagnostics.length - errors };
}
