import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { accessibilityFindings, openPanel } from "../test-panel";
import { DiscoveryProgress } from "./DiscoveryProgress";
import { namesIn, SchemaChoice } from "./SchemaChoice";

beforeEach(() => mockIPC(() => null));
afterEach(clearMocks);

test("all schemas are read, or only those that are named", async () => {
  const onDiscover = vi.fn();
  const user = openPanel(<SchemaChoice known={["billing", "public"]} off={false} onDiscover={onDiscover} />);
  await user.click(screen.getByTestId("schemas"));
  await user.click(await screen.findByTestId("schema-discover"));
  expect(onDiscover).toHaveBeenLastCalledWith([]);
  await user.click(screen.getByTestId("schemas"));
  await user.click(await screen.findByLabelText("Only these"));
  const names = screen.getByTestId("schema-names");
  expect(names).toHaveValue("billing\npublic");
  await user.clear(names);
  expect(screen.getByTestId("schema-discover")).toBeDisabled();
  await user.type(names, "billing{Enter}Legacy, old");
  await user.click(screen.getByTestId("schema-discover"));
  expect(onDiscover).toHaveBeenLastCalledWith(["billing", "Legacy, old"]);
  expect(namesIn(" a \n\na\n")).toEqual(["a"]);
});

test("a discovery says how far it is, and can be ended", async () => {
  const onCancel = vi.fn();
  const step = { step: 3, steps: 9, label: "indexes", rows: 12_000 };
  const user = openPanel(<DiscoveryProgress step={step} onCancel={onCancel} />);
  expect(screen.getByText("Step 3 of 9: indexes · 12,000 rows so far")).toBeVisible();
  expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "3");
  await user.click(screen.getByTestId("discovery-cancel"));
  expect(onCancel).toHaveBeenCalled();
  expect(await accessibilityFindings()).toEqual([]);
});
