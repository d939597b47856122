import { expect, it } from "vitest";
import type { Parameter } from "../../../host/types";
import { argumentsOf, askedOf, missingOf } from "./given";

const parameter = (name: string, more: Partial<Parameter> = {}): Parameter => ({
  ordinal: 1,
  name,
  column: name,
  cast_type: "text",
  class: "text",
  required: true,
  ...more,
});

const parameters = [
  parameter("phone"),
  parameter("status", { constant: "new" }),
  parameter("note", { required: false }),
  parameter("count", { limits: { default: "1" } }),
];

it("asks for what an agent is asked for", () => {
  expect(askedOf(parameters).map(({ name }) => name)).toEqual(["phone", "note", "count"]);
});

it("leaves out what is empty and what is gone", () => {
  expect(argumentsOf(parameters, { phone: "+1", note: "", status: "x", gone: "y", count: 0 })).toEqual({
    phone: "+1",
    count: 0,
  });
});

it("knows without what a call is refused", () => {
  expect(missingOf(parameters, {})).toEqual(["phone"]);
  expect(missingOf(parameters, { phone: "+1" })).toEqual([]);
});
