// The tables that a write user is for: filtered and ticked one by one, never all at once.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import type { PickableTable, Tables } from "../../host/tables";
import type { TableName } from "../../host/types";
import { text } from "../../text";
import styles from "./User.module.css";

const words = text.user.tables;
const ROW = 28;

type Props = {
  known: Tables;
  chosen: readonly TableName[];
  onChange: (tables: TableName[]) => void;
};

export function TablePicker({ known, chosen, onChange }: Props) {
  // The virtual list changes behind its own object: what is read from it must be read anew.
  "use no memo";
  const [filter, setFilter] = useState("");
  const scroller = useRef<HTMLDivElement>(null);
  const tables = useMemo(() => known.tables.filter(isWritable), [known]);
  const shown = tables.filter((table) => spelled(table.name).toLowerCase().includes(filter.trim().toLowerCase()));
  const ticked = new Set(chosen.map(spelled));
  const list = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const toggle = (table: TableName) => {
    const name = spelled(table);
    onChange(ticked.has(name) ? chosen.filter((one) => spelled(one) !== name) : [...chosen, table]);
  };
  return (
    <fieldset className={styles.group} data-testid="user-tables">
      <legend>
        {words.legend} <span className={styles.count}>{words.chosen(chosen.length)}</span>
      </legend>
      <input
        type="search"
        className={styles.filter}
        aria-label={words.filter}
        placeholder={words.filter}
        value={filter}
        data-testid="user-table-filter"
        onChange={(event) => setFilter(event.target.value)}
      />
      <div ref={scroller} className={styles.tables}>
        {shown.length === 0 ? <p className={styles.quiet}>{words.none}</p> : null}
        <ul style={{ height: list.getTotalSize(), position: "relative" }}>
          {list.getVirtualItems().map(({ index, start }) => {
            const table = shown[index];
            if (!table) return null;
            const name = spelled(table.name);
            const out = table.blocked;
            return (
              <li key={name} className={styles.tableRow} style={{ transform: `translateY(${start}px)` }}>
                <label>
                  <input
                    type="checkbox"
                    checked={ticked.has(name)}
                    disabled={out}
                    data-testid={`user-table-${name}`}
                    onChange={() => toggle(table.name)}
                  />
                  <span className={styles.tableName}>{name}</span>
                  {out ? <span className={styles.count}>{words.blocked}</span> : null}
                </label>
              </li>
            );
          })}
        </ul>
      </div>
    </fieldset>
  );
}

/** Rows are written into ordinary tables; what else there is shows rows of those. */
function isWritable(table: PickableTable): boolean {
  return table.kind === "table" || table.kind === "partitioned_table";
}

function spelled(name: TableName): string {
  return `${name.schema}.${name.table}`;
}
