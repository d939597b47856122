import { describe, expect, it } from "vitest";
import type { Binding } from "../../host/types";
import { applyEdit } from "./fix";

const draft: Binding = {
  tool_name: "Look up",
  connection: "clinic",
  operation: "appointments.read",
  inputs: [
    { param: "caller_phone", arg: "phone", required: false },
    { param: "name", arg: "name" },
  ],
  projection: [
    { path: ["appointment", "starts_at"], leaf: "starts_at" },
    { path: ["patient", "ssn"], leaf: "ssn" },
  ],
  sql_search: { table: "other", limit: 99 },
};

describe("applying a fix", () => {
  it("changes one text and nothing else", () => {
    expect(applyEdit(draft, { field: "operation", value: "billing.invoices.read" })).toEqual({
      ...draft,
      operation: "billing.invoices.read",
    });
    const found = applyEdit(draft, { field: "inputs[0].arg", value: "mobile" });
    expect(found.inputs?.[0]).toEqual({ param: "caller_phone", arg: "mobile", required: false });
    expect(found.inputs?.[1]).toBe(draft.inputs?.[1]);
  });

  it("takes a path apart at its dots", () => {
    expect(applyEdit(draft, { field: "projection[1].path", value: "patient.full_name" }).projection).toEqual([
      draft.projection?.[0],
      { path: ["patient", "full_name"], leaf: "ssn" },
    ]);
  });

  it("writes numbers and switches as such", () => {
    expect(applyEdit(draft, { field: "sql_search.limit", value: "1" }).sql_search).toEqual({
      table: "other",
      limit: 1,
    });
    expect(applyEdit(draft, { field: "inputs[0].required", value: "true" }).inputs?.[0]?.required).toBe(true);
  });

  it("removes a list item, and a part left out", () => {
    expect(applyEdit(draft, { field: "projection[1]", value: "" }).projection).toEqual([draft.projection?.[0]]);
    expect(applyEdit(draft, { field: "inputs[1]", value: "" }).inputs).toEqual([draft.inputs?.[0]]);
    expect(applyEdit(draft, { field: "sql_search.table", value: "" }).sql_search).toEqual({ limit: 99 });
    expect(
      applyEdit({ ...draft, sql_search: { table: "x" } }, { field: "sql_search.table", value: "" }),
    ).not.toHaveProperty("sql_search");
  });

  it("leaves the draft alone when the field is not there", () => {
    expect(applyEdit(draft, { field: "projection[7].leaf", value: "x" })).toEqual(draft);
    expect(applyEdit(draft, { field: "no such", value: "x" })).toBe(draft);
  });

  it("does not change the draft that it was given", () => {
    const before = structuredClone(draft);
    applyEdit(draft, { field: "projection[0]", value: "" });
    expect(draft).toEqual(before);
  });

  it("sets a column that is missing, from a parameter of its own", () => {
    const write: Binding = { tool_name: "Add", connection: "clinic", operation: "visits.create" };
    const once = applyEdit(write, { field: "input_object_map[0].field", value: "patient_id" });
    expect(once.input_object_map).toEqual([{ field: "patient_id", param: "patient_id" }]);
    expect(applyEdit(once, { field: "input_object_map[0]", value: "" })).toEqual(write);
    const both: Binding = { ...write, input_object_map: [{ field: "status", param: "status", const: "new" }] };
    expect(applyEdit(both, { field: "input_object_map[0].const", value: "" }).input_object_map).toEqual([
      { field: "status", param: "status" },
    ]);
  });

  it("returns one more column, under its name", () => {
    const more = applyEdit(draft, { field: "projection[2].path", value: "location.timezone" });
    expect(more.projection?.at(2)).toEqual({ path: ["location", "timezone"], leaf: "timezone" });
    expect(applyEdit(draft, { field: "projection[9].path", value: "id" }).projection).toEqual(draft.projection);
  });

  it("names a key with its parameter, and takes whole parts out", () => {
    const update: Binding = { tool_name: "Change", connection: "clinic", operation: "visits.update" };
    const keyed = applyEdit(update, { field: "sql_write.key_column", value: "id" });
    expect(keyed.sql_write).toEqual({ key_column: "id", key_param: "id" });
    expect(applyEdit(keyed, { field: "sql_write", value: "" })).toEqual(update);
    expect(applyEdit({ ...update, sql_write: { table: "x" } }, { field: "sql_write.table", value: "" })).toEqual(
      update,
    );
    expect(applyEdit(draft, { field: "inputs", value: "" })).not.toHaveProperty("inputs");
  });

  it("takes a rule out, or all of them", () => {
    const ruled: Binding = { ...draft, parameters: [{ param: "name", min_length: 3, enum: ["a"], required: false }] };
    expect(applyEdit(ruled, { field: "parameters[0].min_length", value: "" }).parameters).toEqual([
      { param: "name", enum: ["a"], required: false },
    ]);
    expect(applyEdit(ruled, { field: "parameters[0].required", value: "true" }).parameters?.[0]?.required).toBe(true);
    expect(applyEdit(ruled, { field: "parameters[0]", value: "" })).toEqual(draft);
  });
});
