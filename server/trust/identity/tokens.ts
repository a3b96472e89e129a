import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { World } from "../../foundation/world.ts";
import { TOKEN_BYTES } from "./settings.ts";

/** A bearer token goes out once; the database knows its hash. 256 random bits need no salt and no slow hash. */
export function mintToken(world: Pick<World, "bytes">): { token: string; hash: Buffer } {
  const token = world.bytes(TOKEN_BYTES).toString("base64url");
  return { token, hash: hashToken(token) };
}
export const hashToken = (token: string): Buffer => createHash("sha256").update(token).digest();

export interface Marks {
  /** The cookie of an enrolled workstation: its id and our mark on it, so that the web server knows its own without asking the database. */
  workstationToken(id: string): string;
  workstationOf(token: string): string | undefined;
  /** The keyed hash under which failures are counted. */
  throttleSubject(kind: string, who: string): Buffer;
  /** What is hashed in place of a PIN: six digits alone would be found by trying them all, and one person's hash would fit another. */
  pinMark(person: string, pin: string): string;
}

export function createMarks(derive: (label: string, bytes: number) => Buffer): Marks {
  const workstationKey = derive("identity/workstation", 32);
  const throttleKey = derive("identity/throttle", 32);
  const pinKey = derive("identity/pin", 32);
  const mark = (id: string): Buffer => createHmac("sha256", workstationKey).update(id).digest();
  return {
    workstationToken: (id) => `${id}.${mark(id).toString("base64url")}`,
    workstationOf: (token) => {
      const [id = "", shown = ""] = token.split(".");
      const given = Buffer.from(shown, "base64url");
      return given.length === 32 && timingSafeEqual(given, mark(id)) ? id : undefined;
    },
    throttleSubject: (kind, who) => createHmac("sha256", throttleKey).update(`${kind}\n${who}`).digest().subarray(0, 16),
    pinMark: (person, pin) => createHmac("sha256", pinKey).update(`${person}\n${pin}`).digest("base64url"),
  };
}
