// The sign of a draft's state. The shape differs as much as the colour.
import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleHelp,
  FileWarning,
  RadioTower,
  Unplug,
} from "lucide-react";
import styles from "./List.module.css";
import type { DraftState } from "./states";

const signs = {
  unreadable: { Sign: FileWarning, look: "badSign" },
  drifted: { Sign: Unplug, look: "badSign" },
  broken: { Sign: CircleAlert, look: "badSign" },
  changed: { Sign: CircleDot, look: "calmSign" },
  review: { Sign: CircleHelp, look: "calmSign" },
  published: { Sign: RadioTower, look: "goodSign" },
  synced: { Sign: CircleCheck, look: "goodSign" },
  draft: { Sign: CircleDashed, look: "calmSign" },
} as const;

export function StateSign({ state }: { state: DraftState }) {
  const { Sign, look } = signs[state];
  return <Sign size={14} className={styles[look]} aria-hidden />;
}
