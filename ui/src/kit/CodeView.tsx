// CodeMirror, read-only. Loaded when it is first shown, see Code.tsx.
import { json } from "@codemirror/lang-json";
import { MySQL, PostgreSQL, sql } from "@codemirror/lang-sql";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import type { Engine } from "../host/types";

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--sql-keyword)", fontWeight: "600" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--sql-number)" },
  { tag: tags.string, color: "var(--sql-number)" },
  // Quoted identifiers are names, whatever the grammar calls them.
  { tag: tags.special(tags.string), color: "var(--sql-name)" },
  { tag: tags.special(tags.name), color: "var(--sql-parameter)", fontWeight: "600" },
  { tag: tags.propertyName, color: "var(--sql-keyword)" },
]);

const look = EditorView.theme({
  "&": { backgroundColor: "transparent", color: "var(--sql-name)" },
  ".cm-scroller": { fontFamily: "var(--mono)", fontSize: "12px", lineHeight: "18px" },
  ".cm-content": { padding: "8px 0" },
  ".cm-line": { padding: "0 10px" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
});

/** How each engine quotes and what it reserves. */
const dialects: Record<Engine, typeof PostgreSQL> = { postgres: PostgreSQL, mysql: MySQL };

export type CodeProps = { value: string; language: "sql" | "json"; engine?: Engine; label: string };

export default function CodeView({ value, language, engine = "postgres", label }: CodeProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const first = useRef(value);

  useEffect(() => {
    if (!host.current) return;
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          language === "sql" ? sql({ dialect: dialects[engine] }) : json(),
          syntaxHighlighting(colours),
          look,
          EditorView.lineWrapping,
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorView.contentAttributes.of({
            tabindex: "0",
            role: "textbox",
            "aria-readonly": "true",
            "aria-label": label,
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, [language, engine, label]);

  useEffect(() => {
    first.current = value;
    const shown = view.current;
    if (!shown || shown.state.doc.toString() === value) return;
    shown.dispatch({ changes: { from: 0, to: shown.state.doc.length, insert: value } });
  }, [value]);

  return <div ref={host} />;
}
