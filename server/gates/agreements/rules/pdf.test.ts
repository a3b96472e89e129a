import fc from "fast-check";
import { expect, test } from "vitest";
import { PDF_BYTES_MAX, readPdf } from "./pdf.ts";

const pdf = (body: string | Buffer): Buffer => Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.from(body), Buffer.from("\n%%EOF\n")]);
const kindOf = (bytes: Buffer): string => readPdf(bytes.toString("base64")).kind;

test("[G7] a whole PDF comes out byte for byte", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (body) => {
      const file = pdf(Buffer.from(body));
      expect(readPdf(file.toString("base64"))).toEqual({ kind: "pdf", bytes: file });
    }),
  );
});

test("[G7] a picture, an empty file, a PDF behind other bytes and a PDF cut short are not recorded", () => {
  expect(kindOf(Buffer.from("\x89PNG\r\n%%EOF"))).toBe("not-a-pdf");
  expect(kindOf(Buffer.alloc(0))).toBe("not-a-pdf");
  expect(kindOf(Buffer.concat([Buffer.from("x"), pdf("")]))).toBe("not-a-pdf");
  expect(kindOf(pdf("x".repeat(5000)).subarray(0, 3000))).toBe("cut-short");
});

test("[G7] text with holes in it is not base64 and not a PDF", () => {
  const whole = pdf("x".repeat(300)).toString("base64");
  expect(readPdf(`${whole.slice(0, 40)}\n${whole.slice(40)}`).kind).toBe("not-a-pdf");
  expect(readPdf(whole.slice(1)).kind).toBe("not-a-pdf");
});

test("[G7] ten mebibytes are taken, one byte more is not", () => {
  const frame = pdf("").length;
  expect(kindOf(pdf(Buffer.alloc(PDF_BYTES_MAX - frame)))).toBe("pdf");
  expect(kindOf(pdf(Buffer.alloc(PDF_BYTES_MAX - frame + 1)))).toBe("too-large");
});
