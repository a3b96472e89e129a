/** One sequence of bytes that gives a marker away. */
export interface Form {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Shorter than this, a form would be met by chance. */
export const FORM_BYTES_MIN = 8;

const latin = (name: string, text: string): Form => ({ name, bytes: Buffer.from(text, "latin1") });

/** Every form in which a marker could lie in a file or travel on a line. Each at most once. */
export function formsOf(look: Buffer): Form[] {
  const all = [{ name: "plain", bytes: look }, ...base64(look), latin("hex", look.toString("hex")), latin("hex", look.toString("hex").toUpperCase()), ...(isText(look) ? ofText(look.toString("utf8")) : escaped(look))];
  const seen = new Set<string>();
  return all.filter(({ bytes }) => bytes.length >= FORM_BYTES_MIN && !seen.has(bytes.toString("latin1")) && seen.add(bytes.toString("latin1")));
}

const isText = (look: Buffer): boolean => look.every((byte) => byte >= 0x20 && byte < 0x7f);

function ofText(text: string): Form[] {
  const cases = [text, text.toLowerCase(), text.toUpperCase()];
  return cases.flatMap((each) => [
    latin("plain", each), latin("URL-encoded", encodeURIComponent(each)), latin("URL-encoded", encodeURIComponent(each).replaceAll("%20", "+")),
    latin("URL-encoded", everyByte(Buffer.from(each))), { name: "UTF-16LE", bytes: Buffer.from(each, "utf16le") }, { name: "UTF-16BE", bytes: Buffer.from(each, "utf16le").swap16() },
  ]);
}

const everyByte = (bytes: Buffer): string => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, "0").toUpperCase()}`).join("");
const escaped = (look: Buffer): Form[] => [latin("URL-encoded", everyByte(look))];

/** The letters that depend on the marker alone, whatever stands before and after it (RFC 4648): three alignments, two alphabets. */
function base64(look: Buffer): Form[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), look]).toString("base64").replaceAll("=", "");
    const spoiledAtStart = before === 0 ? 0 : before + 1;
    const spoiledAtEnd = (before + look.length) % 3 === 0 ? 0 : 1;
    const sure = encoded.slice(spoiledAtStart, encoded.length - spoiledAtEnd);
    return [latin("base64", sure), latin("base64url", sure.replaceAll("+", "-").replaceAll("/", "_"))];
  });
}
