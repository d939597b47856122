// The tree of a discovered schema with what is around it: filter, view, counts, undo, and the details of a row.
import { Redo2, Undo2 } from "lucide-react";
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from "react";
import { useKept } from "../../app/kept";
import { useApp } from "../../app/state";
import { useAgentBadges } from "../../host/catalog";
import { useSuggestions } from "../../host/suggestions";
import type { BlockTarget, Hit, ScopingView, SuggestionsView } from "../../host/types";
import { Button, IconButton } from "../../kit/Button";
import { Place } from "../../kit/Place";
import { text } from "../../text";
import { BLOCKED, CLEAR } from "../../tree/blocks";
import { folded } from "../../tree/fold";
import { type Named, namedAt, nameOf, nodeOf, tablesIn } from "../../tree/model";
import type { Outline } from "../../tree/outline";
import { extentOf, isBulk } from "../../tree/select";
import { Aside } from "./Aside";
import { type Bulk, BulkQuestion } from "./BulkQuestion";
import { useFilterReady, useFolds, useHidden, useNode, useRows, useSelection, useStates, useTree } from "./layout";
import type { PanelName } from "./panels/Panels";
import { usePlaceKeys } from "./placeKeys";
import { toReview } from "./review/ReviewPanel";
import { patternOf } from "./rules/pattern";
import styles from "./Schema.module.css";
import { SchemaDetails } from "./SchemaDetails";
import { SearchField } from "./search/SearchField";
import { SearchPane } from "./search/SearchPane";
import { targetOfHit } from "./search/SearchResults";
import { useSearch } from "./search/useSearch";
import { suggestionAt, useDecided } from "./suggestions/useDecided";
import { Toolbar } from "./Toolbar";
import { TreeArea } from "./TreeArea";
import { useUndoKeys } from "./undoKeys";
import { useSettled } from "./useSettled";

const words = text.schema;
const noSuggestions: SuggestionsView = { fingerprint: "", suggestions: [] };

type Props = {
  connection: string;
  outline: Outline;
  marks: Uint8Array;
  scoping: ScopingView;
  discover: ReactNode;
  /** Null while a discovery is under way. */
  onDiscover: (() => void) | null;
  progress: ReactNode;
  failed: ReactNode;
};

export function SchemaBrowser({ connection, outline, marks, scoping, discover, onDiscover, progress, failed }: Props) {
  const { stroke, undo, redo, say, finding, found } = useApp();
  const [named, setNamed] = useKept<Named | null>(`schema.active.${connection}`, null);
  const [filter, setFilter] = useKept(`schema.filter.${connection}`, "");
  const [panel, setPanel] = useKept<PanelName>(`schema.panel.${connection}`, "details");
  const [revealed, setRevealed] = useState(0);
  const [bulk, setBulk] = useState<Bulk | null>(null);
  const filterField = useRef<HTMLInputElement>(null);
  const [pattern, setPattern] = useKept(`schema.pattern.${connection}`, "");
  const [ruling, setRuling] = useState(false);
  const claim = useRef(false);
  const search = useSearch(connection, filter);
  const inTree = search.mode === "tree";
  const narrowed = inTree ? filter : "";
  const asAgent = panel === "agent";
  useUndoKeys(undo, redo);
  usePlaceKeys(onDiscover, () => {
    search.setMode("tree");
    filterField.current?.select();
  });

  const tree = useTree(outline);
  const states = useStates(tree, marks);
  const [folds, setFolds] = useFolds(connection, tree, narrowed.trim());
  const rows = useRows(tree, folds, narrowed, useHidden(states, asAgent));
  const active = useNode(tree, named);
  const [selection, setSelection] = useSelection(connection, tree, active);
  const agentBadges = useAgentBadges(connection, asAgent);

  const settled = useSettled();
  const suggestions = useSuggestions(connection, settled);
  useFilterReady(tree, settled);
  const decided = useDecided(suggestions.data ?? noSuggestions, tree, states, scoping);

  const take = (nodes: number[], blocked: boolean) =>
    void stroke(
      { tree, nodes, blocked },
      nodes.length > 1 ? words.bulk.done(blocked, extentOf(tree, nodes)) : undefined,
    );
  /** What was not seen while it was painted is asked about first, when it is much. */
  const step = (nodes: number[], blocked: boolean, seen = false) => {
    const extent = extentOf(tree, nodes);
    if (seen || !isBulk(extent)) take(nodes, blocked);
    else setBulk({ nodes, blocked, extent });
  };
  const answer = (yes: boolean) => {
    if (bulk && yes) take(bulk.nodes, bulk.blocked);
    setBulk(null);
  };
  const reveal = ({ table, column }: BlockTarget) => {
    const names = [
      { schema: table.schema, table: null, column: null },
      { ...table, column: null },
    ];
    setFolds(
      folded(
        folds,
        names.map((name) => nodeOf(tree, name)).filter((node) => node >= 0),
        true,
      ),
    );
    setNamed({ ...table, column: column ?? null });
    setFilter("");
    search.setMode("tree");
    claim.current = true;
    setRevealed(revealed + 1);
  };
  const makeRule = (node: number) => {
    setPattern(patternOf(namedAt(tree, node)));
    setPanel("rules");
    setRuling(true);
  };
  const isBlocked = ({ table, column }: BlockTarget) => {
    const node = nodeOf(tree, { ...table, column: column ?? null });
    return node >= 0 && (states[node] ?? CLEAR) >= BLOCKED;
  };
  const home = outline.default_schema;
  const hit = search.hits[search.active];
  /** The details follow what is chosen among the results. */
  const about = hit ? nodeOf(tree, { schema: hit.schema, table: hit.table, column: hit.column ?? null }) : active;
  const goTo = (hit: Hit) => {
    search.left();
    reveal(targetOfHit(hit));
  };
  const { reached } = search;
  const arrive = useEffectEvent(goTo);
  useEffect(() => {
    if (reached) arrive(reached);
  }, [reached]);
  const copy = async (node: number) => {
    await navigator.clipboard.writeText(nameOf(tree, node));
    say(words.copied(nameOf(tree, node)));
  };
  return (
    <Place
      panels
      title={words.title(connection)}
      sub={words.server(text.connection.engines[outline.engine], outline.server_version, outline.database)}
      actions={
        <>
          <IconButton label={text.common.undo} data-testid="undo" disabled={!undo} onClick={() => undo?.()}>
            <Undo2 size={16} aria-hidden />
          </IconButton>
          <IconButton label={text.common.redo} data-testid="redo" disabled={!redo} onClick={() => redo?.()}>
            <Redo2 size={16} aria-hidden />
          </IconButton>
          {discover}
        </>
      }
      aside={
        <Aside
          connection={connection}
          home={home}
          scoping={scoping}
          panel={panel}
          onPanel={setPanel}
          details={
            <SchemaDetails
              connection={connection}
              tree={tree}
              marks={marks}
              states={states}
              node={about}
              onStroke={step}
              suggestion={suggestionAt(suggestions.data ?? noSuggestions, tree, about)}
            />
          }
          pattern={pattern}
          onPattern={setPattern}
          ruling={ruling}
          onRuling={() => setRuling(false)}
          onShow={reveal}
          decided={decided}
          tables={() => tablesIn(tree)}
        />
      }
    >
      <div className={styles.browser}>
        <Toolbar
          connection={connection}
          scoping={scoping}
          search={
            <SearchField
              field={filterField}
              value={filter}
              onChange={setFilter}
              mode={search.mode}
              onMode={search.setMode}
              list={inTree ? null : { id: search.id, size: search.hits.length, active: search.active }}
              onActive={search.setActive}
              onGo={search.enter}
              wanted={finding}
              onWanted={() => {
                search.setMode("best");
                found();
              }}
            />
          }
          asAgent={asAgent}
          progress={progress}
          waiting={toReview(scoping)}
          onReview={() => setPanel("review")}
        />
        {failed}
        {inTree ? (
          <TreeArea
            // Anew, it begins where its active row is.
            begin={`${outline.fingerprint} ${revealed}`}
            nothing={<Nothing sought={narrowed.trim()} onSearch={() => search.setMode("best")} />}
            tree={tree}
            rows={rows}
            marks={marks}
            states={states}
            badges={(asAgent && agentBadges.data) || outline.badges}
            active={active}
            selection={selection}
            onActive={(node) => setNamed(namedAt(tree, node))}
            onSelect={setSelection}
            onOpen={(nodes, open) => setFolds(folded(folds, nodes, open))}
            onStroke={step}
            onCopy={(node) => void copy(node)}
            onRule={makeRule}
            claim={claim}
          />
        ) : (
          <div className={styles.tree}>
            <SearchPane
              query={filter}
              onQuery={(query) => {
                setFilter(query);
                filterField.current?.focus();
              }}
              found={search.found.data}
              error={search.found.error}
              id={search.id}
              active={search.active}
              home={home}
              isBlocked={isBlocked}
              onActive={search.setActive}
              onGo={goTo}
            />
          </div>
        )}
      </div>
      <BulkQuestion bulk={bulk} onAnswer={answer} />
    </Place>
  );
}

/** Why the tree is empty, and what to do about it. */
function Nothing({ sought, onSearch }: { sought: string; onSearch: () => void }) {
  if (!sought) return <p className={styles.nothing}>{words.nothingLeft}</p>;
  return (
    <div className={styles.nothing} data-testid="no-match">
      <p>{words.nothingMatches(sought)}</p>
      <p>{words.searchInstead}</p>
      <Button data-testid="search-instead" onClick={onSearch}>
        {words.searchFor(sought)}
      </Button>
    </div>
  );
}
