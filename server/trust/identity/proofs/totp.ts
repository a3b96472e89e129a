import { Secret, TOTP as Totp } from "otpauth";
import type { Instant } from "../../../foundation/time.ts";
import { TOTP } from "../settings.ts";

const totp = (secret: Buffer, label = ""): Totp =>
  new Totp({ issuer: "Compline", label, algorithm: "SHA1", digits: TOTP.digits, period: TOTP.periodSeconds, secret: new Secret({ buffer: new Uint8Array(secret).buffer }) });

/** The step (RFC 6238 4.2) this code belongs to, if it is one of those heard now. The caller takes it once and never an earlier one. */
export function stepOf(secret: Buffer, code: string, at: Instant): number | undefined {
  const delta = totp(secret).validate({ token: code, timestamp: at, window: TOTP.window });
  return delta === null ? undefined : Math.floor(at / (TOTP.periodSeconds * 1000)) + delta;
}

export const codeAt = (secret: Buffer, at: Instant): string => totp(secret).generate({ timestamp: at });
export const totpUri = (secret: Buffer, email: string): string => totp(secret, email).toString();
export const secretOf = (uri: string): Buffer => Buffer.from(Secret.fromBase32(new URL(uri).searchParams.get("secret") ?? "").bytes);
