import { expect, test } from "vitest";
import { amountOf, byTable, nameOfTarget } from "./names";
import { target } from "./test-panel";

test("the default schema is not said", () => {
  expect(nameOfTarget(target("patients", "ssn"), "public")).toBe("patients.ssn");
  expect(nameOfTarget(target("visits", null, "archive"), "public")).toBe("archive.visits");
});

test("columns are counted with the tables that hold them, whole tables apart", () => {
  const targets = [target("patients", "ssn"), target("patients", "phone"), target("claims")];
  expect(amountOf(targets)).toEqual({ columns: 2, inTables: 1, tables: 1 });
  expect(byTable(targets, (one) => one).map(({ items }) => items.length)).toEqual([2, 1]);
});
