// The scripts themselves, to be read before they are run: tabs over one read-only editor.
import { Tabs } from "@base-ui/react/tabs";
import { Copy, Download } from "lucide-react";
import { useState } from "react";
import { useApp } from "../../app/state";
import { copyNew, saveScript } from "../../host/grants";
import { failureOf } from "../../host/result";
import type { NewUser, ScriptKind } from "../../host/types";
import { Button } from "../../kit/Button";
import { Code } from "../../kit/Code";
import { text } from "../../text";
import styles from "./User.module.css";
import type { Shared } from "./UserPlace";

const words = text.user.scripts;

export function Scripts({ name, known, scripts }: Shared & { scripts: NewUser }) {
  const app = useApp();
  const [kind, setKind] = useState<ScriptKind>("create");
  const kinds = (["create", "rotate", "revoke", "hardening"] as const).filter((one) => scripts[one] !== null);
  const told = (doing: () => Promise<string | null>) => async () => {
    try {
      const said = await doing();
      if (said) app.say(said);
    } catch (error) {
      const { message, next_step } = failureOf(error);
      app.say(`${message} ${next_step}`);
    }
  };
  const copy = told(async () => text.user.copied("script", await copyNew(name, kind)));
  const save = told(async () => {
    const path = await saveScript(name, kind);
    return path && words.saved(path);
  });
  return (
    <Tabs.Root className={styles.scripts} value={kind} onValueChange={(value) => setKind(value as ScriptKind)}>
      <div className={styles.scriptsHead}>
        <Tabs.List className={styles.tabs} aria-label={words.label}>
          {kinds.map((one) => (
            <Tabs.Tab key={one} value={one} className={styles.tab} data-testid={`script-tab-${one}`}>
              {words[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Button look="quiet" data-testid="script-copy" onClick={copy}>
          <Copy size={14} aria-hidden /> {words.copy}
        </Button>
        <Button look="quiet" data-testid="script-save" onClick={save}>
          <Download size={14} aria-hidden /> {words.save}
        </Button>
      </div>
      {kinds.map((one) => (
        <Tabs.Panel key={one} value={one} className={styles.panel}>
          <p className={styles.panelAbout}>{words.about[one]}</p>
          <div className={styles.code} data-testid={`script-${one}`}>
            <Code value={scripts[one]?.sql ?? ""} language="sql" engine={known.engine} label={words.code} />
          </div>
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  );
}
