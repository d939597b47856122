// Beside a name: that it is blocked, and what for. Each reason has its own picture and its own words.
import { ArrowLeftRight, Asterisk, Eye, EyeOff, Hourglass, type LucideIcon } from "lucide-react";
import { text } from "../text";
import { EXCEPTED, QUARANTINED, RENAMED, RULED } from "./blocks";
import styles from "./Tree.module.css";

const words = text.schema.signs;

/** In the order in which they are shown. */
const reasons: readonly { bit: number; icon: LucideIcon; said: string; tone: "bad" | "ask" | "quiet" }[] = [
  { bit: RULED, icon: Asterisk, said: words.ruled, tone: "bad" },
  { bit: QUARANTINED, icon: Hourglass, said: words.quarantined, tone: "ask" },
  { bit: RENAMED, icon: ArrowLeftRight, said: words.renamed, tone: "ask" },
  { bit: EXCEPTED, icon: Eye, said: words.excepted, tone: "quiet" },
];

export function Signs({ blocked, mark }: { blocked: boolean; mark: number }) {
  return (
    <>
      {blocked ? <Sign icon={EyeOff} said={words.blocked} tone="bad" /> : null}
      {reasons.map(({ bit, ...sign }) => (mark & bit ? <Sign key={bit} {...sign} /> : null))}
    </>
  );
}

function Sign({ icon: Icon, said, tone }: { icon: LucideIcon; said: string; tone: string }) {
  return (
    <span className={styles.mark} data-tone={tone} title={said}>
      <Icon size={13} aria-hidden />
      <span className="visually-hidden">{said}</span>
    </span>
  );
}
