import { Secret, TOTP } from "otpauth";
import { until } from "./until.ts";

const CODE_MS = 30_000;
/** The last step of each authenticator whose code was given out. */
const given = new Map<string, number>();

/**
 * A code that was not given out before, because a code counts once. The next one is taken already, for a clock may be one step ahead
 * (RFC 6238, section 5.2); the one behind it when its time has come.
 */
export async function nextCode(totpSecret: string): Promise<string> {
  const stepNow = (): number => Math.floor(Date.now() / CODE_MS);
  const step = Math.max(stepNow(), (given.get(totpSecret) ?? 0) + 1);
  given.set(totpSecret, step);
  await until("the time of the next code comes", () => stepNow() >= step - 1);
  return new TOTP({ secret: Secret.fromBase32(totpSecret) }).generate({ timestamp: step * CODE_MS });
}
