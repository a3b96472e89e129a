// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { encode } from "uqr";
import { afterEach, expect, it } from "vitest";
import Qr, { pathOf } from "./qr.tsx";

afterEach(cleanup);
const URI = "otpauth://totp/Compline:emil.novak%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Compline";

it("[W21] the code to scan has every dark square of the key's address once, four squares of white around it, and no address of any server", () => {
  render(<Qr text={URI} label="QR code with the setup key" />);
  const svg = screen.getByRole("img", { name: "QR code with the setup key" });
  const { data } = encode(URI, { ecc: "M", border: 0 });
  expect(svg.getAttribute("viewBox")).toBe(`0 0 ${data.length + 8} ${data.length + 8}`);
  expect(svg.querySelector("path")?.getAttribute("d")?.match(/M/g)).toHaveLength(data.flat().filter(Boolean).length);
  expect(svg.outerHTML).not.toMatch(/href|src=|url\(/);
});

it("[W21] a square stands where its module is, behind the margin", () => {
  expect(pathOf([[true, false], [false, true]])).toBe("M4,4h1v1h-1zM5,5h1v1h-1z");
});
