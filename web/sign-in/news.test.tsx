// @vitest-environment jsdom
import { expect, it } from "vitest";
import { sayNews } from "./news.tsx";

it("[W51] what was done is said with who did it, what follows and whom to ring; what the house did says so", () => {
  expect(sayNews({ kind: "devices-forgotten", by: "Ida Novak" })).toMatch(/^Ida Novak made Compline forget every phone .* ring your supervisor\.$/);
  expect(sayNews({ kind: "signed-out", by: null })).toMatch(/^The service signed you out/);
  expect(sayNews({ kind: "workstation-forgotten", by: null })).toMatch(/change your password and ring your supervisor/);
  expect(sayNews({ kind: "pin-locked", by: null })).toMatch(/If it was not you, ring your supervisor/);
  expect(sayNews({ kind: "pin-ended", by: null })).toMatch(/Set another one here/);
});
