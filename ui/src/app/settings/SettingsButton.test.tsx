import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ModelChoice, ModelView } from "../../host/types";
import { AppState } from "../state";
import { SettingsButton } from "./SettingsButton";

const off: ModelView = { choice: { on: false, url: "", name: "" }, from_environment: false, key: "none" };

let view: ModelView;
let calls: { command: string; choice?: ModelChoice; key?: string | null }[];
let silent: boolean;

beforeEach(() => {
  view = off;
  calls = [];
  silent = false;
  mockIPC((command, payload) => {
    const { choice, key } = (payload ?? {}) as { choice?: ModelChoice; key?: string | null };
    calls.push({ command, ...(choice ? { choice } : {}), ...(key === undefined ? {} : { key }) });
    if (command === "save_model_settings" && choice) view = { ...view, choice, key: key ? "keyring" : view.key };
    if (command === "forget_model_key") view = { ...view, key: "none" };
    if (command === "try_model_settings") {
      if (silent) throw { code: "model_silent", message: "The model gave no answer.", next_step: "Check.", fields: [] };
      return null;
    }
    return view;
  });
});
afterEach(() => clearMocks());

async function open() {
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <AppState connection={null} place="check">
        <SettingsButton />
      </AppState>
    </QueryClientProvider>,
  );
  await userEvent.click(screen.getByTestId("settings"));
  await screen.findByTestId("model-url");
}

it("is off, says what is told to a model, and is accessible", async () => {
  await open();
  expect(screen.getByTestId("model-on").getAttribute("aria-checked")).toBe("false");
  expect(screen.getByText(/never a value, and nothing that is blocked/)).toBeTruthy();
  const found = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  expect(found.violations).toEqual([]);
});

it("tests what is typed before it is saved, and keeps the key of its address", async () => {
  await open();
  const user = userEvent.setup();
  await user.type(screen.getByTestId("model-url"), "http://127.0.0.1:11434/v1 ");
  await user.type(screen.getByTestId("model-name"), "small");
  await user.type(screen.getByTestId("model-key"), "k-1");
  await user.click(screen.getByTestId("model-test"));
  await screen.findByTestId("model-answers");
  expect(calls.some(({ command }) => command === "save_model_settings")).toBe(false);
  // jsdom knows no pointer events, which the switch itself asks for.
  await user.click(screen.getByText("Let a model order and name proposals"));
  expect(screen.queryByTestId("model-answers")).toBeNull();
  await user.click(screen.getByTestId("model-save"));
  await waitFor(() => expect(screen.queryByTestId("model-url")).toBeNull());
  const choice = { on: true, url: "http://127.0.0.1:11434/v1", name: "small" };
  expect(calls.at(-1)).toEqual({ command: "save_model_settings", choice, key: "k-1" });
  await user.click(screen.getByTestId("settings"));
  await screen.findByText(/One is in the keyring for this address/);
  expect((screen.getByTestId("model-key") as HTMLInputElement).value).toBe("");
  await user.type(screen.getByTestId("model-url"), "x");
  await screen.findByText(/for this address alone/);
});

it("says when a model does not answer", async () => {
  silent = true;
  view = { ...off, choice: { on: true, url: "https://models.example/v1", name: "large" } };
  await open();
  await userEvent.click(screen.getByTestId("model-test"));
  await screen.findByText("The model gave no answer.");
});

it("shows what the environment names and lets nobody change it here", async () => {
  const choice = { on: true, url: "https://models.example/v1", name: "large" };
  view = { choice, from_environment: true, key: "environment" };
  await open();
  expect(screen.getByText(/They win over what is kept here/)).toBeTruthy();
  expect((screen.getByTestId("model-url") as HTMLInputElement).readOnly).toBe(true);
  expect(screen.queryByTestId("model-save")).toBeNull();
  expect(screen.queryByTestId("model-on")).toBeNull();
});
