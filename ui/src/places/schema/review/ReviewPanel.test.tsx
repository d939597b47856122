import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Described, ScopingView } from "../../../host/types";
import { nothing } from "../../../tree/test-catalog";
import { accessibilityFindings, openPanel, recorder, target } from "../test-panel";
import { ReviewPanel } from "./ReviewPanel";

beforeEach(() => mockIPC(answer));
afterEach(clearMocks);

const rename = { from: target("patients", "ssn"), to: target("patients", "social_security_no") };
const scoping: ScopingView = {
  ...nothing,
  quarantined: [target("claims"), target("patients", "insurance_id"), target("patients", "nickname")],
  renames: [rename],
  unmatched: [target("patients", "ssn"), target("patients", "card_last4")],
};

function answer(command: string, payload: unknown): unknown {
  if (command !== "describe") throw new Error(`nobody answers ${command}`);
  const { targets } = payload as { targets: Described["target"][] };
  return targets.map((of): Described => {
    if (!of.column) return { target: of, kind: "table", columns: 7, data_type: null, comment: "Sent to insurers" };
    return { target: of, kind: "table", columns: 0, data_type: "text", comment: null };
  });
}

function open(view: ScopingView = scoping) {
  const record = recorder();
  const onShow = vi.fn();
  const panel = <ReviewPanel connection="clinic" home="public" scoping={view} onEdit={record.onEdit} onShow={onShow} />;
  return { user: openPanel(panel), taken: record.taken, onShow };
}

test("what is new is listed by table with what is known of it, and decided one by one", async () => {
  const { user, taken, onShow } = open();
  const claims = within(await screen.findByTestId("review-claims"));
  await claims.findByText("new table, 7 columns");
  expect(claims.getByText("Sent to insurers")).toBeVisible();
  const patients = within(screen.getByRole("region", { name: "patients" }));
  expect(patients.getByText("2 new columns")).toBeVisible();
  await user.click(screen.getByTestId("allow-patients.nickname"));
  await user.click(screen.getByTestId("keep-claims"));
  expect(taken).toEqual([
    {
      edit: { do: "allow", targets: [target("patients", "nickname")] },
      said: "The agent can see 1 column in 1 table now",
    },
    { edit: { do: "block", targets: [target("claims")] }, said: "Kept blocked: 1 table" },
  ]);
  await user.click(screen.getByRole("button", { name: "insurance_id" }));
  expect(onShow).toHaveBeenCalledWith(target("patients", "insurance_id"));
  expect(await accessibilityFindings()).toEqual([]);
});

test("all at once says how many, and letting all through asks first", async () => {
  const { user, taken } = open();
  const all = within(await screen.findByTestId("review-all"));
  expect(all.getByText("Both buttons apply to 2 columns in 1 table and 1 whole table.")).toBeVisible();
  await user.click(all.getByTestId("allow-all"));
  expect(taken).toEqual([]);
  const dialog = within(await screen.findByRole("alertdialog"));
  await user.click(dialog.getByRole("button", { name: "Let the agent see them" }));
  expect(taken.map(({ edit }) => edit)).toEqual([{ do: "release", targets: scoping.quarantined }]);
  await user.click(all.getByTestId("keep-all"));
  expect(taken.at(-1)?.edit).toEqual({ do: "block", targets: scoping.quarantined });
});

test("what looks renamed is asked, and its old name is no tombstone meanwhile", async () => {
  const { user, taken } = open();
  const question = within(await screen.findByTestId("rename-patients.social_security_no"));
  expect(question.getByText(/the same column\?/)).toHaveTextContent(
    "In patients: ssn is gone and social_security_no is new: the same column?",
  );
  expect(screen.queryByTestId("tombstone-patients.ssn")).toBeNull();
  await user.click(question.getByRole("button", { name: /^Yes/ }));
  await user.click(question.getByRole("button", { name: /^No/ }));
  expect(taken.map(({ edit }) => edit)).toEqual([
    { do: "decide_rename", rename, same: true },
    { do: "decide_rename", rename, same: false },
  ]);
});

test("a block on what is gone is kept until it is removed by itself", async () => {
  const { user, taken } = open();
  const gone = within(await screen.findByTestId("tombstone-patients.card_last4"));
  await user.click(gone.getByRole("button", { name: "Remove the block on patients.card_last4, which is gone" }));
  expect(taken).toEqual([
    {
      edit: { do: "allow", targets: [target("patients", "card_last4")] },
      said: "The block on patients.card_last4, which is gone, was removed",
    },
  ]);
});

test("with nothing to decide it says so, and what the setting means", async () => {
  const { user, taken } = open({ ...nothing, quarantine: false });
  expect(await screen.findByTestId("nothing-to-review")).toHaveTextContent("let through without a review");
  await user.click(screen.getByTestId("quarantine"));
  expect(taken).toEqual([
    { edit: { do: "set_quarantine", on: true }, said: "What is new is blocked until you review it" },
  ]);
  expect(await accessibilityFindings()).toEqual([]);
});
