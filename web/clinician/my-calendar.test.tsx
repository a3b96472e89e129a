// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Standing } from "./my-calendar.tsx";

const pressed: string[] = [];
const acts = { busy: false, make: () => void pressed.push("make"), end: () => void pressed.push("end") };
const zone = "America/New_York";
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));
afterEach(() => { cleanup(); pressed.length = 0; });

it("[W240] where there is no address one press makes it, and nothing can be ended", () => {
  render(<Standing feed={null} zone={zone} {...acts} />);
  press("Make an address");
  expect(pressed).toEqual(["make"]);
  expect(screen.queryByRole("button", { name: "End my calendar" })).toBeNull();
});

it("[W240] where there is one it says since when, and it is ended only after it was asked", () => {
  render(<Standing feed={{ id: "1", madeAt: "2027-01-14T07:14:00Z" }} zone={zone} {...acts} />);
  expect(screen.getByText(/^There is an address since Thu 14 Jan 2027, 02:14 EST/)).toBeTruthy();
  press("End my calendar");
  expect(pressed).toEqual([]);
  press("End this calendar");
  expect(pressed).toEqual(["end"]);
});
