import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { Select } from "./Field";

test("a choice that the web view shows and does not tell of is told of when the key is let go", () => {
  const choose = vi.fn();
  render(
    <Select label="Table" value="a" onChange={({ target }) => choose(target.value)}>
      <option value="a">a</option>
      <option value="b">b</option>
    </Select>,
  );
  const select = screen.getByLabelText<HTMLSelectElement>("Table");
  fireEvent.keyUp(select, { key: "Tab" });
  expect(choose).not.toHaveBeenCalled();
  select.selectedIndex = 1;
  fireEvent.keyUp(select, { key: "ArrowDown" });
  expect(choose.mock.calls).toEqual([["b"]]);
});
