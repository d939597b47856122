import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RuleView } from "../../../host/types";
import { accessibilityFindings, openPanel, recorder, target } from "../test-panel";
import { type Decide, RulesPanel } from "./RulesPanel";

beforeEach(() => mockIPC(answer));
afterEach(clearMocks);

const ssn: RuleView = {
  pattern: "*.ssn",
  columns: 14,
  in_tables: 14,
  tables: 0,
  examples: [target("patients", "ssn"), target("staff", "ssn")],
  excepted: [target("test_patients", "ssn")],
};

function answer(command: string, payload: unknown): unknown {
  if (command !== "rule_matches") throw new Error(`nobody answers ${command}`);
  const { pattern } = payload as { pattern: string };
  if (pattern.endsWith(".")) {
    throw { code: "rule_malformed", message: `“${pattern}” is no pattern.`, next_step: "Correct it.", fields: [] };
  }
  return pattern === "*.ssn" ? ssn : { ...ssn, pattern, columns: 0, in_tables: 0, examples: [], excepted: [] };
}

function Panel({ rules, onEdit }: { rules: RuleView[]; onEdit: Decide }) {
  const [pattern, setPattern] = useState("");
  const writing = { pattern, onPattern: setPattern };
  return <RulesPanel connection="clinic" home="public" rules={rules} {...writing} onEdit={onEdit} />;
}

function open(rules: RuleView[] = []) {
  const record = recorder();
  return { user: openPanel(<Panel rules={rules} onEdit={record.onEdit} />), taken: record.taken };
}

test("a rule says what it would block before it is added", async () => {
  const { user, taken } = open();
  expect(screen.getByTestId("rule-add")).toBeDisabled();
  await user.type(screen.getByTestId("rule-pattern"), "*.ssn");
  const effect = screen.getByTestId("rule-matches");
  await waitFor(() => expect(effect).toHaveTextContent("Matches 14 columns in 14 tables"));
  expect(effect).toHaveTextContent("patients.ssn, staff.ssn and 12 more");
  await user.click(screen.getByTestId("rule-add"));
  expect(taken).toEqual([
    { edit: { do: "add_rule", rule: "*.ssn" }, said: "Rule *.ssn added: 14 columns in 14 tables blocked by it" },
  ]);
  expect(screen.getByTestId("rule-pattern")).toHaveValue("");
});

test("a malformed pattern is refused with the reason, one that stands already is not added twice", async () => {
  const { user } = open([ssn]);
  await user.type(screen.getByTestId("rule-pattern"), "patients.");
  await screen.findByText("“patients.” is no pattern.");
  expect(screen.getByTestId("rule-add")).toBeDisabled();
  await user.clear(screen.getByTestId("rule-pattern"));
  await user.type(screen.getByTestId("rule-pattern"), "*.ssn");
  expect(screen.getByTestId("rule-matches")).toHaveTextContent("in the list already");
  expect(screen.getByTestId("rule-add")).toBeDisabled();
});

test("an example fills the field, and a rule may match nothing yet", async () => {
  const { user, taken } = open();
  await user.click(screen.getByRole("button", { name: /^Use audit_\*/ }));
  await waitFor(() => expect(screen.getByTestId("rule-matches")).toHaveTextContent("Matches nothing now"));
  await user.click(screen.getByTestId("rule-add"));
  expect(taken[0]?.said).toBe("Rule audit_* added: it matches nothing yet");
});

test("a rule is removed after asking; what is let through can be blocked again", async () => {
  const { user, taken } = open([ssn]);
  const rule = within(screen.getByTestId("rule-*.ssn"));
  expect(rule.getByText("matches 14 columns in 14 tables, 1 let through")).toBeVisible();
  await user.click(rule.getByRole("button", { name: "Block it again: test_patients.ssn" }));
  await user.click(rule.getByRole("button", { name: "Remove the rule *.ssn" }));
  const dialog = within(await screen.findByRole("alertdialog"));
  await user.click(dialog.getByRole("button", { name: "Remove" }));
  expect(taken.map(({ edit }) => edit)).toEqual([
    { do: "block", targets: [target("test_patients", "ssn")] },
    { do: "remove_rule", rule: "*.ssn" },
  ]);
  expect(await accessibilityFindings()).toEqual([]);
});
