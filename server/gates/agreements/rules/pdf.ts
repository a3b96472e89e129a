export const PDF_BYTES_MAX = 10 * 1024 * 1024;
/** A trailer may be followed by a line end and a little padding; readers look no further back than this. */
const TRAILER_BYTES_MAX = 1024;

export type PdfVerdict = { readonly kind: "pdf"; readonly bytes: Buffer } | { readonly kind: "not-a-pdf" | "cut-short" | "too-large" };

/** RFC 4648, section 4: Node would skip what is not base64, and a file with holes would be recorded as signed. */
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** [G7] ISO 32000-1, 7.5.2 and 7.5.5: a PDF begins with %PDF- and ends with %%EOF; without the end the upload was cut short. */
export function readPdf(base64: string): PdfVerdict {
  if (base64.length % 4 !== 0 || !BASE64.test(base64)) return { kind: "not-a-pdf" };
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length > PDF_BYTES_MAX) return { kind: "too-large" };
  if (bytes.subarray(0, 5).toString("latin1") !== "%PDF-") return { kind: "not-a-pdf" };
  const end = bytes.subarray(Math.max(0, bytes.length - TRAILER_BYTES_MAX)).toString("latin1");
  return end.includes("%%EOF") ? { kind: "pdf", bytes } : { kind: "cut-short" };
}
