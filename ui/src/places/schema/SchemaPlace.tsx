// What the database holds, and what of it the agent must not see.
import { RotateCw } from "lucide-react";
import { useApp } from "../../app/state";
import { useCatalog, useDiscover } from "../../host/catalog";
import { failureOf } from "../../host/result";
import { useScoping } from "../../host/scoping";
import { Button } from "../../kit/Button";
import { Empty } from "../../kit/Empty";
import { FailureNotice } from "../../kit/Notice";
import { Place } from "../../kit/Place";
import { text } from "../../text";
import { SchemaBrowser } from "./SchemaBrowser";

const words = text.schema;

export function SchemaPlace() {
  const { connection } = useApp();
  return connection === null ? null : <SchemaOf key={connection} connection={connection} />;
}

function SchemaOf({ connection }: { connection: string }) {
  const { say } = useApp();
  const catalog = useCatalog(connection);
  const scoping = useScoping(connection);
  const discovery = useDiscover();
  const discover = async () => {
    try {
      const { tables } = (await discovery.mutateAsync(connection)).catalog;
      say(
        text.check.discovered(
          tables.length,
          tables.reduce((sum, table) => sum + table.columns.length, 0),
        ),
      );
    } catch {
      // Said below.
    }
  };
  const button = (label: string, look: "plain" | "primary") => (
    <Button data-testid="discover" look={look} disabled={discovery.isPending} onClick={discover}>
      {look === "plain" ? <RotateCw size={14} aria-hidden /> : null}
      {label}
    </Button>
  );
  const progress = discovery.isPending ? progressOf(discovery.step) : null;
  const failed = discovery.isError ? <FailureNotice failure={failureOf(discovery.error)} /> : null;

  if (catalog.data && catalog.data.catalog.tables.length > 0 && scoping.data) {
    return (
      <SchemaBrowser
        connection={connection}
        view={catalog.data}
        scoping={scoping.data}
        discover={button(text.check.rediscover, "plain")}
        progress={progress}
        failed={failed}
      />
    );
  }
  const error = catalog.error ?? scoping.error;
  const again = () => Promise.all([catalog.refetch(), scoping.refetch()]);
  const waiting = catalog.isPending || scoping.isPending;
  return (
    <Place title={words.title(connection)} padded aside={null}>
      {failed}
      {error ? (
        <FailureNotice failure={failureOf(error)} action={<Button onClick={again}>{text.common.tryAgain}</Button>} />
      ) : waiting ? (
        <p>{text.common.loading}</p>
      ) : (
        <Empty
          title={catalog.data ? words.emptyDatabaseTitle : words.emptyTitle}
          why={catalog.data ? words.emptyDatabase : words.empty}
          action={button(catalog.data ? text.check.rediscover : text.check.discover, "primary")}
        />
      )}
      <p role="status">{progress}</p>
    </Place>
  );
}

function progressOf(step: ReturnType<typeof useDiscover>["step"]): string {
  return step ? text.check.discovering(step.step, step.steps, step.label) : text.check.startingDiscovery;
}
