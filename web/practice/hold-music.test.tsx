// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { HoldMusic } from "../../contract/index.ts";
import { heardOf, HoldMusicPanel } from "./hold-music.tsx";

const account = "00000000-0000-7000-8000-000000000020";
const piece = (name: string) => ({ name, seconds: 95, savedAt: "2027-01-14T07:14:00Z" });
const asked: { method: string; url: string; body: unknown }[] = [];
async function show(standing: HoldMusic, answer: { readonly status: number; readonly body: unknown } = { status: 200, body: standing }): Promise<void> {
  vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
    const method = init?.method ?? "GET";
    asked.push({ method, url, body: init?.body ? JSON.parse(init.body as string) : null });
    const { status, body } = method === "GET" ? { status: 200, body: standing } : answer;
    return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
  });
  await act(async () => { render(<HoldMusicPanel account={account} />); });
}
const choose = (file: File) => act(async () => { fireEvent.change(screen.getByLabelText(/Another piece/), { target: { files: [file] } }); });
const wave = (bytes: number): File => new File([new Uint8Array(bytes)], "Lobby.wav");
afterEach(() => { cleanup(); vi.unstubAllGlobals(); asked.length = 0; });

it("[W233] whose piece callers hear is said: the practice's, else the house's, else the one that comes with Compline", () => {
  expect(heardOf({ own: piece("Lobby.wav"), house: piece("House.wav") }, account).say).toBe("The practice’s own");
  expect(heardOf({ own: null, house: piece("House.wav") }, account)).toEqual({ say: "The house’s", piece: piece("House.wav") });
  expect(heardOf({ own: null, house: null }, undefined).say).toBe("The quiet piece that comes with Compline");
});

it("[W233] a file is sent by a press, and what is wrong with it stands at its field", async () => {
  await show({ own: null, house: null }, { status: 422, body: { code: "directory.musicTooShort", say: "The piece is shorter than 5 seconds. Nothing was saved.", field: "fileBase64" } });
  await choose(wave(12));
  expect(asked.filter(({ method }) => method === "PUT")).toEqual([]);
  await act(async () => { fireEvent.click(screen.getByRole("button", { name: "Use this piece" })); });
  await vi.waitFor(() => expect(screen.getByText("The piece is shorter than 5 seconds. Nothing was saved.")).toBeTruthy());
  expect(asked.at(-1)).toEqual({ method: "PUT", url: `/api/accounts/${account}/hold-music`, body: { fileName: "Lobby.wav", fileBase64: "AAAAAAAAAAAAAAAA" } });
  expect(screen.getByLabelText(/Another piece/).getAttribute("aria-invalid")).toBe("true");
});

it("[W233] a file that is too large is said at once and cannot be sent", async () => {
  await show({ own: null, house: null });
  await choose(wave(10 * 1024 * 1024 + 1));
  expect(screen.getByText("This file is 11 MiB. The limit is 10 MiB.")).toBeTruthy();
  await act(async () => { fireEvent.click(screen.getByRole("button", { name: "Use this piece" })); });
  expect(asked.filter(({ method }) => method === "PUT")).toEqual([]);
});

it("[W233] the practice's piece is taken out only after a question that says what callers hear then", async () => {
  await show({ own: piece("Lobby.wav"), house: piece("House.wav") }, { status: 200, body: { own: null, house: piece("House.wav") } });
  expect(screen.getByText("Lobby.wav, 1:35")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Take it out" }));
  expect(screen.getByText("Callers would hear the house’s piece again.")).toBeTruthy();
  await act(async () => { fireEvent.click(screen.getByRole("button", { name: "Take it out" })); });
  expect(asked.at(-1)).toMatchObject({ method: "DELETE" });
  expect(screen.getByText("House.wav, 1:35")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Take it out" })).toBeNull();
});
