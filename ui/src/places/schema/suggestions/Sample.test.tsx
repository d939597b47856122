import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { Sample } from "./Sample";

afterEach(() => clearMocks());

it("can be canceled, and then says nothing of a failure", async () => {
  let end: (reason: unknown) => void = () => undefined;
  const calls: string[] = [];
  mockIPC((command) => {
    calls.push(command);
    if (command === "sample_values") {
      return new Promise((_, reject) => {
        end = reject;
      });
    }
    if (command === "cancel_sample") end({ code: "canceled", message: "Canceled.", next_step: "", fields: [] });
    return null;
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Sample connection="clinic" tables={() => [{ schema: "public", table: "patients" }]} />
    </QueryClientProvider>,
  );
  await userEvent.click(screen.getByTestId("sample"));
  await userEvent.click(await screen.findByTestId("confirm"));
  await userEvent.click(await screen.findByTestId("sample-cancel"));
  await waitFor(() => expect(screen.getByTestId("sample")).toBeTruthy());
  expect(calls).toEqual(["sample_values", "cancel_sample"]);
  expect(screen.queryByRole("alert")).toBeNull();
});
