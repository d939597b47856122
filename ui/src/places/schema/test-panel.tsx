// A panel by itself, for tests, which answer for the shell themselves.
import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import axe from "axe-core";
import type { ReactNode } from "react";
import { AppState } from "../../app/state";
import { newClient } from "../../host/client";
import type { BlockTarget, PolicyEdit } from "../../host/types";

/** jsdom has none; the library's switch and dialogs need one. */
class Pointer extends MouseEvent {}
globalThis.PointerEvent ??= Pointer as unknown as typeof PointerEvent;

/** The steps that a panel took, each with what the status line says of it. */
export type Taken = { edit: PolicyEdit; said: string };

export function recorder(): { taken: Taken[]; onEdit: (edit: PolicyEdit, said: string) => void } {
  const taken: Taken[] = [];
  return { taken, onEdit: (edit, said) => void taken.push({ edit, said }) };
}

export function openPanel(panel: ReactNode) {
  render(
    <QueryClientProvider client={newClient()}>
      <AppState connection="clinic" place="schema">
        <main>{panel}</main>
      </AppState>
    </QueryClientProvider>,
  );
  return userEvent.setup();
}

export async function accessibilityFindings(): Promise<string[]> {
  // jsdom knows no colours; the real window is asked about them.
  const found = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

export function target(table: string, column: string | null = null, schema = "public"): BlockTarget {
  return { table: { schema, table }, column };
}
