// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { PersonRow } from "./by-telephone.tsx";

afterEach(cleanup);
const lee = { person: "0192c9a0-0000-7000-8000-000000000001", name: "Dr Lee", allowed: true, standing: "no-pin" } as const;

it("[W171] the office sees how each clinician's telephone stands, and no number; who may, allows or takes back by one press", () => {
  render(<ul><PersonRow person={lee} change={() => undefined} /></ul>);
  expect(screen.getByRole("listitem").textContent).toBe("Dr LeeHas set no PINRing no more");
  expect(screen.getByRole("button", { name: "Ring no more: Dr Lee" })).toBeTruthy();
  cleanup();
  render(<ul><PersonRow person={{ ...lee, allowed: false, standing: "not-allowed" }} change={undefined} /></ul>);
  expect(screen.getByRole("listitem").textContent).toBe("Dr LeeIs not rung");
  expect(screen.queryByRole("button")).toBeNull();
});
