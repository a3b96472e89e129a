// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { Greetings } from "../../contract/index.ts";
import { GreetingPanel } from "./greeting.tsx";

const account = "00000000-0000-7000-8000-000000000020";
const own = { seconds: 12, savedAt: "2027-01-14T07:14:00Z" };
const asked: { method: string; url: string; body: unknown }[] = [];
const ends: (() => void)[] = [];
/** Sound that ends when the test says so. */
class QuietAudio {
  destination = {};
  createBuffer = () => ({ copyToChannel: () => undefined });
  createBufferSource = () => ({ connect: () => undefined, start: () => undefined, addEventListener: (_kind: string, end: () => void) => void ends.push(end) });
  close = async () => undefined;
}
async function show(standing: Greetings, answers: Readonly<Record<string, unknown>> = {}): Promise<void> {
  vi.stubGlobal("AudioContext", QuietAudio);
  vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
    const method = init?.method ?? "GET";
    asked.push({ method, url, body: init?.body ? JSON.parse(init.body as string) : null });
    const body = method === "GET" ? standing : answers[method];
    return new Response(JSON.stringify(body), { status: method !== "GET" && (body as { code?: string }).code ? 422 : 200, headers: { "content-type": "application/json" } });
  });
  await act(async () => { render(<GreetingPanel account={account} />); });
}
const english = () => screen.getByRole("group", { name: "English" });
const choose = (file: File) => act(async () => { fireEvent.change(screen.getByLabelText("Or a file, in English"), { target: { files: [file] } }); });
const press = (name: RegExp | string) => act(async () => { fireEvent.click(screen.getByRole("button", { name })); });
const wave = (bytes: number): File => new File([new Uint8Array(bytes)], "Hello.wav");
const sound = { pcmuBase64: btoa("a little sound"), seconds: 12 };
afterEach(() => { cleanup(); vi.unstubAllGlobals(); asked.length = 0; ends.length = 0; });

it("[W242] a greeting is used only once it was heard to its end; stopped before, it is not", async () => {
  await show({ en: null, es: null }, { POST: sound, PUT: { en: own, es: null } });
  await choose(wave(12));
  await press("Use it");
  expect(asked.filter(({ method }) => method === "PUT")).toEqual([]);
  await press(/^Hear it: the new greeting in English/);
  expect(asked.at(-1)).toMatchObject({ method: "POST", url: `/api/accounts/${account}/greetings/en/try`, body: { fileName: "Hello.wav" } });
  await press(/^Stop/);
  await act(async () => ends[0]!());
  await press("Use it");
  expect(asked.filter(({ method }) => method === "PUT")).toEqual([]);
  await press(/^Hear it: the new greeting in English/);
  await act(async () => ends[1]!());
  await press("Use it");
  expect(asked.at(-1)).toMatchObject({ method: "PUT", url: `/api/accounts/${account}/greetings/en` });
  expect(english().textContent).toContain("Your own");
});

it("[W242] what is wrong with a file is said before it is sent, or where it was heard", async () => {
  await show({ en: null, es: null }, { POST: { code: "directory.greetingTooLong", say: "The greeting is longer than 30 seconds.", field: "fileBase64" } });
  await choose(wave(6 * 1024 * 1024 + 1));
  expect(screen.getByText("This file is 7 MiB. The limit is 6 MiB.")).toBeTruthy();
  expect(asked).toHaveLength(1);
  await choose(wave(12));
  await press(/^Hear it: the new greeting in English/);
  expect(english().textContent).toContain("The greeting is longer than 30 seconds.");
});

it("[W242] a browser without a microphone says so, and a file still can be brought", async () => {
  await show({ en: null, es: null });
  Object.defineProperty(navigator, "mediaDevices", { configurable: true, value: { getUserMedia: () => Promise.reject(new Error("NotAllowedError")) } });
  await press(/^Record it here, in English/);
  expect(screen.getByRole("alert").textContent).toContain("The browser gave no microphone.");
  expect(screen.getByLabelText("Or a file, in English")).toBeTruthy();
});

it("[W242] one's own greeting is taken out after a question that says what callers hear then", async () => {
  await show({ en: own, es: null }, { DELETE: { en: null, es: null } });
  await press("Take out the greeting in English");
  expect(screen.getByText("Its sound is erased, and callers hear our words again.")).toBeTruthy();
  await press("Take it out");
  expect(asked.at(-1)).toMatchObject({ method: "DELETE", url: `/api/accounts/${account}/greetings/en` });
  expect(english().textContent).toContain("Our words");
});
