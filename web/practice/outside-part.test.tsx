// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { PLAIN_RECEPTION, type TypedReception } from "../../contract/index.ts";
import type { Sending } from "../api/asked.ts";
import { OutsidePart, WhenOpen } from "./outside-part.tsx";

afterEach(cleanup);
const sending = (wrong: Record<string, string> = {}): Sending => ({ busy: false, trouble: undefined, done: false, send: vi.fn(), wrong: (field) => wrong[field], clear: vi.fn() });
function show(Part: typeof WhenOpen, over: Partial<TypedReception> = {}, wrong: Record<string, string> = {}) {
  const change = vi.fn();
  render(<Part body={{ ...PLAIN_RECEPTION, ...over }} sending={sending(wrong)} change={change} />);
  return change;
}
const partner = { name: "Harbor Answering", number: "+12125550188", agreementSigned: "2026-10-01", seconds: 60, keyToTake: true };
const withPartner = { overflow: { ...PLAIN_RECEPTION.overflow, partner } };

it("[W243] how callers are sent to the office is asked once a number is there: rung by us for so long, or by the carrier and not back", () => {
  const plain = show(WhenOpen);
  expect(screen.queryByLabelText("How")).toBeNull();
  fireEvent.change(screen.getByLabelText(/While the office is open/), { target: { value: "212" } });
  expect(plain).toHaveBeenCalledWith({ whenOpen: { forwardTo: "212", ringSeconds: 20, keyToTake: true } });
  cleanup();
  const sent = show(WhenOpen, { whenOpen: { forwardTo: "+12125550177", ringSeconds: 20, keyToTake: true } });
  expect(screen.getByLabelText(/Seconds it rings/)).toBeTruthy();
  fireEvent.click(screen.getByLabelText(/presses 1 to take the caller/));
  expect(sent).toHaveBeenCalledWith({ whenOpen: { forwardTo: "+12125550177", ringSeconds: 20, keyToTake: false } });
  fireEvent.change(screen.getByLabelText("How"), { target: { value: "away" } });
  expect(sent).toHaveBeenCalledWith({ whenOpen: { forwardTo: "+12125550177", ringSeconds: null, keyToTake: true } });
});

it("[W243] another service is asked for its name, its number and the day of the agreement; what is wrong stands at its field", () => {
  const none = show(OutsidePart);
  fireEvent.click(screen.getByLabelText(/Another service takes callers/));
  expect(none).toHaveBeenCalledWith({ overflow: { ...PLAIN_RECEPTION.overflow, partner: { name: "", number: "", agreementSigned: "", seconds: 60, keyToTake: true } } });
  cleanup();
  const some = show(OutsidePart, withPartner, { agreementSigned: "The agreement with the partner service is not signed yet." });
  expect(screen.getByLabelText(/Agreement signed on/).getAttribute("aria-invalid")).toBe("true");
  fireEvent.change(screen.getByLabelText("Its name"), { target: { value: "Bay Answering" } });
  expect(some).toHaveBeenCalledWith({ overflow: { ...PLAIN_RECEPTION.overflow, partner: { ...partner, name: "Bay Answering" } } });
  fireEvent.click(screen.getByLabelText(/presses 1 to take the caller/));
  expect(some).toHaveBeenLastCalledWith({ overflow: { ...PLAIN_RECEPTION.overflow, partner: { ...partner, keyToTake: false } } });
  act(() => { fireEvent.click(screen.getByLabelText(/Another service takes callers/)); });
  expect(some).toHaveBeenLastCalledWith({ overflow: { ...PLAIN_RECEPTION.overflow, partner: null } });
});
