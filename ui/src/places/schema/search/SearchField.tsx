// One field to find tables and columns: it narrows the tree in place, or lists what answers best.
import { X } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect } from "react";
import { IconButton } from "../../../kit/Button";
import { text } from "../../../text";
import styles from "./Search.module.css";
import { optionId } from "./SearchResults";

const words = text.search;

export type SearchMode = "tree" | "best";
const modes: readonly SearchMode[] = ["tree", "best"];

type Props = {
  field: RefObject<HTMLInputElement | null>;
  value: string;
  onChange: (value: string) => void;
  mode: SearchMode;
  onMode: (mode: SearchMode) => void;
  /** The listbox, while it is on show. */
  list: { id: string; size: number; active: number } | null;
  onActive: (index: number) => void;
  onGo: () => void;
  /** Somebody asked for it from elsewhere; answered by taking the focus. */
  wanted: boolean;
  onWanted: () => void;
};

export function SearchField({ field, value, onChange, mode, onMode, list, onActive, onGo, wanted, onWanted }: Props) {
  useEffect(() => {
    if (!wanted) return;
    field.current?.focus();
    field.current?.select();
    onWanted();
  });
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      // First the text goes, then the list.
      if (value === "") onMode("tree");
      onChange("");
      return;
    }
    if (!list) return;
    const to = moved(event.key, list);
    if (to !== null) {
      event.preventDefault();
      onActive(to);
    } else if (event.key === "Enter") {
      event.preventDefault();
      onGo();
    }
  };
  const combobox = list
    ? {
        role: "combobox",
        "aria-expanded": list.size > 0,
        "aria-controls": list.id,
        "aria-autocomplete": "list" as const,
        "aria-activedescendant": list.size > 0 ? optionId(list.id, list.active) : undefined,
      }
    : {};
  return (
    <div className={styles.bar}>
      <div className={styles.field}>
        <input
          ref={field}
          type="text"
          className={styles.input}
          data-testid="schema-filter"
          aria-label={words.field}
          placeholder={words.field}
          autoComplete="off"
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={press}
          {...combobox}
        />
        {value ? <Clear field={field} onClear={() => onChange("")} /> : null}
      </div>
      <fieldset className="segments" aria-label={words.modesLabel}>
        {modes.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={mode === one}
            data-testid={`search-mode-${one}`}
            onClick={() => {
              onMode(one);
              field.current?.focus();
            }}
          >
            {words.modes[one]}
          </button>
        ))}
      </fieldset>
    </div>
  );
}

function Clear({ field, onClear }: { field: RefObject<HTMLInputElement | null>; onClear: () => void }) {
  return (
    <span className={styles.clear}>
      <IconButton
        label={words.clear}
        onClick={() => {
          onClear();
          field.current?.focus();
        }}
      >
        <X size={14} aria-hidden />
      </IconButton>
    </span>
  );
}

const PAGE = 8;

/** Where a key moves the active option to; null when it does not. Round at the ends, but not by a page. */
function moved(key: string, { size, active }: { size: number; active: number }): number | null {
  if (size === 0) return null;
  switch (key) {
    case "ArrowDown":
      return (active + 1) % size;
    case "ArrowUp":
      return (active + size - 1) % size;
    case "PageDown":
      return Math.min(size - 1, active + PAGE);
    case "PageUp":
      return Math.max(0, active - PAGE);
    default:
      return null;
  }
}
