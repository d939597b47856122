// The facets as chips, and what each can do.
import { Popover } from "@base-ui/react/popover";
import { CircleHelp } from "lucide-react";
import { IconButton } from "../../../kit/Button";
import { text } from "../../../text";
import styles from "./Search.module.css";

const words = text.search;

type Props = { onAdd: (facet: string) => void };

export function Facets({ onAdd }: Props) {
  return (
    <fieldset className={styles.facets} aria-label={words.facets}>
      {words.facetList.map(({ chip, example, means }) => (
        <button
          key={chip}
          type="button"
          className={styles.chip}
          title={`${example}: ${means}`}
          aria-label={words.addFacet(chip)}
          data-testid={`facet-${chip.replace(":", "")}`}
          onClick={() => onAdd(chip)}
        >
          {chip}
        </button>
      ))}
      <Popover.Root>
        <Popover.Trigger
          render={
            <IconButton label={words.facetsHelp} data-testid="facets-help">
              <CircleHelp size={15} aria-hidden />
            </IconButton>
          }
        />
        <Popover.Portal>
          <Popover.Positioner sideOffset={6} align="end">
            <Popover.Popup className={styles.help}>
              <Popover.Title className={styles.helpTitle}>{words.facetsHelp}</Popover.Title>
              <Popover.Description className={styles.helpAbout}>{words.facetsAbout}</Popover.Description>
              <dl className={styles.helpList}>
                {words.facetList.map(({ example, means }) => (
                  <div key={example}>
                    <dt>{example}</dt>
                    <dd>{means}</dd>
                  </div>
                ))}
              </dl>
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </fieldset>
  );
}

/** The query with a facet begun at its end. */
export function withFacet(query: string, facet: string): string {
  const before = query.trimEnd();
  return before === "" ? facet : `${before} ${facet}`;
}
