import { screen, within } from "@testing-library/react";
import { useRef, useState } from "react";
import { expect, test, vi } from "vitest";
import type { Found, Hit } from "../../../host/types";
import { accessibilityFindings, openPanel } from "../test-panel";
import { withFacet } from "./Facets";
import { SearchField, type SearchMode } from "./SearchField";
import { SearchPane } from "./SearchPane";

const table: Hit = {
  schema: "public",
  table: "appointments",
  score: 3,
  matched: [{ word: "appointment", place: "name", text: "appointments", ranges: [{ start: 0, end: 11 }] }],
};
const status: Hit = {
  ...table,
  column: "status",
  matched: [
    { word: "status", place: "name", text: "status", ranges: [{ start: 0, end: 6 }] },
    { word: "visit", place: "comment", text: "Of the visit", ranges: [{ start: 7, end: 12 }] },
  ],
};
const found: Found = { hits: [table, status], tables: 4, notes: [] };

function Both({ answer, onGo }: { answer: Found | undefined; onGo: (hit: Hit) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState("");
  const [mode, setMode] = useState<SearchMode>("best");
  const [active, setActive] = useState(0);
  const hits = query === "" ? [] : (answer?.hits ?? []);
  return (
    <>
      <SearchField
        field={field}
        value={query}
        onChange={setQuery}
        mode={mode}
        onMode={setMode}
        list={mode === "best" ? { id: "hits", size: hits.length, active } : null}
        onActive={setActive}
        onGo={() => hits[active] && onGo(hits[active])}
        wanted={false}
        onWanted={() => {}}
      />
      {mode === "best" ? (
        <SearchPane
          query={query}
          onQuery={setQuery}
          found={answer}
          error={null}
          id="hits"
          active={active}
          home="public"
          isBlocked={({ column }) => column === "status"}
          onActive={setActive}
          onGo={onGo}
        />
      ) : (
        <p>the tree</p>
      )}
    </>
  );
}

function open(answer: Found | undefined = found) {
  const onGo = vi.fn();
  return { user: openPanel(<Both answer={answer} onGo={onGo} />), onGo };
}

test("what was found shows what matched, why, and whether the agent sees it", async () => {
  const { user } = open();
  await user.type(screen.getByTestId("schema-filter"), "appt status");
  const first = within(screen.getByTestId("hit-appointments"));
  expect(first.getByText("appointment").tagName).toBe("MARK");
  const column = within(screen.getByTestId("hit-appointments.status"));
  expect(column.getByText("visit").tagName).toBe("MARK");
  expect(column.getByText("blocked")).toBeVisible();
  expect(first.getByText("visible to the agent")).toBeInTheDocument();
  expect(screen.getByTestId("found")).toHaveTextContent("4 tables found");
  expect(screen.getByText(/3 more tables not shown/)).toBeVisible();
  expect(await accessibilityFindings()).toEqual([]);
});

test("arrows choose, Enter goes there, Escape clears and then leaves", async () => {
  const { user, onGo } = open();
  const field = screen.getByTestId("schema-filter");
  await user.type(field, "status");
  expect(field).toHaveAttribute("aria-activedescendant", "hits-0");
  await user.keyboard("{ArrowDown}");
  expect(field).toHaveAttribute("aria-activedescendant", "hits-1");
  expect(screen.getByTestId("hit-appointments.status")).toHaveAttribute("aria-selected", "true");
  await user.keyboard("{Enter}");
  expect(onGo).toHaveBeenCalledWith(status);
  await user.keyboard("{Escape}");
  expect(field).toHaveValue("");
  expect(screen.getByTestId("search-start")).toBeVisible();
  await user.keyboard("{Escape}");
  expect(screen.getByText("the tree")).toBeVisible();
});

test("facets are added by their chips, and explained", async () => {
  const { user } = open();
  await user.click(screen.getByTestId("facet-blocked"));
  expect(screen.getByTestId("schema-filter")).toHaveValue("blocked:");
  await user.click(screen.getByTestId("facets-help"));
  expect(await screen.findByText("what waits for a review since a discovery")).toBeVisible();
  expect(withFacet("ssn ", "type:")).toBe("ssn type:");
});

test("a part that could not be used is said, with what could stand there", async () => {
  const message = "There is no facet “typ:” here.";
  const note = { code: "unknown_facet" as const, part: "typ:text", message, offered: ["type:"] };
  const { user } = open({ ...found, notes: [note] });
  await user.type(screen.getByTestId("schema-filter"), "ssn typ:text");
  const notes = within(screen.getByTestId("search-notes"));
  expect(notes.getByText(/no such facet as in “typ:text”/)).toBeVisible();
  await user.click(notes.getByRole("button", { name: "type:" }));
  expect(screen.getByTestId("schema-filter")).toHaveValue("ssn type:");
});

test("nothing found says what to try", async () => {
  const { user } = open({ hits: [], tables: 0, notes: [] });
  await user.type(screen.getByTestId("schema-filter"), "zzz");
  expect(screen.getByTestId("search-nothing")).toHaveTextContent(
    "Nothing answers “zzz”. Try fewer or other words".replace(". ", "."),
  );
  await user.clear(screen.getByTestId("schema-filter"));
  await user.click(screen.getByRole("button", { name: "appt status" }));
  expect(screen.getByTestId("schema-filter")).toHaveValue("appt status");
});
