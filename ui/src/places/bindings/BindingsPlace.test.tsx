import { QueryClientProvider } from "@tanstack/react-query";
import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { StrictMode } from "react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { AppState, useApp } from "../../app/state";
import { newClient } from "../../host/client";
import type { Binding, ColumnOffer, Diagnostic, Offer, Verb, WorkspaceView } from "../../host/types";
import { OWN } from "../../tree/blocks";
import { buildTree } from "../../tree/model";
import { node, outlineOf, packedBytes } from "../../tree/test-catalog";
import { BindingsPlace } from "./BindingsPlace";

const table = (name: string, schema = "public") => ({ schema, name, columns: [] });
const tables = [table("appointments"), table("patients"), table("payments"), table("invoices", "billing")];
const tree = buildTree(outlineOf(tables));
const marks = new Uint8Array(tree.size);
marks[node("public.payments", tree)] = OWN;

const column = (name: string, served: boolean, blocked = false): ColumnOffer => ({
  name,
  data_type: "text",
  class: "text",
  comment: null,
  enum_values: [],
  blocked,
  sensitive: null,
  not_settable: blocked ? "it is blocked" : null,
  required: false,
  key: false,
  index: served
    ? { kind: "served", index: "ix", unique: false }
    : { kind: "not_served", reason: "no index begins with it" },
  not_returnable: blocked ? "it is blocked" : null,
});

const offer: Offer = {
  operation: "appointments.read",
  not_writable: null,
  columns: [column("status", false), column("starts_at", false), column("phone", true)],
  relationships: [
    { name: "patient", table: { schema: "public", table: "patients" }, columns: [column("ssn", false, true)] },
  ],
};

const stored: Binding = {
  tool_name: "Stored",
  connection: "clinic",
  operation: "public.appointments.read",
  inputs: [{ param: "caller_phone", arg: "phone", required: true }],
  projection: [
    { path: ["appointment", "starts_at"], leaf: "appointment_time" },
    { path: ["patient", "ssn"], leaf: "ssn" },
  ],
};

const blocked: Diagnostic = {
  code: "GH0122",
  severity: "error",
  field: "projection[1].path",
  message: "public.patients.ssn is blocked: the agent may not read it.",
  why: "What is blocked must not leave the database.",
  fix: { title: "Remove it from the answer", edit: { field: "projection[1]", value: "" } },
};

const workspace = {
  path: "/w",
  connections: [{ name: "clinic" }],
  problems: [],
} as unknown as WorkspaceView;

const statement = {
  engine: "postgres",
  sql: 'SELECT t0."starts_at"\nFROM "public"."appointments" AS t0\nWHERE t0."phone" = $1::text\nLIMIT 1',
  parameters: [{ ordinal: 1, name: "caller_phone", column: "phone", cast_type: "text", class: "text", required: true }],
  outputs: [],
  limit: 1,
  tables: [],
  privileges: [],
  sha256: "0123456789abcdef".repeat(4),
};

const writable: Offer = {
  ...offer,
  operation: "appointments.create",
  columns: [
    column("status", false),
    { ...column("starts_at", false), not_settable: "the server makes its value" },
    { ...column("phone", true), required: true },
  ],
  relationships: [],
};

/** What was done to whole files. */
let done: string[] = [];
let saves: { slug: string | null; binding: Binding }[] = [];
let discovered: boolean;

function compile({ projection = [] }: Binding) {
  const refused = projection.findIndex(({ path }) => path.at(-1) === "ssn");
  if (projection.length > 0 && refused < 0) return { compilation: { statement, diagnostics: [] }, skill: "{}" };
  return { compilation: { statement: null, diagnostics: refused < 0 ? [] : [blocked] }, skill: null };
}

beforeEach(() => {
  saves = [];
  done = [];
  discovered = true;
  // What CodeMirror measures, and where a fix leads to, jsdom has not.
  Element.prototype.scrollIntoView = () => {};
  Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
  mockIPC((command, payload) => {
    const given = payload as { slug: string | null; binding: Binding };
    switch (command) {
      case "workspace":
        return workspace;
      case "bindings":
        return [];
      case "outline":
        return discovered ? packedBytes(tables) : new ArrayBuffer(0);
      case "marks":
        return discovered ? marks.slice().buffer : new ArrayBuffer(0);
      case "offer":
        return (payload as { verb: Verb }).verb === "create" ? writable : offer;
      case "binding":
        if (given.slug === "torn") {
          throw {
            code: "content",
            message: "bindings/torn.toml, line 3: expected =",
            next_step: "Correct it.",
            fields: [],
          };
        }
        return stored;
      case "compile_binding":
        return compile(given.binding);
      case "save_binding":
        saves.push(given);
        return given.slug ?? "look-up";
      case "delete_binding":
        done.push(`delete ${given.slug}`);
        return null;
      case "restore_binding":
        done.push(`restore ${given.slug}`);
        return null;
      case "rename_binding":
        done.push(`rename ${given.slug} ${(payload as { to: string }).to}`);
        return null;
      case "duplicate_binding":
        done.push(`duplicate ${given.slug} ${(payload as { toolName: string }).toolName}`);
        return "copy";
      default:
        throw new Error(`unexpected: ${command}`);
    }
  });
});
afterEach(() => clearMocks());

function Frame() {
  const { draft, openDraft, newDraft, go, place, undoSaid } = useApp();
  return (
    <>
      <nav>
        <button type="button" onClick={() => openDraft("stored")}>
          open stored
        </button>
        <button type="button" onClick={() => openDraft("torn")}>
          open torn
        </button>
        <button type="button" onClick={newDraft}>
          new
        </button>
        <button type="button" onClick={() => go("schema")}>
          leave
        </button>
        <button type="button" onClick={() => go("bindings")}>
          return
        </button>
        <button type="button" onClick={() => undoSaid?.()}>
          undo the last
        </button>
        <output>{draft?.slug}</output>
      </nav>
      {place === "bindings" ? <BindingsPlace /> : null}
    </>
  );
}

function show() {
  const user = userEvent.setup();
  render(
    <StrictMode>
      <QueryClientProvider client={newClient()}>
        <AppState connection="clinic" place="bindings">
          <Frame />
        </AppState>
      </QueryClientProvider>
    </StrictMode>,
  );
  return user;
}

const press = (user: ReturnType<typeof userEvent.setup>, name: string) => user.click(screen.getByText(name));

it("drafts a binding, names its file once, and keeps the focus while it does", async () => {
  const user = show();
  await user.click(await screen.findByTestId("binding-new"));
  expect(screen.getAllByTestId("binding-new")).toHaveLength(1);
  expect(screen.getByTestId("saved")).toHaveTextContent("Saved once it has a name");
  const name = await screen.findByTestId("binding-tool-name");
  await user.type(name, "Look up");
  expect(saves).toHaveLength(0);
  await user.tab();
  await waitFor(() => expect(screen.getByTestId("saved").textContent).toBe("Saved"));
  expect(screen.getByTestId("binding-description")).toHaveFocus();
  expect(document.querySelector("output")).toHaveTextContent("look-up");

  const tables = screen.getByTestId("binding-table");
  expect(within(tables).getByText("payments – blocked")).toBeDisabled();
  expect([...tables.querySelectorAll("option")].map(({ value }) => value)).toContain("billing.invoices.read");
  await user.selectOptions(tables, "appointments.read");
  await screen.findByText("phone – indexed");
  expect(screen.getByText("status – no index begins with it")).toBeDisabled();
  await user.selectOptions(screen.getByTestId("binding-filter-column"), "phone");
  expect(screen.getByTestId("binding-param")).toHaveValue("caller_phone");
  await user.type(screen.getByTestId("projection-add-path"), "appointment.starts_at");
  await user.click(screen.getByTestId("projection-add"));
  await user.click(screen.getByTestId("pick-status"));
  expect(screen.getByTestId("pick-starts_at")).toBeChecked();
  await waitFor(() => expect(screen.getByTestId("statement")).toHaveTextContent("LIMIT 1"));
  expect(screen.getByTestId("statement-hash")).toHaveTextContent("0123456789ab");
  await waitFor(() => expect(screen.getByTestId("saved").textContent).toBe("Saved"));
  expect(saves.filter(({ slug }) => slug === null)).toHaveLength(1);
  expect(saves.at(-1)).toEqual({
    slug: "look-up",
    binding: {
      tool_name: "Look up",
      connection: "clinic",
      operation: "appointments.read",
      enabled: false,
      inputs: [{ param: "caller_phone", arg: "phone", required: true }],
      projection: [
        { path: ["appointment", "starts_at"], leaf: "starts_at" },
        { path: ["status"], leaf: "status" },
      ],
    },
  });
});

it("marks a problem at its field and fixes it, leaving all else as the file has it", async () => {
  const user = show();
  await press(user, "open stored");
  const found = await screen.findByTestId("diagnostic-GH0122");
  expect(found).toHaveTextContent("public.patients.ssn");
  expect(screen.getByTestId("projection-path-1")).toBeInvalid();
  expect(screen.getByTestId("projection-path-1")).toHaveAccessibleDescription(/blocked/);
  expect(screen.getByTestId("projection-path-0")).toBeValid();
  expect(screen.getByTestId("projection-path-0")).toHaveValue("appointment.starts_at");
  expect(screen.getByTestId("statement")).toHaveTextContent("There is no statement while an error stands.");
  await user.click(screen.getByTestId("fix-GH0122"));
  await waitFor(() => expect(screen.getByTestId("statement")).toHaveTextContent("LIMIT 1"));
  await waitFor(() =>
    expect(saves).toEqual([{ slug: "stored", binding: { ...stored, projection: stored.projection?.slice(0, 1) } }]),
  );
});

it("is found again as it was left", async () => {
  const user = show();
  await press(user, "new");
  await user.selectOptions(await screen.findByTestId("binding-table"), "patients.read");
  await press(user, "leave");
  await press(user, "return");
  expect(await screen.findByTestId("binding-table")).toHaveValue("patients.read");
  fireEvent.change(screen.getByTestId("binding-tool-name"), { target: { value: "Find" } });
  await press(user, "leave");
  await waitFor(() => expect(saves.map(({ slug, binding }) => [slug, binding.tool_name])).toEqual([[null, "Find"]]));
  await press(user, "return");
  expect(await screen.findByTestId("binding-tool-name")).toHaveValue("Find");
  await waitFor(() => expect(document.querySelector("output")).toHaveTextContent("look-up"));
  await press(user, "new");
  expect(await screen.findByTestId("binding-tool-name")).toHaveValue("");
});

it("deletes, and brings back what was deleted", async () => {
  const user = show();
  await press(user, "open stored");
  await user.click(await screen.findByTestId("binding-menu"));
  await user.click(await screen.findByTestId("binding-delete"));
  expect(await screen.findByText("No binding yet")).toBeVisible();
  await press(user, "undo the last");
  expect(await screen.findByTestId("binding-tool-name")).toHaveValue("Stored");
  expect(done).toEqual(["delete stored", "restore stored"]);
  // And it is written again.
  fireEvent.change(screen.getByTestId("binding-tool-name"), { target: { value: "Back" } });
  await waitFor(() =>
    expect(saves.map(({ slug, binding }) => [slug, binding.tool_name])).toEqual([["stored", "Back"]]),
  );
});

it("goes back and forth over steps, from within a field", async () => {
  const user = show();
  await press(user, "open stored");
  const name = await screen.findByTestId("binding-tool-name");
  await user.type(name, " here");
  await user.click(screen.getByTestId("projection-remove-1"));
  expect(screen.queryByTestId("projection-path-1")).toBeNull();
  name.focus();
  await user.keyboard("{Control>}z{/Control}");
  expect(screen.getByTestId("projection-path-1")).toHaveValue("patient.ssn");
  await user.keyboard("{Control>}z{/Control}");
  expect(name).toHaveValue("Stored");
  expect(screen.getByTestId("binding-undo")).toBeDisabled();
  await user.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
  expect(name).toHaveValue("Stored here");
});

it("writes: required columns first, from a parameter or always the same", async () => {
  const user = show();
  await press(user, "open stored");
  await user.click(await screen.findByTestId("operation-create"));
  await user.click(await screen.findByTestId("write-required"));
  expect(screen.getByTestId("write-param-phone")).toHaveValue("caller_phone");
  await user.click(screen.getByTestId("set-status"));
  await user.selectOptions(screen.getByTestId("write-source-status"), "constant");
  await user.type(screen.getByTestId("write-constant-status"), "new");
  expect(screen.getByTestId("set-starts_at")).toBeDisabled();
  await waitFor(() =>
    expect(saves.at(-1)?.binding).toMatchObject({
      operation: "appointments.create",
      inputs: [],
      input_object_map: [
        { field: "phone", param: "caller_phone" },
        { field: "status", const: "new" },
      ],
    }),
  );
});

it("duplicates and renames the file, and stays where it was", async () => {
  const user = show();
  await press(user, "open stored");
  await user.click(await screen.findByTestId("binding-menu"));
  await user.click(await screen.findByTestId("binding-rename"));
  await user.clear(await screen.findByTestId("rename-to"));
  await user.type(screen.getByTestId("rename-to"), "other");
  await user.click(screen.getByTestId("rename-confirm"));
  await waitFor(() => expect(document.querySelector("output")).toHaveTextContent("other"));
  await user.type(screen.getByTestId("binding-tool-name"), "!");
  await waitFor(() => expect(saves.at(-1)).toMatchObject({ slug: "other", binding: { tool_name: "Stored!" } }));
  await user.click(screen.getByTestId("binding-menu"));
  await user.click(await screen.findByTestId("binding-duplicate"));
  await waitFor(() => expect(done).toEqual(["rename stored other", "duplicate other Stored! (copy)"]));
});

it("says why a file cannot be read", async () => {
  const user = show();
  await press(user, "open torn");
  expect(await screen.findByRole("alert")).toHaveTextContent("line 3");
});

it("asks for the schema first", async () => {
  discovered = false;
  show();
  expect(await screen.findByText("The schema is not known yet")).toBeVisible();
});

it("can be used by everyone", async () => {
  const user = show();
  await press(user, "open stored");
  await screen.findByTestId("diagnostic-GH0122");
  await screen.findByTestId("pick-status");
  // jsdom draws nothing, so there is no contrast to measure.
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});
