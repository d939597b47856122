import { describe, expect, it } from "vitest";
import type { Binding } from "../../host/types";
import {
  emptyDraft,
  movedOutput,
  orderOf,
  sameDraft,
  withFilterColumn,
  withLimit,
  withOrder,
  withOutput,
  withParam,
} from "./draft";
import { operationId, snakeCase, tableOfOperation } from "./names";
import { withOperation } from "./operation";

const empty = emptyDraft("clinic");

describe("names", () => {
  it.each([
    ["appointments.read", "public", "appointments"],
    ["billing.invoices.read", "billing", "invoices"],
    ['"odd.name".read', "public", "odd.name"],
    ['"a""b"."c.d".read', 'a"b', "c.d"],
  ])("%s is one table, both ways", (operation, schema, table) => {
    expect(tableOfOperation(operation, "public")).toEqual({ schema, table });
    expect(operationId({ schema, table }, "public", "read")).toBe(operation);
  });

  it("makes snake case as the core does", () => {
    expect(["Caller phone", "startsAt", "2nd  Name!", "日本"].map(snakeCase)).toEqual([
      "caller_phone",
      "starts_at",
      "nd_name",
      "",
    ]);
  });
});

describe("a draft and its file", () => {
  it("are the same whatever is left out because it is empty", () => {
    const { inputs: _, enabled: __, ...file } = { ...empty, operation: "a.read", description: null };
    expect(sameDraft({ ...empty, operation: "a.read" }, file)).toBe(true);
    expect(sameDraft({ ...empty, enabled: true }, empty)).toBe(false);
    expect(sameDraft(withLimit(empty, 5), empty)).toBe(false);
  });
});

describe("the filter", () => {
  it("suggests a name, and keeps one that was typed", () => {
    const suggested = withFilterColumn(empty, "phone");
    expect(suggested.inputs).toEqual([{ param: "caller_phone", arg: "phone", required: true }]);
    expect(withFilterColumn(suggested, "patientId").inputs?.[0]?.param).toBe("patient_id");
    expect(withFilterColumn(withParam(suggested, "number"), "id").inputs?.[0]?.param).toBe("number");
  });

  it("stays in the form that the file has", () => {
    const draft: Binding = { ...empty, sql_search: { table: "a", filter_column: "phone", param: "p" } };
    expect(withParam(draft, "q")).toEqual({
      ...draft,
      sql_search: { table: "a", filter_column: "phone", param: "q" },
    });
    expect(withOperation(draft, "x.b.read").sql_search?.table).toBe("x.b");
  });
});

describe("the limit", () => {
  it("is written only where it is not 1", () => {
    expect(withLimit(empty, 5).sql_search).toEqual({ limit: 5 });
    expect(withLimit(withLimit(empty, 5), 1)).not.toHaveProperty("sql_search");
    expect(withLimit({ ...empty, sql_search: { param: "p", limit: 5 } }, 1).sql_search).toEqual({ param: "p" });
  });
});

describe("the order", () => {
  it("is written with its direction only where it is not the plain one", () => {
    const latest = withOrder(withLimit(empty, 5), { column: "starts_at", descending: true });
    expect(latest.sql_search).toEqual({ limit: 5, order_by: "starts_at", descending: true });
    expect(orderOf(latest)).toEqual({ column: "starts_at", descending: true });
    expect(withOrder(latest, { column: "starts_at", descending: false }).sql_search).toEqual({
      limit: 5,
      order_by: "starts_at",
    });
    expect(withOrder(withLimit(latest, 1), { column: "", descending: true })).not.toHaveProperty("sql_search");
  });
});

describe("outputs", () => {
  it("are named after the column, each by its own name", () => {
    const paths = [["name"], ["patient", "name"], ["clinic", "startsAt"], ["name"]];
    const leaves = paths.reduce((draft, path) => withOutput(draft, path), empty).projection?.map(({ leaf }) => leaf);
    expect(leaves).toEqual(["name", "patient_name", "starts_at", "name_2"]);
  });

  it("come in where they are dropped", () => {
    const draft = withOutput(withOutput(withOutput(empty, ["a"]), ["b"]), ["c"], 1);
    expect(draft.projection?.map(({ leaf }) => leaf)).toEqual(["a", "c", "b"]);
  });

  it("move within the list only", () => {
    const draft = [["a"], ["b"], ["c"]].reduce((made, path) => withOutput(made, path), empty);
    expect(movedOutput(draft, 0, 2).projection?.map(({ leaf }) => leaf)).toEqual(["b", "c", "a"]);
    expect(movedOutput(draft, 2, 3)).toBe(draft);
  });
});
