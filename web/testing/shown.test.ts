import { expect, test } from "vitest";
import { firstLine } from "../../tools/report.ts";
import { withReason } from "./shown.ts";

const COVERED = `TimeoutError: \u001b[31mlocator.click: Timeout 30000ms exceeded.\u001b[39m
Call log:
\u001b[2m  - waiting for getByRole('button', { name: 'Ask for the PIN' })\u001b[22m
    - locator resolved to <button type="button">…</button>
  - attempting click action
    2 × waiting for element to be visible, enabled and stable
      - element is visible, enabled and stable
      - scrolling into view if needed
      - done scrolling
      - <footer class="foot">…</footer> intercepts pointer events
    - retrying click action
    - waiting 500ms

    at web/sign-in/check-in.peer.test.ts:58:62`;

test("[T-RUN-11] the first line of a page test's error tells what hindered the hand and what the page showed; the rest stays as it was", () => {
  const told = withReason(COVERED, "/desk showed: Lakeside Pediatrics");
  expect(firstLine(told)).toBe('TimeoutError: locator.click: Timeout 30000ms exceeded. | <footer class="foot">…</footer> intercepts pointer events | /desk showed: Lakeside Pediatrics');
  expect(told.split("\n").slice(1)).toEqual(COVERED.split("\n").slice(1));
});

test("[T-RUN-11] an error of another kind tells what the page showed, and two pages of one test are both told, the reason once", () => {
  expect(withReason("AssertionError: expected 1 to be 2\n    at x.ts:1:1", "/desk showed: nothing")).toBe("AssertionError: expected 1 to be 2 | /desk showed: nothing\n    at x.ts:1:1");
  const [first] = withReason(withReason(COVERED, "/desk showed: a"), "/office showed: b").split("\n");
  expect(first).toMatch(/^[^|]+\| <footer[^|]+\| \/desk showed: a \| \/office showed: b$/);
});

test("[T-RUN-11] a thing that never came is named", () => {
  expect(withReason("TimeoutError: locator.waitFor: Timeout 30000ms exceeded.\nCall log:\n  - waiting for getByText('Taken') to be visible\n", "/ showed: x").split("\n")[0]).toBe("TimeoutError: locator.waitFor: Timeout 30000ms exceeded. | waiting for getByText('Taken') to be visible | / showed: x");
});
