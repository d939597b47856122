// What is the person's own and of no workspace, behind one button of the top bar.
import { Dialog } from "@base-ui/react/dialog";
import { Settings } from "lucide-react";
import { useState } from "react";
import { useModel } from "../../host/model";
import { failureOf } from "../../host/result";
import { IconButton } from "../../kit/Button";
import { FailureNotice } from "../../kit/Notice";
import { text } from "../../text";
import { ModelForm } from "./ModelForm";
import styles from "./Settings.module.css";

const words = text.settings;

export function SettingsButton() {
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger
        render={
          <IconButton label={words.open} data-testid="settings">
            <Settings size={16} aria-hidden />
          </IconButton>
        }
      />
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.scrim} />
        <Dialog.Popup className={styles.dialog}>
          <Dialog.Title className={styles.title}>{words.title}</Dialog.Title>
          <Model onClose={() => setOpen(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Model({ onClose }: { onClose: () => void }) {
  const model = useModel();
  return (
    <section className={styles.section} aria-labelledby="settings-model">
      <h3 id="settings-model" className={styles.heading}>
        {words.model}
      </h3>
      <Dialog.Description className={styles.about}>{words.about}</Dialog.Description>
      {model.isError ? <FailureNotice failure={failureOf(model.error)} /> : null}
      {model.data ? <ModelForm view={model.data} onClose={onClose} /> : null}
    </section>
  );
}
