import { expect, test } from "vitest";
import { pieces, union } from "./marked";

test("a text is cut where it matched", () => {
  expect(
    pieces("appointment_status", [
      { start: 0, end: 4 },
      { start: 12, end: 18 },
    ]),
  ).toEqual([
    { text: "appo", matched: true },
    { text: "intment_", matched: false },
    { text: "status", matched: true },
  ]);
  expect(pieces("id", [])).toEqual([{ text: "id", matched: false }]);
});

test("ranges outside of the text cut nothing off", () => {
  expect(pieces("id", [{ start: 1, end: 9 }])).toEqual([
    { text: "i", matched: false },
    { text: "d", matched: true },
  ]);
  expect(pieces("id", [{ start: 7, end: 9 }])).toEqual([{ text: "id", matched: false }]);
});

test("ranges of several words become one list", () => {
  const given = [
    { start: 5, end: 8 },
    { start: 0, end: 2 },
    { start: 1, end: 3 },
  ];
  expect(union(given)).toEqual([
    { start: 0, end: 3 },
    { start: 5, end: 8 },
  ]);
});
