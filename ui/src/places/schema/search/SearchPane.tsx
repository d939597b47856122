// The place of the tree while something is sought: facets, what was found, or what to try.

import { failureOf } from "../../../host/result";
import type { Found, Note } from "../../../host/types";
import { Button } from "../../../kit/Button";
import { FailureNotice } from "../../../kit/Notice";
import { text } from "../../../text";
import { Facets, withFacet } from "./Facets";
import styles from "./Search.module.css";
import { SearchResults } from "./SearchResults";

const words = text.search;

type Props = {
  query: string;
  onQuery: (query: string) => void;
  found: Found | undefined;
  error: unknown;
} & Omit<Parameters<typeof SearchResults>[0], "hits">;

export function SearchPane({ query, onQuery, found, error, ...list }: Props) {
  const typed = query.trim();
  const hits = typed === "" ? [] : (found?.hits ?? []);
  const shown = new Set(hits.map(({ schema, table }) => JSON.stringify([schema, table]))).size;
  const more = typed === "" ? 0 : Math.max(0, (found?.tables ?? 0) - shown);
  return (
    <div className={styles.pane} data-testid="search-pane">
      <div className={styles.head}>
        <Facets onAdd={(facet) => onQuery(withFacet(query, facet))} />
        <p role="status" data-testid="found">
          {typed && found ? words.found(hits.length, found.tables) : ""}
        </p>
      </div>
      {error ? <FailureNotice failure={failureOf(error)} /> : null}
      {typed && found ? <Notes notes={found.notes} query={query} onQuery={onQuery} /> : null}
      {hits.length > 0 ? <SearchResults hits={hits} {...list} /> : null}
      {hits.length > 0 && more > 0 ? <p className={styles.more}>{words.moreTables(more)}</p> : null}
      {typed === "" ? <Start onQuery={onQuery} /> : null}
      {typed && found && hits.length === 0 ? <Nothing query={typed} /> : null}
    </div>
  );
}

function Start({ onQuery }: { onQuery: (query: string) => void }) {
  return (
    <div className={styles.empty} data-testid="search-start">
      <p>
        <strong>{words.start}</strong>
        {words.tryThese}
      </p>
      <div className={styles.tries}>
        {words.startExamples.map((example) => (
          <Button key={example} small className="mono" onClick={() => onQuery(example)}>
            {example}
          </Button>
        ))}
      </div>
    </div>
  );
}

function Nothing({ query }: { query: string }) {
  return (
    <p className={styles.empty} data-testid="search-nothing">
      <strong>{words.nothing(query)}</strong>
      {words.nothingTry}
    </p>
  );
}

type NotesProps = { notes: readonly Note[]; query: string; onQuery: (query: string) => void };

/** Parts of the query that could not be used, with what could stand there instead. */
function Notes({ notes, query, onQuery }: NotesProps) {
  if (notes.length === 0) return null;
  return (
    <ul className={styles.notes} data-testid="search-notes">
      {notes.map(({ code, part, offered }) => (
        <li key={`${code} ${part}`}>
          {words.notes[code](part)} {offered.length > 0 ? words.instead : ""}
          {offered.map((one) => (
            <button
              key={one}
              type="button"
              className={styles.offer}
              onClick={() => onQuery(query.replace(part, replacement(part, one)))}
            >
              {one}
            </button>
          ))}
        </li>
      ))}
    </ul>
  );
}

/** A facet offered takes the place of the whole part, a value that of what is behind the colon. */
function replacement(part: string, offered: string): string {
  return offered.endsWith(":") ? offered : `${part.slice(0, part.indexOf(":") + 1)}${offered}`;
}
