// The workspace, the places, and what holds for the whole window.
import { Menu } from "@base-ui/react/menu";
import { ChevronDown, KeyRound, Monitor, Moon, Search, Sun, WifiOff } from "lucide-react";
import type { Theme, WorkspaceView } from "../host/types";
import { useChooseWorkspace, useOpenSample, usePreferences, useSetTheme } from "../host/workspace";
import { IconButton } from "../kit/Button";
import { text } from "../text";
import { SettingsButton } from "./settings/SettingsButton";
import { type PlaceName, useApp } from "./state";
import styles from "./TopBar.module.css";

const places: readonly Exclude<PlaceName, "connection" | "user">[] = ["check", "schema", "bindings", "sync"];

export function TopBar({ workspace }: { workspace: WorkspaceView }) {
  return (
    <header className={styles.bar}>
      <WorkspaceMenu workspace={workspace} />
      <Places />
      <div className={styles.notices}>
        <Find />
        {workspace.sample ? (
          <span className={styles.notice} title={text.app.sampleWhy}>
            <WifiOff size={14} aria-hidden /> {text.app.sampleNotice}
          </span>
        ) : null}
        {workspace.keyring.available ? null : (
          <span className={styles.notice} title={text.app.memoryOnlyWhy(workspace.keyring.reason)}>
            <KeyRound size={14} aria-hidden /> {text.app.memoryOnly}
          </span>
        )}
        <ThemeButton />
        <SettingsButton />
      </div>
    </header>
  );
}

function Places() {
  const app = useApp();
  return (
    <nav className={styles.places} aria-label={text.app.placesLabel}>
      {places.map((place) => (
        <button
          key={place}
          type="button"
          className={styles.place}
          aria-current={app.place === place ? "page" : undefined}
          data-testid={`place-${place}`}
          onClick={() => app.go(place)}
        >
          {text.app.places[place]}
        </button>
      ))}
    </nav>
  );
}

/** Leads to the one field that finds; so that its keys are learnt. */
function Find() {
  const app = useApp();
  const words = text.search;
  return (
    <button type="button" className={styles.find} title={words.goToTitle} data-testid="go-to" onClick={app.find}>
      <Search size={14} aria-hidden />
      {words.goTo}
      <kbd>{words.goToKeys}</kbd>
    </button>
  );
}

function WorkspaceMenu({ workspace }: { workspace: WorkspaceView }) {
  const choose = useChooseWorkspace();
  const sample = useOpenSample();
  return (
    <Menu.Root>
      <Menu.Trigger className={styles.workspace} title={workspace.path}>
        <span className={styles.name}>{workspace.name}</span>
        <ChevronDown size={14} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="start">
          <Menu.Popup className={styles.menu}>
            <p className={styles.path}>{workspace.path}</p>
            <Menu.Item className={styles.item} onClick={() => choose.mutate()}>
              {text.app.openFolder}
            </Menu.Item>
            <Menu.Item className={styles.item} onClick={() => sample.mutate()} disabled={workspace.sample}>
              {text.app.openSample}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

const signs = { system: Monitor, light: Sun, dark: Moon };
const next: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };

function ThemeButton() {
  const theme = usePreferences().data?.theme ?? "system";
  const set = useSetTheme();
  const Sign = signs[theme];
  return (
    <IconButton
      label={`${text.app.theme}: ${text.app.themes[theme]}`}
      data-testid="theme"
      onClick={() => set.mutate(next[theme])}
    >
      <Sign size={16} aria-hidden />
    </IconButton>
  );
}
