// Why something looks sensitive, in words.
import type { Reason } from "../../../host/types";
import { text } from "../../../text";
import { nameOfTable } from "../names";

const words = text.suggestions;

export function reasonInWords(reason: Reason, home: string): string {
  const { reasons } = words;
  switch (reason.kind) {
    case "name":
      return reasons.name(reason.words);
    case "comment":
      return reasons.comment(reason.words);
    case "type":
      return reasons.type(reason.data_type);
    case "subject":
      return reasons.subject(words.subjects[reason.subject] ?? reason.subject);
    case "enum_values":
      return reasons.enumValues(reason.values);
    case "references":
      return reasons.references(`${nameOfTable(reason.table, home)}.${reason.column}`);
    case "view_of":
      return reasons.viewOf(`${nameOfTable(reason.table, home)}.${reason.column}`);
    case "columns":
      return reasons.columns(reason.columns);
    case "values":
      return reasons.values(words.shapes[reason.shape] ?? reason.shape, reason.matching, reason.seen);
  }
}

/** “Government id (name, comment)”. */
export function looksLike(suggestion: { class: string; reasons: readonly Reason[] }): string {
  const why = suggestion.reasons.map(({ kind }) => words.short[kind] ?? kind);
  return words.looksLike(words.classes[suggestion.class] ?? suggestion.class, [...new Set(why)]);
}
