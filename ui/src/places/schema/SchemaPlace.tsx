// What the database holds, and what of it the agent must not see.
import { RotateCw } from "lucide-react";
import { useState } from "react";
import { useApp } from "../../app/state";
import { useDiscover, useOutline } from "../../host/catalog";
import { failureOf } from "../../host/result";
import { useMarks, useScoping } from "../../host/scoping";
import { Button } from "../../kit/Button";
import { Empty } from "../../kit/Empty";
import { FailureNotice } from "../../kit/Notice";
import { Place } from "../../kit/Place";
import { text } from "../../text";
import type { Outline } from "../../tree/outline";
import { DiscoveryProgress } from "./discovery/DiscoveryProgress";
import { SchemaChoice } from "./discovery/SchemaChoice";
import styles from "./Schema.module.css";
import { SchemaBrowser } from "./SchemaBrowser";

const words = text.schema;

export function SchemaPlace() {
  const { connection } = useApp();
  return connection === null ? null : <SchemaOf key={connection} connection={connection} />;
}

function SchemaOf({ connection }: { connection: string }) {
  const { say } = useApp();
  const catalog = useOutline(connection);
  const marks = useMarks(connection);
  const scoping = useScoping(connection);
  const discovery = useDiscover();
  const discover = async (schemas: string[] | null = null) => {
    try {
      const { tables, columns } = await discovery.mutateAsync({ name: connection, schemas });
      say(text.check.discovered(tables, columns));
    } catch {
      // Said below.
    }
  };
  const button = (label: string, look: "plain" | "primary") => (
    <span className={styles.discover}>
      <SchemaChoice
        known={catalog.data ? schemasOf(catalog.data) : []}
        off={discovery.isPending}
        onDiscover={discover}
      />
      <Button data-testid="discover" look={look} disabled={discovery.isPending} onClick={() => discover()}>
        {look === "plain" ? <RotateCw size={14} aria-hidden /> : null}
        {label}
      </Button>
    </span>
  );
  const progress = discovery.isPending ? (
    <DiscoveryProgress step={discovery.step} onCancel={() => void discovery.cancel()} />
  ) : null;
  const failed = discovery.isError ? <FailureNotice failure={failureOf(discovery.error)} /> : null;

  // Marks are of one outline: until those of a new one are there, the old tree stays.
  const shown = useTogether(catalog.data, marks.data);
  if (shown && shown.outline.tables > 0 && scoping.data) {
    return (
      <SchemaBrowser
        connection={connection}
        outline={shown.outline}
        marks={shown.marks}
        scoping={scoping.data}
        discover={button(text.check.rediscover, "plain")}
        onDiscover={discovery.isPending ? null : () => void discover()}
        progress={progress}
        failed={failed}
      />
    );
  }
  const error = catalog.error ?? marks.error ?? scoping.error;
  const again = () => Promise.all([catalog.refetch(), marks.refetch(), scoping.refetch()]);
  const waiting = catalog.isPending || marks.isPending || scoping.isPending;
  return (
    <Place title={words.title(connection)} padded aside={null}>
      {failed}
      {error ? (
        <FailureNotice
          failure={failureOf(error)}
          action={
            <>
              <Button onClick={again}>{text.common.tryAgain}</Button>
              {button(text.check.rediscover, "plain")}
            </>
          }
        />
      ) : waiting ? (
        <p>{text.common.loading}</p>
      ) : (
        <Empty
          title={catalog.data ? words.emptyDatabaseTitle : words.emptyTitle}
          why={catalog.data ? words.emptyDatabase : words.empty}
          action={button(catalog.data ? text.check.rediscover : text.check.discover, "primary")}
        />
      )}
      <div role="status">{progress}</div>
    </Place>
  );
}

/** An outline with marks of its own size. */
function useTogether(outline: Outline | null | undefined, marks: Uint8Array | undefined) {
  const [last, setLast] = useState<{ outline: Outline; marks: Uint8Array } | null>(null);
  if (!outline || !marks || marks.length !== outline.schemas + outline.tables + outline.columns) return last;
  if (last?.outline === outline && last.marks === marks) return last;
  const next = { outline, marks };
  setLast(next);
  return next;
}

function schemasOf(outline: Outline): string[] {
  return Array.from(outline.schemaName, (place) => outline.text(place));
}
