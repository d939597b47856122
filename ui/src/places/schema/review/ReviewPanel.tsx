// What a later discovery found new, gone or perhaps renamed: everything is blocked until somebody decides here.
import type { ReactNode } from "react";
import { useDescribed } from "../../../host/rules";
import type { BlockTarget, Rename, ScopingView } from "../../../host/types";
import { Section } from "../../../kit/Place";
import { Switch } from "../../../kit/Switch";
import { text } from "../../../text";
import { keyOf } from "../names";
import styles from "../panels/Panels.module.css";
import type { Decide } from "../rules/RulesPanel";
import { Gone } from "./Gone";
import { Questions } from "./Questions";
import { Waiting } from "./Waiting";

const words = text.review;

type Props = {
  connection: string;
  home: string;
  scoping: ScopingView;
  onEdit: Decide;
  /** Shows the table or column in the tree. */
  onShow: (target: BlockTarget) => void;
  /** Why something looks renamed, in words, when that is known. */
  reason?: (rename: Rename) => string | null;
  /** What the last discovery changed, if that is known. */
  changes?: ReactNode;
};

/** How many decisions are open. */
export function toReview({ quarantined, renames }: ScopingView): number {
  return quarantined.length + renames.length;
}

export function ReviewPanel({ connection, home, scoping, onEdit, onShow, reason, changes }: Props) {
  const { quarantined, renames, quarantine } = scoping;
  const asked = new Set(renames.flatMap(({ from, to }) => [keyOf(from), keyOf(to)]));
  // A name that is asked about is answered there, not here.
  const waiting = quarantined.filter((target) => !asked.has(keyOf(target)));
  const gone = scoping.unmatched.filter((target) => !asked.has(keyOf(target)));
  const described = useDescribed(connection, waiting);
  return (
    <>
      {waiting.length + renames.length + gone.length === 0 ? <Nothing quarantine={quarantine} /> : null}
      {renames.length > 0 ? <Questions home={home} renames={renames} onEdit={onEdit} reason={reason} /> : null}
      {waiting.length > 0 ? (
        <Waiting home={home} targets={waiting} described={described.data ?? []} onEdit={onEdit} onShow={onShow} />
      ) : null}
      {gone.length > 0 ? <Gone home={home} gone={gone} onEdit={onEdit} /> : null}
      {changes}
      <Section>
        <Switch
          label={words.quarantine}
          hint={words.quarantineWhy}
          checked={quarantine}
          data-testid="quarantine"
          onChange={(on) => onEdit({ do: "set_quarantine", on }, on ? words.quarantineOn : words.quarantineOff)}
        />
      </Section>
    </>
  );
}

function Nothing({ quarantine }: { quarantine: boolean }) {
  return (
    <Section>
      <p className={styles.nothing} data-testid="nothing-to-review">
        <strong>{words.nothing}</strong>
        {quarantine ? words.nothingWhy : words.nothingOff}
      </p>
    </Section>
  );
}
