import type { Statement } from "../../host/types";
import { Facts } from "../../kit/Facts";
import { Section } from "../../kit/Place";
import { text } from "../../text";

export function InAndOut({ statement }: { statement: Statement }) {
  return (
    <>
      <Section title={text.bindings.parameters}>
        <Facts
          facts={statement.parameters.map(({ ordinal, name, column, class: sort, cast_type, constant }) => ({
            name: `$${ordinal} ${name}`,
            value: text.bindings.parameterColumn(
              statement.kind,
              column,
              text.bindings.sortOfValue(sort, cast_type),
              constant ?? null,
            ),
          }))}
        />
      </Section>
      <Section
        title={
          statement.kind === "read"
            ? `${text.bindings.returns}, ${text.bindings.returnsRows(statement.limit)}`
            : text.bindings.answersWith
        }
      >
        {statement.outputs.length === 0 ? <p>{text.bindings.answersWithNothing}</p> : null}
        <Facts
          facts={statement.outputs.map(({ leaf, table, column }) => ({
            name: leaf,
            value: `${table.table}.${column}`,
            mono: true,
          }))}
        />
      </Section>
    </>
  );
}
