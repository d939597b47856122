import type { Statement } from "../../host/types";
import { Facts } from "../../kit/Facts";
import { Section } from "../../kit/Place";
import { text } from "../../text";

export function InAndOut({ statement }: { statement: Statement }) {
  return (
    <>
      <Section title={text.bindings.parameters}>
        <Facts
          facts={statement.parameters.map(({ ordinal, name, column, cast_type }) => ({
            name: `$${ordinal} ${name}`,
            value: text.bindings.parameterColumn(column, cast_type),
          }))}
        />
      </Section>
      <Section title={`${text.bindings.returns}, ${text.bindings.returnsRows(statement.limit)}`}>
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
