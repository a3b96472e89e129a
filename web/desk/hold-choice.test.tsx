// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { HoldReason } from "../../contract/index.ts";
import { HoldChoice, isHeld } from "./hold-choice.tsx";

afterEach(cleanup);
const put: (HoldReason | undefined)[] = [];
const show = (urgency: "emergency" | "urgent" | "routine", hold?: HoldReason, sent = false) => (cleanup(), render(<HoldChoice urgency={urgency} hold={hold} sent={sent} put={(chosen) => void put.push(chosen)} />));

it("[W90] only beside a routine urgency it can be chosen that a message waits for the office, with a reason, and taken back", () => {
  for (const urgency of ["emergency", "urgent"] as const) expect(show(urgency, "other").container.textContent).toBe("");
  show("routine");
  const choice = screen.getByRole("combobox", { name: "When it goes out" });
  expect([...choice.querySelectorAll("option")].map(({ textContent }) => textContent)).toEqual(["Goes out now", "Waits for the office: the practice asked for it", "Waits for the office: the caller is content to wait", "Waits for the office: it is not about care", "Waits for the office: another reason"]);
  fireEvent.change(choice, { target: { value: "caller-content" } });
  fireEvent.change(choice, { target: { value: "not-about-care" } });
  expect(put).toEqual(["caller-content", "not-about-care"]);
});

it("[W90] what was chosen counts for nothing once the urgency is graver, and stands as words once it is sent", () => {
  expect([isHeld({ urgency: "routine", hold: "other" }), isHeld({ urgency: "urgent", hold: "other" }), isHeld({ urgency: "routine", hold: undefined })]).toEqual([true, false, false]);
  expect(show("routine", "practice-asked", true).container.textContent).toBe("Waits for the office: the practice asked for it.");
});
