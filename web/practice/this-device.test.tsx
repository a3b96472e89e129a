// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Standing } from "./this-device.tsx";

afterEach(cleanup);

it("[W241] a device that is not woken yet has one press that turns it on; one that is, or cannot be, says so and has none", () => {
  let pressed = 0;
  render(<Standing state="off" busy={false} turnOn={() => { pressed += 1; }} />);
  fireEvent.click(screen.getByRole("button", { name: "Turn on" }));
  expect(pressed).toBe(1);
  for (const [state, says] of [["on", /^On\. It says “1 new page”/], ["blocked", /^Blocked by the browser/], ["unsupported", /^This browser cannot be woken/], [undefined, "Looking"]] as const) {
    cleanup();
    render(<Standing state={state} busy={false} turnOn={() => undefined} />);
    expect([screen.getByText(says).tagName, screen.queryByRole("button")]).toEqual(["SPAN", null]);
  }
});
