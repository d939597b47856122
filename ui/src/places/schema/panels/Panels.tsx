// The right side of the schema: the details of what is selected, or one of the lists that wait for a decision.
import { Tabs } from "@base-ui/react/tabs";
import { type ReactNode, useEffect, useRef } from "react";
import { text } from "../../../text";
import styles from "./Panels.module.css";

const words = text.panels;

export type PanelName = "details" | "review" | "suggestions" | "rules" | "agent";

/** In the order of the tabs. */
const names: readonly PanelName[] = ["details", "review", "suggestions", "rules", "agent"];

type Props = {
  chosen: PanelName;
  onChoose: (panel: PanelName) => void;
  /** What each holds; a number that is not known yet is left out. */
  counts: Partial<Record<PanelName, number>>;
  panels: Partial<Record<PanelName, ReactNode>>;
};

export function Panels({ chosen, onChoose, counts, panels }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const last = useRef(chosen);
  useEffect(() => {
    // Each panel begins at its beginning, wherever the last one was scrolled to.
    if (last.current !== chosen) root.current?.parentElement?.scrollTo?.({ top: 0 });
    last.current = chosen;
  }, [chosen]);
  return (
    <Tabs.Root
      ref={root}
      className={styles.root}
      value={chosen}
      onValueChange={(panel) => onChoose(panel as PanelName)}
    >
      <Tabs.List className={styles.tabs} aria-label={words.label} activateOnFocus>
        {names
          .filter((name) => name in panels)
          .map((name) => (
            <Tabs.Tab key={name} value={name} className={styles.tab} data-testid={`panel-tab-${name}`}>
              {words.names[name]}
              <Count name={name} count={counts[name] ?? 0} />
            </Tabs.Tab>
          ))}
      </Tabs.List>
      <Tabs.Panel value={chosen} className={styles.panel} data-testid={`panel-${chosen}`}>
        {panels[chosen]}
      </Tabs.Panel>
    </Tabs.Root>
  );
}

function Count({ name, count }: { name: PanelName; count: number }) {
  if (count === 0) return null;
  return (
    <span className={`${styles.count} ${name === "review" ? styles.urgent : ""}`}>
      {count > 999 ? words.manyMore : count}
    </span>
  );
}
