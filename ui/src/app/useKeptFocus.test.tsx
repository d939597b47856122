import { act, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { useKeptFocus } from "./useKeptFocus";

function List() {
  useKeptFocus();
  const [names, setNames] = useState(["one", "two", "three"]);
  return (
    <main>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <button type="button">{name}</button>
            <button type="button" onClick={() => setNames(names.filter((other) => other !== name))}>
              allow {name}
            </button>
          </li>
        ))}
      </ul>
      <button type="button">behind</button>
      <p>beside</p>
    </main>
  );
}

const frames = () => act(async () => void (await new Promise((resolve) => setTimeout(resolve, 60))));

async function decide(name: string) {
  screen.getByText(`allow ${name}`).focus();
  await userEvent.keyboard("{Enter}");
  await frames();
}

test("what was decided about goes, and the next one's name has the focus, so that a second Enter decides nothing", async () => {
  render(<List />);
  await decide("two");
  expect(screen.getByText("three")).toHaveFocus();
  await decide("three");
  expect(screen.getByText("one")).toHaveFocus();
  await decide("one");
  expect(screen.getByText("behind")).toHaveFocus();
});

function Once() {
  useKeptFocus();
  const [done, setDone] = useState(false);
  return (
    <div>
      <button type="button" disabled={done} onClick={() => setDone(true)}>
        undo
      </button>
      <button type="button">redo</button>
    </div>
  );
}

test("what can no longer be pressed hands the focus on", async () => {
  render(<Once />);
  const handed = vi.spyOn(screen.getByText("redo"), "focus");
  screen.getByText("undo").focus();
  // As the web view does with what is disabled; jsdom leaves the focus where it was.
  const active = vi.spyOn(document, "activeElement", "get").mockReturnValue(document.body);
  fireEvent.keyDown(screen.getByText("undo"), { key: "Enter" });
  fireEvent.click(screen.getByText("undo"));
  await frames();
  active.mockRestore();
  expect(handed).toHaveBeenCalledOnce();
});

test("whoever presses beside everything wants no focus back", async () => {
  // jsdom takes a page in which nothing has the focus for one behind another window.
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
  render(<List />);
  await userEvent.click(screen.getByText("one"));
  await userEvent.click(screen.getByText("beside"));
  act(() => screen.getByText("one").remove());
  await frames();
  expect(document.body).toHaveFocus();
});

test("whoever uses the pointer is left alone", async () => {
  render(<List />);
  await userEvent.click(screen.getByText("allow two"));
  await frames();
  expect(document.body).toHaveFocus();
});
