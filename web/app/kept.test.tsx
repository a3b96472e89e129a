// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { forgetKept, isKept, useKept } from "./kept.ts";

function Form({ fresh = "" }: { readonly fresh?: string }) {
  const { value, changed, put, drop } = useKept("greeting", fresh);
  return <><input aria-label="Greeting" value={value} onChange={(event) => put(event.currentTarget.value)} /><button type="button" onClick={() => drop("Saved")}>Save</button><output>{changed ? "changed" : "as it was"}</output></>;
}
const input = () => screen.getByLabelText<HTMLInputElement>("Greeting");
const type = (value: string) => fireEvent.change(input(), { target: { value } });
/** Whether the window would ask before it is closed. */
const asks = () => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
afterEach(() => { cleanup(); forgetKept(); });

describe("what was begun in a form", () => {
  it("[W22] is there again after a look at another page", () => {
    const { unmount } = render(<Form fresh="Hello" />);
    type("Good evening");
    unmount();
    expect(isKept("greeting")).toBe(true);
    render(<Form fresh="Hello" />);
    expect(input().value).toBe("Good evening");
    expect(screen.getByText("changed")).toBeTruthy();
  });

  it("[W22] holds the window until it is saved, or typed back to what it was", () => {
    render(<Form fresh="Hello" />);
    expect(asks()).toBe(false);
    type("Good evening");
    expect(asks()).toBe(true);
    type("Hello");
    expect(asks()).toBe(false);
    type("Good evening");
    fireEvent.click(screen.getByText("Save"));
    expect(input().value).toBe("Saved");
    expect(asks()).toBe(false);
  });

  it("[W22] ends when somebody signs out", () => {
    render(<Form fresh="Hello" />);
    type("Good evening");
    act(forgetKept);
    expect(input().value).toBe("Hello");
    expect(asks()).toBe(false);
  });
});
