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
});
