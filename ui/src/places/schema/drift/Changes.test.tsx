import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { forgetKept } from "../../../app/kept";
import { accessibilityFindings, openPanel, target } from "../test-panel";
import { Changes, type Drifted } from "./Changes";
import { changeInWords } from "./Differences";

beforeEach(() => {
  forgetKept();
  mockIPC(() => null);
});
afterEach(clearMocks);

const ssn = target("patients", "ssn");
const social = target("patients", "social_security_no");
const email = target("patients", "email");
const drifted: Drifted = {
  drift: {
    added: [target("feedback")],
    removed: [target("patients", "card_last4")],
    changed: [{ of: email, what: "type", before: "text", after: "character varying(320)" }],
    renamed: [{ from: ssn, to: social, confidence: 90, reason: "both are text not null and stand seventh" }],
    no_longer_read: [],
    newly_read: [],
  },
  impact: {
    baseline: "snapshot",
    tombstones: [target("patients", "card_last4")],
    returned: [],
    quarantined: [target("feedback")],
    questions: [{ from: ssn, to: social }],
    rules: [{ pattern: "*.ssn", gained: [], lost: [ssn] }],
    bindings: [
      {
        slug: "find-a-patient",
        tool_name: "Find a patient",
        effect: "index_changed",
        diagnostics: [],
        indexes: [{ table: email.table, index: "patients_email", before: "btree (email)", after: null }],
      },
    ],
  },
};

function open() {
  const onShow = vi.fn();
  const onOpenBinding = vi.fn();
  const changes = (
    <Changes connection="clinic" home="public" drifted={drifted} onShow={onShow} onOpenBinding={onOpenBinding} />
  );
  return { user: openPanel(changes), onShow, onOpenBinding };
}

test("what changed is told by kind, and what it means for blocks, rules and bindings", async () => {
  const { user, onShow, onOpenBinding } = open();
  const drift = within(screen.getByTestId("drift"));
  expect(within(drift.getByRole("region", { name: "Looks renamed" })).getByText(/^because both/)).toBeVisible();
  expect(drift.getByText("type: text → character varying(320)")).toBeVisible();
  expect(drift.getByText("1 table blocked until reviewed.")).toBeVisible();
  expect(drift.getByText("Rule *.ssn no longer matches 1 column in 1 table: gone.")).toBeVisible();
  expect(drift.getByText("Index patients_email (btree (email)) is gone: a read may become slow.")).toBeVisible();
  await user.click(drift.getByRole("button", { name: "patients.email" }));
  expect(onShow).toHaveBeenCalledWith(email);
  await user.click(drift.getByRole("button", { name: "Open it: the binding Find a patient" }));
  expect(onOpenBinding).toHaveBeenCalledWith("find-a-patient");
  expect(await accessibilityFindings()).toEqual([]);
});

test("it can be put away and is found again", async () => {
  const { user } = open();
  await user.click(screen.getByTestId("drift-hide"));
  expect(screen.queryByTestId("drift")).toBeNull();
  await user.click(screen.getByTestId("drift-show"));
  expect(screen.getByTestId("drift")).toBeVisible();
});

test("a change says what it was and what it is", () => {
  const index = { of: email, what: "index" as const, name: "patients_email" };
  expect(changeInWords({ ...index, before: "btree (email)", after: null })).toBe(
    "index patients_email, gone: btree (email)",
  );
  expect(changeInWords({ ...index, before: null, after: "btree (email)" })).toBe(
    "index patients_email, new: btree (email)",
  );
});
