import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Binding, Statement, TrialView } from "../../../host/types";
import { TrialPanel } from "./TrialPanel";

const draft: Binding = { tool_name: "Change", connection: "clinic", operation: "visits.update" };
const parameter = { ordinal: 1, column: "id", cast_type: "bigint", class: "integer", required: true } as const;
const statement: Statement = {
  kind: "update",
  engine: "postgres",
  sql: "UPDATE …",
  parameters: [
    { ...parameter, name: "id" },
    { ...parameter, ordinal: 2, name: "status", cast_type: "text", class: "enum", enum_values: ["new", "done"] },
    { ...parameter, ordinal: 3, name: "pinned", constant: "x" },
  ],
  outputs: [],
  limit: 1,
  tables: [],
  privileges: [],
  sha256: "a".repeat(64),
};

const hazards = [
  {
    hazard: { kind: "triggers_hidden" } as const,
    text: "The trigger audit_visits runs.",
    outlives_a_rollback: true,
  },
];
const ran: TrialView = {
  kind: "ran",
  json: '{\n  "status": "done"\n}',
  rows: 1,
  timings: [{ what: "a warm statement", ms: 0.4, budget_ms: 150, most_ms: 500, quick: true }],
  plans: [{ basis: "values", access: { kind: "index", name: "visits_pkey" }, estimated_rows: 1 }],
  hazards,
  user: "agent",
};

type Call = { given: Record<string, unknown>; agreed: boolean };
let calls: Call[] = [];
let answers: (TrialView | Error | Promise<TrialView>)[] = [];
let canceled: number;

beforeEach(() => {
  calls = [];
  canceled = 0;
  Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
  mockIPC((command, payload) => {
    if (command === "cancel_trial") {
      canceled++;
      return null;
    }
    if (command !== "try_binding") throw new Error(`unexpected: ${command}`);
    calls.push(payload as Call);
    const answer = answers.shift();
    if (answer instanceof Error) {
      throw { code: "refused", message: answer.message, next_step: "Give another.", fields: [] };
    }
    return answer;
  });
});
afterEach(() => clearMocks());

function show() {
  const user = userEvent.setup();
  const panel = (of: Statement | null) => (
    <main>
      <TrialPanel current={() => draft} statement={of} />
    </main>
  );
  const { rerender } = render(panel(statement));
  return { user, change: (of: Statement | null) => rerender(panel(of)) };
}

it("asks before a write, then shows exactly what the agent would get", async () => {
  answers = [{ kind: "asks", hazards }, ran];
  const { user, change } = show();
  expect(screen.queryByTestId("trial-argument-pinned")).toBeNull();
  await user.click(screen.getByTestId("trial-run"));
  expect(calls).toEqual([]);
  await user.type(screen.getByTestId("trial-argument-id"), "17");
  await user.selectOptions(screen.getByTestId("trial-argument-status"), "done");
  await user.click(screen.getByTestId("trial-run"));
  expect(await screen.findByTestId("trial-hazards")).toHaveTextContent("audit_visits");
  expect(screen.getByTestId("trial-hazards")).toHaveTextContent("may stay");
  expect(screen.getByTestId("trial-disagree")).toHaveFocus();
  await user.click(screen.getByTestId("trial-agree"));
  await waitFor(() => expect(screen.getByTestId("trial-json")).toHaveTextContent('"status": "done"'));
  expect(calls.map(({ given, agreed }) => [given, agreed])).toEqual([
    [{ id: 17, status: "done" }, false],
    [{ id: 17, status: "done" }, true],
  ]);
  expect(screen.getByTestId("trial-rows")).toHaveTextContent("1 row changed and rolled back");
  expect(screen.getByTestId("trial-time-a warm statement")).toHaveTextContent("0.4 ms of 150 ms");
  expect(screen.getByTestId("trial-plan-values")).toHaveTextContent("By the index visits_pkey. Expects about 1 row.");
  // jsdom draws nothing, so there is no contrast to measure.
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  change({ ...statement, sha256: "b".repeat(64) });
  expect(screen.getByText(/as it was before the last change/)).toBeVisible();
  change(null);
  expect(screen.getByText("There is nothing to try while an error stands.")).toBeVisible();
});

it("can be canceled, and what comes late is not shown", async () => {
  let late: (answer: TrialView) => void = () => {};
  answers = [new Promise((resolve) => (late = resolve))];
  const { user } = show();
  await user.type(screen.getByTestId("trial-argument-id"), "17");
  await user.selectOptions(screen.getByTestId("trial-argument-status"), "new");
  await user.click(screen.getByTestId("trial-run"));
  await user.click(await screen.findByTestId("trial-cancel"));
  late(ran);
  await waitFor(() => expect(screen.queryByTestId("trial-progress")).toBeNull());
  expect(screen.queryByTestId("trial-result")).toBeNull();
  expect(canceled).toBe(1);
});

it("says why it was refused", async () => {
  answers = [new Error("The key finds no row.")];
  const { user } = show();
  await user.type(screen.getByTestId("trial-argument-id"), "17");
  await user.selectOptions(screen.getByTestId("trial-argument-status"), "new");
  await user.click(screen.getByTestId("trial-run"));
  expect(await screen.findByRole("alert")).toHaveTextContent("The key finds no row.");
});
