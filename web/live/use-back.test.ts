// @vitest-environment jsdom
import { renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { useBack } from "./use-back.ts";

it("[W34] a room asks again when the line comes back and at each word it could not read, and at nothing else", () => {
  let asked = 0;
  const again = () => { asked += 1; };
  const { rerender } = renderHook((live: { readonly inTouch: boolean; readonly unread: number }) => useBack(live, again), { initialProps: { inTouch: true, unread: 0 } });
  const told = (inTouch: boolean, unread: number): number => { rerender({ inTouch, unread }); return asked; };
  expect([told(true, 0), told(false, 0), told(false, 1), told(false, 2), told(true, 2), told(true, 2)]).toEqual([0, 0, 1, 2, 3, 3]);
});
