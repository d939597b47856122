// Which schemas a discovery reads: all, or those that are named.
import { Popover } from "@base-ui/react/popover";
import { type FormEvent, useId, useState } from "react";
import { Button } from "../../../kit/Button";
import { TextArea } from "../../../kit/Field";
import { text } from "../../../text";
import styles from "./Discovery.module.css";

const words = text.discovery;

type Props = {
  /** Those that the last discovery found. */
  known: readonly string[];
  off: boolean;
  /** An empty list stands for all. */
  onDiscover: (schemas: string[]) => void;
};

export function SchemaChoice({ known, off, onDiscover }: Props) {
  const [open, setOpen] = useState(false);
  const [only, setOnly] = useState(false);
  const [typed, setTyped] = useState<string | null>(null);
  const group = useId();
  const names = namesIn(typed ?? known.join("\n"));
  const start = (event: FormEvent) => {
    event.preventDefault();
    setOpen(false);
    onDiscover(only ? names : []);
  };
  const choice = (value: boolean, label: string) => (
    <label className={styles.choice}>
      <input type="radio" name={group} checked={only === value} onChange={() => setOnly(value)} />
      {label}
    </label>
  );
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger render={<Button disabled={off} data-testid="schemas" />}>{words.choose}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end">
          <Popover.Popup className={styles.popup} data-testid="schema-choice">
            <Popover.Title className={styles.title}>{words.title}</Popover.Title>
            <Popover.Description className={styles.about}>{words.about}</Popover.Description>
            <form className={styles.form} onSubmit={start}>
              {choice(false, words.all)}
              {choice(true, words.only)}
              {only ? (
                <TextArea
                  label={words.names}
                  hint={words.namesHint}
                  mono
                  rows={4}
                  data-testid="schema-names"
                  value={typed ?? known.join("\n")}
                  onChange={(event) => setTyped(event.target.value)}
                />
              ) : null}
              <div className={styles.row}>
                <Button
                  look="primary"
                  type="submit"
                  data-testid="schema-discover"
                  disabled={only && names.length === 0}
                >
                  {words.start}
                </Button>
              </div>
            </form>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** One a line: a name may hold anything but the end of one. */
export function namesIn(typed: string): string[] {
  return [
    ...new Set(
      typed
        .split("\n")
        .map((name) => name.trim())
        .filter(Boolean),
    ),
  ];
}
