// All drafts of the workspace with their states, to be narrowed by a word or by a state.

import type { ReactNode } from "react";
import { useKept } from "../../app/kept";
import { useApp } from "../../app/state";
import { useKnownComparison } from "../../host/sync";
import type { BindingSummary } from "../../host/types";
import { TextField } from "../../kit/Field";
import { text } from "../../text";
import styles from "./Bindings.module.css";
import own from "./List.module.css";
import { StateSign } from "./StateSign";
import { type DraftState, FACETS, type Facet, isIn, matches, sentStates, stateOf } from "./states";

const words = text.bindings.list;

type Props = { bindings: readonly BindingSummary[]; footer: ReactNode };

export function BindingList({ bindings, footer }: Props) {
  const [typed, setTyped] = useKept("bindings.find", "");
  const [facet, setFacet] = useKept<Facet>("bindings.facet", "all");
  const sent = sentStates(useKnownComparison());
  const all = bindings.map((binding) => ({ binding, state: stateOf(binding, sent.get(binding.slug)) }));
  const named = all.filter(({ binding }) => matches(binding, typed));
  const shown = named.filter(({ binding, state }) => isIn(facet, binding, state));
  return (
    <div className={own.list}>
      <div className={own.listHead}>
        <TextField
          label={words.find}
          data-testid="bindings-find"
          type="search"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <fieldset className={own.facets}>
          <legend className="visually-hidden">{words.states}</legend>
          {FACETS.map((one) => (
            <button
              key={one}
              type="button"
              className={own.facet}
              data-testid={`bindings-facet-${one}`}
              aria-pressed={one === facet}
              onClick={() => setFacet(one)}
            >
              {words.facets[one]}
              <span className={own.facetCount}>
                {named.filter(({ binding, state }) => isIn(one, binding, state)).length}
              </span>
            </button>
          ))}
        </fieldset>
      </div>
      {shown.length === 0 ? (
        <p className={styles.none} data-testid="bindings-none">
          {words.nothing}
        </p>
      ) : (
        <table className={own.table}>
          <thead>
            <tr>
              {(["name", "operation", "connection", "state"] as const).map((head) => (
                <th key={head} scope="col">
                  {words.head[head]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ binding, state }) => (
              <Row key={binding.slug} binding={binding} state={state} />
            ))}
          </tbody>
        </table>
      )}
      {footer}
    </div>
  );
}

function Row({ binding, state }: { binding: BindingSummary; state: DraftState }) {
  const { openDraft } = useApp();
  const { slug, tool_name, operation, connection, warnings } = binding;
  return (
    <tr data-testid={`list-row-${slug}`}>
      <th scope="row">
        <button type="button" className={own.opens} onClick={() => openDraft(slug)}>
          {tool_name || text.bindings.unnamed}
        </button>
      </th>
      <td className="mono">{operation}</td>
      <td>{connection}</td>
      <td title={binding.problem ?? undefined}>
        <span className={own.state}>
          <StateSign state={state} />
          {text.app.bindingState[state]}
          {binding.enabled ? <span className={styles.tag}>{text.app.enabled}</span> : null}
          {warnings > 0 ? <span className={styles.about}>{text.app.warnings(warnings)}</span> : null}
        </span>
      </td>
    </tr>
  );
}
