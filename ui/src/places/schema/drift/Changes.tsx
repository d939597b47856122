// What the last discovery changed and what that means. It can be put away, and is found again at the same place.
import { useKept } from "../../../app/kept";
import type { BlockTarget, Drift, Recorded } from "../../../host/types";
import { Button } from "../../../kit/Button";
import { Section } from "../../../kit/Place";
import { text } from "../../../text";
import panel from "../panels/Panels.module.css";
import { Differences } from "./Differences";
import { Meaning } from "./Meaning";

const words = text.drift;

export type Drifted = Pick<Recorded, "drift" | "impact">;

type Props = {
  connection: string;
  home: string;
  drifted: Drifted;
  onShow: (target: BlockTarget) => void;
  onOpenBinding: (slug: string) => void;
};

export function differencesIn({ added, removed, changed, renamed }: Drift): number {
  return added.length + removed.length + changed.length + renamed.length;
}

export function Changes({ connection, home, drifted, onShow, onOpenBinding }: Props) {
  const [hidden, setHidden] = useKept<Drifted | null>(`schema.drift.hidden.${connection}`, null);
  const { drift, impact } = drifted;
  const differences = differencesIn(drift);
  if (hidden === drifted) {
    return (
      <Section>
        <Button small data-testid="drift-show" onClick={() => setHidden(null)}>
          {words.show(differences)}
        </Button>
      </Section>
    );
  }
  return (
    <Section
      title={words.title}
      action={
        <Button
          small
          look="quiet"
          aria-label={words.hideLabel}
          data-testid="drift-hide"
          onClick={() => setHidden(drifted)}
        >
          {words.hide}
        </Button>
      }
    >
      <div data-testid="drift">
        {differences === 0 ? <p className={panel.about}>{words.none}</p> : null}
        {differences > 0 ? <Meaning impact={impact} onOpenBinding={onOpenBinding} /> : null}
        <Differences drift={drift} home={home} onShow={onShow} />
      </div>
    </Section>
  );
}
