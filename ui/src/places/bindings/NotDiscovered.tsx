import { useApp } from "../../app/state";
import { Button } from "../../kit/Button";
import { Empty } from "../../kit/Empty";
import { text } from "../../text";

export function NotDiscovered({ connection }: { connection: string }) {
  const { look } = useApp();
  return (
    <Empty
      title={text.bindings.needsCatalogTitle}
      why={text.bindings.needsCatalog}
      action={
        <Button look="primary" onClick={() => look(connection, "check")}>
          {text.bindings.toCheck}
        </Button>
      }
    />
  );
}
