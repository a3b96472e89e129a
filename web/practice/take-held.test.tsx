// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { MessageDetail, Role } from "../../contract/index.ts";
import { SessionProvider, useSession } from "../app/session.tsx";
import { clockOf, meOf, messageOf } from "../testing/scenes.ts";
import { TakeHeld } from "./take-held.tsx";

const at = clockOf(Date.parse("2027-01-14T07:14:00Z"));
const asked: { url: string; body: unknown }[] = [];
let times = 0;
function Room({ message }: { readonly message: MessageDetail }) {
  const { session } = useSession();
  return session.state === "in" ? <TakeHeld message={message} taken={() => void times++} /> : null;
}
async function show(role: Role, change: Partial<MessageDetail>): Promise<void> {
  cleanup();
  const me = { ...meOf(at), memberships: meOf(at).memberships.map((one) => ({ ...one, role })) };
  vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => (asked.push({ url, body: init?.body ? JSON.parse(init.body as string) : null }), new Response(JSON.stringify(url === "/api/me" ? me : { takenAt: at(60) }), { status: 200, headers: { "content-type": "application/json" } })));
  await act(async () => { render(<SessionProvider><Room message={{ ...messageOf(at), ...change }} /></SessionProvider>); });
}
afterEach(() => { cleanup(); vi.unstubAllGlobals(); });

it("[W92] a practice manager reads until when a message is held and takes it, the text that is open, by one press", async () => {
  await show("client-manager", { heldUntil: "2027-01-14T13:00:00Z", revision: 2 });
  expect(screen.getByRole("group", { name: "Held for the office" }).textContent).toContain("Held for the office, which opens Thu 14 Jan 2027, 08:00 EST.");
  await act(async () => { fireEvent.click(screen.getByRole("button", { name: "We have it" })); });
  expect(asked.at(-1)).toEqual({ url: `/api/messages/${messageOf(at).message}/take-held`, body: { revision: 2 } });
  expect(times).toBe(1);
});

it("[W92] a supervisor sees that it is held and has nothing to press; a message that is not held shows nothing", async () => {
  await show("supervisor", { heldUntil: "2027-01-14T13:00:00Z" });
  expect([screen.queryByRole("button"), screen.queryAllByRole("group")]).toMatchObject([null, { length: 1 }]);
  await show("client-manager", {});
  expect(screen.queryByRole("group")).toBeNull();
});
