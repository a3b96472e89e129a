const CHUNK_BYTES = 0x8000;

/** In pieces: a call takes only so many arguments. */
export function base64Of(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) text += String.fromCodePoint(...bytes.subarray(at, at + CHUNK_BYTES));
  return btoa(text);
}
