import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Suggestion, SuggestionView } from "../../../host/types";
import { accessibilityFindings, openPanel, recorder, target } from "../test-panel";
import { SuggestionsPanel } from "./SuggestionsPanel";
import { looksLike, reasonInWords } from "./words";

beforeEach(() => mockIPC(() => null));
afterEach(clearMocks);

const patients = { schema: "public", table: "patients" };
const ssn: Suggestion = {
  table: patients,
  column: "ssn",
  data_type: "text",
  class: "government_id",
  confidence: "high",
  reasons: [
    { kind: "name", words: "ssn" },
    { kind: "comment", words: "social security" },
  ],
};
const phone: Suggestion = {
  ...ssn,
  column: "phone",
  class: "contact",
  confidence: "medium",
  reasons: [{ kind: "values", shape: "phone", matching: 37, seen: 40 }],
};
function view(suggestion: Suggestion): SuggestionView {
  const { table, column, class: name, data_type } = suggestion;
  return { suggestion, dismissal: { target: { table, column }, class: name, data_type }, node: 0 };
}

function open(open: SuggestionView[], dismissed: SuggestionView[] = []) {
  const record = recorder();
  const onShow = vi.fn();
  const panel = (
    <SuggestionsPanel home="public" decided={{ open, blocked: 1, dismissed }} onEdit={record.onEdit} onShow={onShow} />
  );
  return { user: openPanel(panel), taken: record.taken, onShow };
}

test("what looks sensitive is listed by class, with how sure that is and why", async () => {
  const { user, taken } = open([view(phone), view(ssn)]);
  const ids = within(screen.getByTestId("suggestions-government_id"));
  expect(ids.getByText("High confidence: its name says “ssn”; its comment says “social security”.")).toBeVisible();
  const contact = within(screen.getByTestId("suggestions-contact"));
  expect(contact.getByText(/37 of 40 values looked at have the shape of a telephone number/)).toBeVisible();
  expect(screen.getByText(/2 suggestions, 1 of high confidence. 1 more is blocked already./)).toBeVisible();
  await user.click(ids.getByRole("button", { name: "Block patients.ssn" }));
  await user.click(contact.getByRole("button", { name: "Dismiss the suggestion about patients.phone" }));
  expect(taken.map(({ edit }) => edit)).toEqual([
    { do: "block", targets: [target("patients", "ssn")] },
    {
      do: "dismiss",
      suggestions: [{ target: target("patients", "phone"), class: "contact", data_type: "text" }],
      dismissed: true,
    },
  ]);
  expect(await accessibilityFindings()).toEqual([]);
});

test("all of high confidence are blocked at once, after saying how many", async () => {
  const { user, taken } = open([view(ssn), view(phone)]);
  await user.click(screen.getByTestId("block-high"));
  const dialog = within(await screen.findByRole("alertdialog"));
  expect(dialog.getByText("Block 1 column in 1 table?")).toBeVisible();
  await user.click(dialog.getByRole("button", { name: "Block them" }));
  expect(taken).toEqual([
    { edit: { do: "block", targets: [target("patients", "ssn")] }, said: "Blocked 1 column in 1 table" },
  ]);
});

test("a dismissal can be seen and taken back", async () => {
  const { user, taken } = open([], [view(phone)]);
  expect(screen.getByTestId("no-suggestions")).toBeVisible();
  await user.click(screen.getByText("Dismissed (1)"));
  await user.click(screen.getByRole("button", { name: "Suggest again: patients.phone" }));
  expect(taken[0]?.edit).toEqual({ do: "dismiss", suggestions: [view(phone).dismissal], dismissed: false });
});

test("a reason names what it is about", () => {
  expect(reasonInWords({ kind: "references", table: patients, column: "ssn" }, "public")).toBe(
    "it refers to patients.ssn, which looks the same",
  );
  expect(looksLike(ssn)).toBe("Government id (name, comment)");
});
