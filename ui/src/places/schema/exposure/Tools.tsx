// What the agent can do: each tool's signature, as a model is told it; and the bindings that it does not get.
import type { RefusedTool, Tool } from "../../../host/types";
import { Section } from "../../../kit/Place";
import { text } from "../../../text";
import { nameOfTable } from "../names";
import panel from "../panels/Panels.module.css";
import styles from "./Exposure.module.css";

const words = text.exposure;

type Open = (slug: string) => void;

export function Tools({ home, tools, onOpen }: { home: string; tools: readonly Tool[]; onOpen: Open }) {
  return (
    <Section title={words.tools}>
      {tools.length === 0 ? (
        <p className={panel.nothing}>
          <strong>{words.noTools}</strong>
          {words.noToolsNext}
        </p>
      ) : (
        <ul className={panel.list}>
          {tools.map((tool) => (
            <li key={tool.slug} className={`${panel.group} ${panel.entry}`} data-testid={`tool-${tool.slug}`}>
              <Signature tool={tool} home={home} onOpen={onOpen} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Signature({ tool, home, onOpen }: { tool: Tool; home: string; onOpen: Open }) {
  return (
    <>
      <div className={panel.head}>
        <button
          type="button"
          className={panel.link}
          aria-label={words.openLabel(tool.tool_name)}
          onClick={() => onOpen(tool.slug)}
        >
          {tool.name}
        </button>
        <span className={panel.kind}>
          {words.atMost(tool.limit)}
          {tool.enabled ? "" : `, ${words.disabled}`}
        </span>
      </div>
      {tool.description ? <p className={panel.note}>{tool.description}</p> : null}
      <dl className={styles.signature} aria-label={words.signature(tool.tool_name)}>
        <dt>{words.takes}</dt>
        <dd>
          {tool.parameters.length === 0 ? words.takesNothing : null}
          {tool.parameters.map(({ name, class: sort, enum_values: values, required }) => (
            <p key={name}>
              <code>{name}</code> {sort}
              {values.length > 0 ? `: ${values.join(", ")}` : ""}
              {required ? "" : `, ${words.optional}`}
            </p>
          ))}
        </dd>
        <dt>{words.gives}</dt>
        <dd>
          {tool.outputs.map(({ name, class: sort, nullable, table, column }) => (
            <p key={name} title={words.from(`${nameOfTable(table, home)}.${column}`)}>
              <code>{name}</code> {sort}
              {nullable ? `, ${words.nullable}` : ""}{" "}
              <span className={styles.from}>{words.from(`${nameOfTable(table, home)}.${column}`)}</span>
            </p>
          ))}
        </dd>
      </dl>
    </>
  );
}

export function Refused({ refused, onOpen }: { refused: readonly RefusedTool[]; onOpen: Open }) {
  return (
    <Section title={words.refused}>
      <p className={panel.about}>{words.refusedWhy}</p>
      <ul className={panel.list}>
        {refused.map(({ slug, tool_name: name, diagnostics }) => (
          <li key={slug} className={`${panel.group} ${panel.entry}`}>
            <button
              type="button"
              className={panel.link}
              aria-label={words.openLabel(name)}
              onClick={() => onOpen(slug)}
            >
              {name}
            </button>
            {diagnostics.map(({ code, message }) => (
              <p key={`${code} ${message}`} className={panel.note}>
                {code}: {message}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </Section>
  );
}
