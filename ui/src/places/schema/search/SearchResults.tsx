// What a search found, best first, where the tree is otherwise. The field above keeps the focus; this is its listbox.
// biome-ignore-all lint/a11y/useFocusableInteractive: the field has the focus and names the active option.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the field hears the keys.
import { Columns2, CornerDownRight, Eye, EyeOff, Table2 } from "lucide-react";
import { useEffect, useRef } from "react";
import type { BlockTarget, Hit } from "../../../host/types";
import { text } from "../../../text";
import { nameOfTable } from "../names";
import { type Piece, pieces, union } from "./marked";
import styles from "./Search.module.css";

const words = text.search;

type Props = {
  id: string;
  hits: readonly Hit[];
  active: number;
  home: string;
  /** Whether the agent cannot see it. */
  isBlocked: (target: BlockTarget) => boolean;
  onActive: (index: number) => void;
  onGo: (hit: Hit) => void;
};

export function optionId(list: string, index: number): string {
  return `${list}-${index}`;
}

export function targetOfHit({ schema, table, column }: Hit): BlockTarget {
  return { table: { schema, table }, column: column ?? null };
}

export function SearchResults({ id, hits, active, home, isBlocked, onActive, onGo }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-option="${active}"]`)?.scrollIntoView?.({ block: "nearest" });
  }, [active]);
  const inside = underTheirTable(hits);
  return (
    <div ref={list} id={id} role="listbox" aria-label={words.results} className={styles.results} data-testid="hits">
      {hits.map((hit, index) => (
        <Option
          key={JSON.stringify([hit.schema, hit.table, hit.column])}
          id={optionId(id, index)}
          index={index}
          hit={hit}
          inside={inside[index] ?? false}
          active={index === active}
          home={home}
          blocked={isBlocked(targetOfHit(hit))}
          onActive={onActive}
          onGo={onGo}
        />
      ))}
    </div>
  );
}

type OptionProps = Pick<Props, "home" | "onActive" | "onGo"> & {
  id: string;
  index: number;
  hit: Hit;
  /** A column under its own table. */
  inside: boolean;
  active: boolean;
  blocked: boolean;
};

function Option({ id, index, hit, inside, active, home, blocked, onActive, onGo }: OptionProps) {
  const Sign = blocked ? EyeOff : Eye;
  const Kind = !hit.column ? Table2 : inside ? CornerDownRight : Columns2;
  const table = nameOfTable({ schema: hit.schema, table: hit.table }, home);
  const path = hit.column ? `${table}.${hit.column}` : table;
  return (
    <div
      id={id}
      role="option"
      aria-selected={active}
      className={styles.option}
      data-option={index}
      data-inside={inside || undefined}
      data-table={hit.column ? undefined : true}
      data-blocked={blocked}
      data-testid={`hit-${path}`}
      title={path}
      onMouseMove={() => onActive(index)}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onGo(hit)}
    >
      <Kind size={14} className={styles.kind} aria-hidden />
      <span className={styles.name}>
        {hit.column ? <span className={inside ? "visually-hidden" : styles.table}>{table}.</span> : null}
        <Marked parts={nameOf(hit, table)} />
      </span>
      <span className={styles.why}>
        {hit.matched
          .filter(({ place }) => place !== "name")
          .slice(0, 2)
          .map((match) => (
            <span key={`${match.place} ${match.text}`} className={styles.reason}>
              <span className={styles.place}>{words.in(words.places[match.place])}</span>
              <Marked parts={pieces(match.text, union(match.ranges))} />
            </span>
          ))}
      </span>
      <span className={styles.state} data-blocked={blocked}>
        <Sign size={14} aria-hidden />
        <span className={blocked ? undefined : "visually-hidden"}>{blocked ? words.blocked : words.visible}</span>
      </span>
    </div>
  );
}

/** The own name, with what of it matched; a table outside of the default schema with its schema in front. */
function nameOf(hit: Hit, table: string): Piece[] {
  const own = hit.column ?? hit.table;
  const ranges = hit.matched.filter(({ place, text }) => place === "name" && text === own).flatMap((one) => one.ranges);
  const schema = hit.column ? "" : table.slice(0, table.length - hit.table.length);
  return [...(schema ? [{ text: schema, matched: false }] : []), ...pieces(own, union(ranges))];
}

function Marked({ parts }: { parts: readonly Piece[] }) {
  let at = 0;
  return parts.map(({ text, matched }) => {
    const key = at;
    at += text.length;
    return matched ? <mark key={key}>{text}</mark> : <span key={key}>{text}</span>;
  });
}

/** Hits of one table stand together, the table first where it is one: then its columns need not name it. */
function underTheirTable(hits: readonly Hit[]): boolean[] {
  let table: Hit | null = null;
  return hits.map((hit) => {
    if (!hit.column) table = hit;
    return Boolean(hit.column) && table !== null && hit.schema === table.schema && hit.table === table.table;
  });
}
