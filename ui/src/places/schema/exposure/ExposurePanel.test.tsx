import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ExposureView, Leak } from "../../../host/types";
import { accessibilityFindings, openPanel, recorder, target } from "../test-panel";
import { ExposurePanel } from "./ExposurePanel";

beforeEach(() => mockIPC(() => null));
afterEach(clearMocks);

const exported = target("patient_export", "ssn");
const leak: Leak = {
  kind: "view",
  certainty: "certain",
  through: exported,
  tells: [target("patients", "ssn")],
  why: "The view reads it.",
  fix: { do: "block", targets: [exported] },
};
const owner: ExposureView["owner"] = {
  counts: { tables_seen: 20, tables: 26, columns_seen: 150, columns: 211 },
  leaks: [
    leak,
    { ...leak, kind: "tool_text", certainty: "possible", through: null, why: "Its text says “ssn”.", fix: null },
  ],
  quarantined: [target("claims"), target("feedback")],
  renames: [],
  tombstones: [],
  rules: [],
  quarantine: true,
  refused: [],
  unreviewed: false,
};
const exposure: ExposureView = {
  about: {
    connection: "clinic",
    engine: "postgres",
    server_version: "18.4",
    database: "clinic",
    fingerprint: "00",
    time: "2026-11-22 10:00 UTC",
  },
  schemas: [{ name: "public", tables: 20, columns: 150 }],
  owner,
  tools: [
    {
      slug: "look-up",
      name: "look_up_an_appointment",
      tool_name: "Look up an appointment",
      description: "For callers.",
      enabled: false,
      parameters: [{ name: "caller_phone", class: "text", enum_values: [], required: true }],
      outputs: [
        {
          name: "time",
          class: "timestamp",
          nullable: true,
          table: { schema: "public", table: "appointments" },
          column: "starts_at",
        },
      ],
      limit: 1,
      sha256: "00",
    },
  ],
};

function open(view: ExposureView = exposure) {
  const record = recorder();
  const heard = { onShow: vi.fn(), onReview: vi.fn(), onOpenBinding: vi.fn(), onSave: vi.fn() };
  const panel = <ExposurePanel home="public" exposure={view} onEdit={record.onEdit} {...heard} />;
  return { user: openPanel(panel), taken: record.taken, ...heard };
}

test("it says how much the agent sees, and what each tool takes and gives", async () => {
  const { user, onOpenBinding, onReview } = open();
  expect(screen.getByText("The agent sees 20 of 26 tables and 150 of 211 columns.")).toBeVisible();
  const tool = within(screen.getByTestId("tool-look-up"));
  expect(tool.getByText("at most 1 row, not enabled")).toBeVisible();
  expect(tool.getByText("from appointments.starts_at")).toBeVisible();
  await user.click(tool.getByRole("button", { name: "Open the binding Look up an appointment" }));
  expect(onOpenBinding).toHaveBeenCalledWith("look-up");
  await user.click(screen.getByRole("button", { name: "Review" }));
  expect(onReview).toHaveBeenCalled();
  expect(await accessibilityFindings()).toEqual([]);
});

test("a way around a block says why, and is closed by one click where a block can close it", async () => {
  const { user, taken, onShow } = open();
  const view = within(screen.getByTestId("leak-patient_export.ssn"));
  expect(view.getByText("Tells patients.ssn.")).toBeVisible();
  await user.click(view.getByRole("button", { name: "Block this too: patient_export.ssn" }));
  expect(taken).toEqual([{ edit: leak.fix, said: "Blocked patient_export.ssn too" }]);
  await user.click(view.getByRole("button", { name: "patient_export.ssn" }));
  expect(onShow).toHaveBeenCalledWith(exported);
  const tool = within(screen.getByTestId("leak-text of a tool"));
  expect(tool.queryByRole("button")).toBeNull();
  expect(tool.getByText("Only a change of the tool’s text closes this.")).toBeVisible();
});

test("the report can be kept, and nothing found is said", async () => {
  const { user, onSave } = open({ ...exposure, tools: [], owner: { ...owner, leaks: [], quarantined: [] } });
  expect(screen.getByTestId("no-leaks")).toBeVisible();
  await user.click(screen.getByTestId("report-html"));
  await user.click(screen.getByTestId("report-json"));
  expect(onSave.mock.calls).toEqual([["html"], ["json"]]);
});
