// @vitest-environment jsdom
import { act, renderHook } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { useAsked } from "./asked.ts";
import type { Answer } from "./client.ts";

afterEach(() => { vi.useRealTimers(); });

const unreachable: Answer<string> = { ok: false, trouble: { kind: "unreachable", status: 0, code: "unreachable", say: "No connection to the server." } };

it("[W40] a question that did not reach the server is asked again until it is answered, while what was known stays on the screen", async () => {
  vi.useFakeTimers();
  const answers: Answer<string>[] = [{ ok: true, value: "one page" }, unreachable, unreachable, { ok: true, value: "two pages" }];
  const { result } = renderHook(() => useAsked(async () => answers.shift() ?? unreachable, "inbox"));
  await act(() => vi.advanceTimersByTimeAsync(0));
  expect(result.current.value).toBe("one page");

  act(() => result.current.again());
  await act(() => vi.advanceTimersByTimeAsync(0));
  expect(result.current).toMatchObject({ value: "one page", trouble: { kind: "unreachable" } });
  await act(() => vi.advanceTimersByTimeAsync(3000));
  expect(result.current).toMatchObject({ value: "two pages", trouble: undefined });
});

it("[W40] a question that was refused is not asked again by itself", async () => {
  vi.useFakeTimers();
  let asked = 0;
  const refused: Answer<string> = { ok: false, trouble: { kind: "refused", status: 404, code: "none", say: "There is no such message." } };
  renderHook(() => useAsked(async () => { asked += 1; return refused; }, "message"));
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  expect(asked).toBe(1);
});

it("[W50] an answer that is dropped is gone at once, and one that was on its way never comes", async () => {
  vi.useFakeTimers();
  const late = Promise.withResolvers<Answer<string>>();
  const answers: Promise<Answer<string>>[] = [Promise.resolve({ ok: true, value: "her name" }), late.promise, Promise.resolve({ ok: true, value: "nothing" })];
  const { result } = renderHook(() => useAsked(() => answers.shift()!, "inbox"));
  await act(() => vi.advanceTimersByTimeAsync(0));
  expect(result.current.value).toBe("her name");
  act(() => result.current.again());
  act(() => result.current.drop());
  expect(result.current.value).toBeUndefined();
  await act(async () => late.resolve({ ok: true, value: "her name again" }));
  expect(result.current.value).toBeUndefined();
  act(() => result.current.again());
  await act(() => vi.advanceTimersByTimeAsync(0));
  expect(result.current.value).toBe("nothing");
});
