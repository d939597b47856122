import { describe, expect, it } from "vitest";
import type { Binding, ColumnOffer } from "../../host/types";
import { withFilterColumn, withParam } from "./draft";
import { withOperation } from "./operation";
import { listOf, parametersOf, rulesOf, scalarOf, withRules } from "./parameters";
import {
  missingOf,
  withAllWritten,
  withKeyColumn,
  withoutWritten,
  withWritten,
  withWrittenAsked,
  withWrittenConstant,
  withWrittenParam,
} from "./writes";

const write: Binding = { tool_name: "Add", connection: "clinic", operation: "visits.create" };

describe("what a write sets", () => {
  it("comes from parameters with names of their own", () => {
    const draft = withAllWritten(write, ["phone", "mobile", "reason", "phone"]);
    expect(draft.input_object_map).toEqual([
      { field: "phone", param: "caller_phone" },
      { field: "mobile", param: "caller_phone_2" },
      { field: "reason", param: "reason" },
    ]);
    expect(parametersOf(draft).map(({ param, part }) => [param, part])).toEqual([
      ["caller_phone", "value"],
      ["caller_phone_2", "value"],
      ["reason", "value"],
    ]);
  });

  it("is a parameter or a constant, never both", () => {
    const pinned = withWrittenConstant(withWritten(write, "status"), 0, "new");
    expect(pinned.input_object_map).toEqual([{ field: "status", const: "new" }]);
    expect(parametersOf(pinned)).toEqual([]);
    expect(withWrittenAsked(pinned, 0).input_object_map).toEqual([{ field: "status", param: "status" }]);
  });

  it("takes its rules along, to another name and away", () => {
    const ruled = withRules(withWritten(write, "reason"), "reason", { max_length: 200 });
    const renamed = withWrittenParam(ruled, 0, "why");
    expect(renamed.parameters).toEqual([{ param: "why", max_length: 200 }]);
    expect(withoutWritten(renamed, () => true)).toEqual(write);
    expect(withWrittenConstant(renamed, 0, "x")).not.toHaveProperty("parameters");
  });

  it("knows what a new row still needs", () => {
    const column = (name: string, required: boolean, not_settable: string | null) =>
      ({ name, required, not_settable }) as ColumnOffer;
    const columns = [column("a", true, null), column("b", false, null), column("c", true, "it is blocked")];
    expect(missingOf(write, columns)).toEqual(["a"]);
    expect(missingOf(withWritten(write, "a"), columns)).toEqual([]);
  });
});

describe("the key of an update", () => {
  it("suggests its parameter until somebody names it", () => {
    const update = withOperation(write, "visits.update");
    const keyed = withKeyColumn(update, "id");
    expect(keyed.sql_write).toEqual({ key_column: "id", key_param: "id" });
    expect(withKeyColumn(keyed, "visit_no").sql_write).toEqual({ key_column: "visit_no", key_param: "visit_no" });
  });
});

describe("another operation", () => {
  const read = withRules(withFilterColumn({ ...write, operation: "visits.read" }, "phone"), "caller_phone", {
    format: "e164",
  });

  it("leaves out what only the other kind has, and the rules that then belong to nothing", () => {
    const limited = { ...read, sql_search: { limit: 5 } };
    expect(withOperation(limited, "visits.update")).toEqual({ ...write, operation: "visits.update", inputs: [] });
    const keyed = withKeyColumn(withWritten(withOperation(write, "visits.update"), "reason"), "id");
    expect(withOperation(keyed, "visits.read")).toEqual({ ...write, operation: "visits.read", inputs: [] });
    expect(withOperation(keyed, "visits.create")).not.toHaveProperty("sql_write");
  });

  it("on another table keeps everything", () => {
    expect(withOperation(read, "people.read")).toEqual({ ...read, operation: "people.read" });
  });

  it("keeps the rules of a filter whose parameter is renamed", () => {
    expect(withParam(read, "number").parameters).toEqual([{ param: "number", format: "e164" }]);
  });
});

describe("rules", () => {
  it("are written only where they ask something", () => {
    const ruled = withRules(write, "a", { max_length: 5, enum: [] });
    expect(ruled.parameters).toEqual([{ param: "a", max_length: 5 }]);
    expect(withRules(ruled, "a", { max_length: undefined })).toEqual(write);
    expect(rulesOf(ruled, "b")).toEqual({ param: "b" });
    expect(withRules(write, "a", { required: false }).parameters).toEqual([{ param: "a", required: false }]);
  });

  it("read what is typed as the column's sort", () => {
    expect(["12", "1.5", "", "1e400", "12345678901234567890", "x"].map((typed) => scalarOf(typed, "number"))).toEqual([
      12,
      1.5,
      "",
      "1e400",
      "12345678901234567890",
      "x",
    ]);
    expect([scalarOf("true", "boolean"), scalarOf("true", "text"), scalarOf("12", "text")]).toEqual([
      true,
      "true",
      "12",
    ]);
    expect(listOf(" a, b\nc,, ")).toEqual(["a", "b", "c"]);
  });
});
