import { QueryClientProvider } from "@tanstack/react-query";
import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { forgetKept } from "../../app/kept";
import { AppState, useApp } from "../../app/state";
import { newClient } from "../../host/client";
import type { ScopingStroke } from "../../host/types";
import { withStroke } from "../../tree/blocks";
import { pathOf } from "../../tree/model";
import { clear, node, nothing, packedBytes, tree } from "../../tree/test-catalog";
import { SchemaPlace } from "./SchemaPlace";

const ROW = 28;
let marks: Uint8Array;
let known: boolean;
let strokes: { paths: string[]; blocked: boolean }[];

/** jsdom has none; the library's switch and the painting need one. */
class Pointer extends MouseEvent {
  readonly pointerId: number;
  constructor(type: string, init: PointerEventInit = {}) {
    super(type, init);
    this.pointerId = init.pointerId ?? 0;
  }
}

const taken: [number[], boolean][] = [];

function nodesIn(ranges: readonly number[]): number[] {
  const nodes: number[] = [];
  for (let at = 0; at < ranges.length; at += 2) {
    for (let one = ranges[at] ?? 0; one < (ranges[at + 1] ?? 0); one++) nodes.push(one);
  }
  return nodes;
}

function stroke(nodes: number[], blocked: boolean, step: number): ScopingStroke {
  marks = withStroke(tree, marks, nodes, blocked);
  strokes.push({ paths: nodes.map((one) => pathOf(tree, one)), blocked });
  taken[step] ??= [nodes, blocked];
  const none = { total: 0, first: [] };
  const first = nodes.map((one) => {
    const [schema = "", table = "", column = null] = pathOf(tree, one).split(".");
    return { table: { schema, table }, column };
  });
  const some = { total: nodes.length, first };
  return {
    scoping: answer("scoping", null) as ScopingStroke["scoping"],
    step,
    effect: {
      blocked: blocked ? some : none,
      allowed: blocked ? none : some,
      rules_added: [],
      rules_removed: [],
      dismissed: none,
      suggested_again: none,
      quarantine: null,
    },
  };
}

/** The shell, as far as this place asks it. */
function answer(command: string, payload: unknown): unknown {
  switch (command) {
    case "outline":
      return known ? packedBytes() : new ArrayBuffer(0);
    case "marks":
      return marks.slice().buffer;
    case "agent_badges":
      return new ArrayBuffer(tree.outline.columns);
    case "table_details":
      return null;
    case "suggestions":
      return { fingerprint: "", count: 0 };
    case "scoping":
      return { ...nothing, blocked: { ...nothing.blocked, tables: marks[node("public.payments")] ? 1 : 0 } };
    case "stroke_scoping": {
      const { nodes, blocked } = payload as { nodes: number[]; blocked: boolean };
      return stroke(nodesIn(nodes), blocked, strokes.length);
    }
    case "replay_scoping": {
      const { step, back } = payload as { step: number; back: boolean };
      const [nodes, blocked] = taken[step] ?? [[], false];
      return stroke(nodes, back ? !blocked : blocked, step);
    }
    case "discover":
      known = true;
      return { tables: 3, columns: 9, findings: [] };
    default:
      throw new Error(`nobody answers ${command}`);
  }
}

beforeEach(() => {
  marks = clear();
  strokes = [];
  taken.length = 0;
  known = true;
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
  marks = withStroke(tree, clear(), [node("public.payments")], true);
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
  expect(strokes).toEqual([{ paths: ["public.payments"], blocked: true }]);
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
  expect(strokes.at(-1)?.paths).toEqual(["name", "phone", "ssn"].map((column) => `public.patients.${column}`));
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
  expect(strokes[0]?.paths).toEqual(["id", "name", "phone", "ssn"].map((column) => `public.patients.${column}`));
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
  marks = withStroke(tree, clear(), [node("public.payments")], true);
  const user = open();
  await row("public.payments");
  await user.type(screen.getByTestId("schema-filter"), "ssn");
  await row("public.patients.ssn");
  expect(screen.queryByTestId("row-public.payments")).toBeNull();
  await user.type(screen.getByTestId("schema-filter"), "x");
  await screen.findByText(/Nothing is called/);
  await user.clear(screen.getByTestId("schema-filter"));
  await row("public.payments");
  await user.click(screen.getByTestId("panel-tab-agent"));
  await waitFor(() => expect(screen.queryByTestId("row-public.payments")).toBeNull());
  await row("public.patients");
});

test("a schema that is not known yet can be discovered", async () => {
  known = false;
  const user = open();
  await user.click(await screen.findByTestId("discover"));
  await row("public.patients");
});
