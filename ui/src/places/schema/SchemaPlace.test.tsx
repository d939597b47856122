import { QueryClientProvider } from "@tanstack/react-query";
import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { forgetKept } from "../../app/kept";
import { AppState, useApp } from "../../app/state";
import { newClient } from "../../host/client";
import type { BlockTarget, CatalogView, Fact, PolicyChange, PolicyEdit, ScopingView } from "../../host/types";
import { withBlocks } from "../../tree/blocks";
import { catalog, nothing } from "../../tree/test-catalog";
import { SchemaPlace } from "./SchemaPlace";

const ROW = 28;
let scoping: ScopingView;
let known: CatalogView | null;
let strokes: { targets: BlockTarget[]; blocked: boolean }[];

/** jsdom has none; the library's switch and the painting need one. */
class Pointer extends MouseEvent {
  readonly pointerId: number;
  constructor(type: string, init: PointerEventInit = {}) {
    super(type, init);
    this.pointerId = init.pointerId ?? 0;
  }
}

/** The shell, as far as this place asks it. */
function answer(command: string, payload: unknown): unknown {
  switch (command) {
    case "catalog":
      return known;
    case "scoping":
      return scoping;
    case "edit_scoping": {
      const { edit } = payload as { edit: PolicyEdit };
      if (edit.do !== "block" && edit.do !== "allow") throw new Error(`nobody answers ${edit.do}`);
      const blocked = edit.do === "block";
      strokes.push({ targets: edit.targets, blocked });
      scoping = withBlocks(scoping, edit.targets, blocked);
      const facts = edit.targets.map((of): Fact => ({ kind: "blocked", of }));
      return { scoping, change: blocked ? { put: facts, taken: [] } : { put: [], taken: facts } };
    }
    case "change_scoping": {
      const { change } = payload as { change: PolicyChange };
      for (const { facts, blocked } of [
        { facts: change.put, blocked: true },
        { facts: change.taken, blocked: false },
      ]) {
        const targets = facts.flatMap((fact) => (fact.kind === "blocked" ? [fact.of] : []));
        if (targets.length > 0) strokes.push({ targets, blocked });
        scoping = withBlocks(scoping, targets, blocked);
      }
      return { scoping, change };
    }
    case "discover":
      known = { fingerprint: "f", catalog, findings: [] };
      return known;
    default:
      throw new Error(`nobody answers ${command}`);
  }
}

beforeEach(() => {
  scoping = nothing;
  strokes = [];
  known = { fingerprint: "f", catalog, findings: [] };
  forgetKept();
  mockIPC(answer);
  vi.stubGlobal("PointerEvent", Pointer);
  // jsdom lays nothing out: a window of ten rows under the header.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(11 * ROW);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(900);
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, 900, 11 * ROW));
  Element.prototype.scrollTo = vi.fn();
});

afterEach(() => {
  vi.unstubAllGlobals();
  clearMocks();
});

function Status() {
  return <p data-testid="said">{useApp().status}</p>;
}

function open() {
  render(
    <QueryClientProvider client={newClient()}>
      <AppState connection="clinic" place="schema">
        <SchemaPlace />
        <Status />
      </AppState>
    </QueryClientProvider>,
  );
  return userEvent.setup();
}

const row = (path: string) => screen.findByTestId(`row-${path}`);
const tick = (path: string) => screen.getByTestId(`tick-${path}`);
const blocked = async (path: string, yes: boolean) =>
  waitFor(() => expect(screen.getByTestId(`row-${path}`)).toHaveAttribute("data-blocked", String(yes)));

test("a treegrid with the default schema open, and nothing for axe to find", async () => {
  scoping = { ...nothing, tables: [{ schema: "public", table: "payments" }] };
  const user = open();
  const payments = await row("public.payments");
  expect(payments).toHaveAttribute("data-blocked", "true");
  expect(payments).toHaveAttribute("aria-level", "2");
  expect(payments).toHaveAttribute("aria-posinset", "2");
  expect(payments).toHaveAttribute("aria-setsize", "2");
  expect(payments).toHaveAttribute("aria-rowindex", "4");
  expect(payments).toHaveAttribute("aria-expanded", "false");
  expect(screen.getByRole("treegrid")).toHaveAttribute("aria-rowcount", "5");
  expect(tick("public")).toHaveAttribute("aria-checked", "mixed");
  expect(screen.queryByTestId("row-archive.visits")).toBeNull();
  await user.click(screen.getByTestId("expand-public.payments"));
  expect(await row("public.payments.amount")).toHaveAttribute("data-blocked", "true");
  expect(tick("public.payments.amount")).toHaveAttribute("aria-disabled", "true");
  await user.click(screen.getByTestId("row-public.payments.amount"));
  const found = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});

test("a tick blocks, says so, and can be undone and redone by keys", async () => {
  const user = open();
  await row("public.payments");
  await user.click(tick("public.payments"));
  await blocked("public.payments", true);
  expect(strokes).toEqual([
    { targets: [{ table: { schema: "public", table: "payments" }, column: null }], blocked: true },
  ]);
  await waitFor(() => expect(screen.getByTestId("said")).toHaveTextContent("Blocked payments"));
  expect(screen.getByTestId("block-counts")).toHaveTextContent("1 table blocked");
  expect(screen.getByTestId("redo")).toBeDisabled();
  await user.keyboard("{Control>}z{/Control}");
  await blocked("public.payments", false);
  await waitFor(() => expect(screen.getByTestId("redo")).toBeEnabled());
  await user.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
  await blocked("public.payments", true);
  await user.click(screen.getByTestId("undo"));
  await blocked("public.payments", false);
  await user.keyboard("{Control>}y{/Control}");
  await blocked("public.payments", true);
});

test("an undo key pressed in the filter is the filter's", async () => {
  const user = open();
  await row("public.payments");
  await user.click(tick("public.payments"));
  await waitFor(() => expect(screen.getByTestId("undo")).toBeEnabled());
  await user.click(screen.getByTestId("schema-filter"));
  await user.keyboard("{Control>}z{/Control}");
  expect(strokes).toHaveLength(1);
});

test("a range is set as the box it began on, in one stroke", async () => {
  const user = open();
  await row("public.patients");
  await user.click(screen.getByTestId("expand-public.patients"));
  await row("public.patients.id");
  await user.click(tick("public.patients.name"));
  await blocked("public.patients.name", true);
  await user.keyboard("{Shift>}");
  await user.click(tick("public.patients.ssn"));
  await user.keyboard("{/Shift}");
  await blocked("public.patients.ssn", true);
  expect(strokes.at(-1)?.targets.map(({ column }) => column)).toEqual(["name", "phone", "ssn"]);
});

test("dragging paints every row on the way, once let go; Escape gives it up", async () => {
  const user = open();
  await row("public.patients");
  await user.click(screen.getByTestId("expand-public.patients"));
  await row("public.patients.id");
  const at = (index: number) => ({ pointerId: 1, button: 0, clientX: 10, clientY: ROW + index * ROW + 14 });
  // public, patients, id, name, phone, ssn, payments: from id to ssn in a single move.
  fireEvent.pointerDown(tick("public.patients.id"), at(2));
  fireEvent.pointerMove(document, at(5));
  await blocked("public.patients.phone", true);
  fireEvent.keyDown(document, { key: "Escape" });
  await blocked("public.patients.phone", false);
  fireEvent.pointerUp(document, at(5));
  expect(strokes).toEqual([]);

  fireEvent.pointerDown(tick("public.patients.id"), at(2));
  fireEvent.pointerMove(document, at(5));
  fireEvent.pointerUp(document, at(5));
  await waitFor(() => expect(strokes).toHaveLength(1));
  expect(strokes[0]?.targets.map(({ column }) => column)).toEqual(["id", "name", "phone", "ssn"]);
});

test("one tab stop; keys move, open, tick and tell what is selected", async () => {
  const user = open();
  const first = await row("public");
  first.focus();
  await user.keyboard("{ArrowDown}");
  const patients = await row("public.patients");
  await waitFor(() => expect(patients).toHaveFocus());
  expect(screen.getAllByRole("row").filter((row) => row.tabIndex === 0)).toEqual([patients]);
  await user.keyboard("{ArrowRight}");
  expect(patients).toHaveAttribute("aria-expanded", "true");
  await user.keyboard("{ArrowRight}");
  await waitFor(() => expect(screen.getByTestId("row-public.patients.id")).toHaveFocus());
  await user.keyboard(" ");
  await blocked("public.patients.id", true);
  const details = within(screen.getByRole("complementary"));
  expect(details.getByText("public.patients.id")).toBeVisible();
  await user.click(details.getByRole("button"));
  await blocked("public.patients.id", false);
});

test("the filter opens what it finds, and the agent's view leaves out what is blocked", async () => {
  scoping = { ...nothing, tables: [{ schema: "public", table: "payments" }] };
  const user = open();
  await row("public.payments");
  await user.type(screen.getByTestId("schema-filter"), "ssn");
  await row("public.patients.ssn");
  expect(screen.queryByTestId("row-public.payments")).toBeNull();
  await user.type(screen.getByTestId("schema-filter"), "x");
  await screen.findByText(/Nothing is called/);
  await user.clear(screen.getByTestId("schema-filter"));
  await row("public.payments");
  await user.click(screen.getByTestId("as-agent"));
  await waitFor(() => expect(screen.queryByTestId("row-public.payments")).toBeNull());
  await row("public.patients");
});

test("a schema that is not known yet can be discovered", async () => {
  known = null;
  const user = open();
  await user.click(await screen.findByTestId("discover"));
  await row("public.patients");
});
