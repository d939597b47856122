// What the agent sees: how much, the ways around a block, and what it can do with each tool. The tree beside it shows the rest.
import type { ExposureView, ReportFormat } from "../../../host/types";
import { Button } from "../../../kit/Button";
import { Notice } from "../../../kit/Notice";
import { Section } from "../../../kit/Place";
import { text } from "../../../text";
import panel from "../panels/Panels.module.css";
import type { Decide } from "../rules/RulesPanel";
import { Leaks } from "./Leaks";
import { Refused, Tools } from "./Tools";

const words = text.exposure;

type Props = {
  home: string;
  exposure: ExposureView;
  onEdit: Decide;
  onShow: Parameters<typeof Leaks>[0]["onShow"];
  onReview: () => void;
  onOpenBinding: (slug: string) => void;
  onSave: (format: ReportFormat) => void;
};

export function ExposurePanel({ home, exposure, onEdit, onShow, onReview, onOpenBinding, onSave }: Props) {
  const { counts, leaks, refused, quarantined, renames, unreviewed } = exposure.owner;
  const waiting = quarantined.length + renames.length;
  return (
    <div data-testid="exposure">
      <Section>
        <p className={panel.sum}>
          {counts.tables_seen === 0
            ? words.seesNothing
            : words.sees(counts.tables_seen, counts.tables, counts.columns_seen, counts.columns)}
        </p>
        <p className={panel.about}>{words.about}</p>
        {unreviewed ? <Notice tone="warn">{words.unreviewed}</Notice> : null}
        {waiting > 0 ? (
          <p className={panel.about}>
            {words.waits(waiting)}{" "}
            <Button small onClick={onReview}>
              {words.review}
            </Button>
          </p>
        ) : null}
      </Section>
      <Leaks home={home} leaks={leaks} onEdit={onEdit} onShow={onShow} />
      <Tools home={home} tools={exposure.tools} onOpen={onOpenBinding} />
      {refused.length > 0 ? <Refused refused={refused} onOpen={onOpenBinding} /> : null}
      <Section title={words.save}>
        <div className={panel.actions}>
          <Button small data-testid="report-html" onClick={() => onSave("html")}>
            {words.saveHtml}
          </Button>
          <Button small data-testid="report-json" onClick={() => onSave("json")}>
            {words.saveJson}
          </Button>
        </div>
      </Section>
    </div>
  );
}
