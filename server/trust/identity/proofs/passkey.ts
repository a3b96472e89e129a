import { generateAuthenticationOptions, generateRegistrationOptions, verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { CHALLENGE_SECONDS_MAX } from "../settings.ts";

export interface Site {
  readonly origin: string;
  readonly rpId: string;
}
export interface Passkey {
  readonly id: Buffer;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: readonly string[];
}
export type Json = Record<string, unknown>;

const bytes = (buffer: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(buffer);
const base64url = (buffer: Buffer): string => buffer.toString("base64url");
const asked = (passkeys: readonly Passkey[]) => passkeys.map((key) => ({ id: base64url(key.id), transports: [...key.transports] }));
const timeout = CHALLENGE_SECONDS_MAX * 1000;

/** A discoverable credential, with the person verified by the device (WebAuthn Level 3, 5.4): a passkey counts as two factors. */
export async function creationOptions(site: Site, person: { id: Buffer; name: string; email: string }, ask: { challenge: Buffer; known: readonly Passkey[] }): Promise<Json> {
  const options = await generateRegistrationOptions({
    rpName: "Compline",
    rpID: site.rpId,
    userID: bytes(person.id),
    userName: person.email,
    userDisplayName: person.name,
    challenge: bytes(ask.challenge),
    timeout,
    attestationType: "none",
    excludeCredentials: asked(ask.known),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  return { ...options };
}

/** Without `known` the browser offers whatever passkeys it has for this site. */
export async function requestOptions(site: Site, challenge: Buffer, known: readonly Passkey[] = []): Promise<Json> {
  return { ...(await generateAuthenticationOptions({ rpID: site.rpId, challenge: bytes(challenge), timeout, userVerification: "required", allowCredentials: asked(known) })) };
}

/** The new passkey, or undefined when anything about the answer is not as asked. */
export async function readCreation(site: Site, challenge: Buffer, response: Json): Promise<Passkey | undefined> {
  const verified = await judged(() =>
    verifyRegistrationResponse({
      response: response as unknown as RegistrationResponseJSON,
      expectedChallenge: base64url(challenge),
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      requireUserVerification: true,
    }),
  );
  if (!verified?.verified) return undefined;
  const { id, publicKey, counter, transports } = verified.registrationInfo.credential;
  return { id: Buffer.from(id, "base64url"), publicKey: Buffer.from(publicKey), counter, transports: (transports ?? []).slice(0, 8) };
}

/** The passkey's new counter, or undefined. The library refuses one that did not grow (6.1.1: it may be a copy). */
export async function readAssertion(site: Site, ask: { challenge: Buffer; passkey: Passkey }, response: Json): Promise<number | undefined> {
  const { passkey, challenge } = ask;
  const verified = await judged(() =>
    verifyAuthenticationResponse({
      response: response as unknown as AuthenticationResponseJSON,
      expectedChallenge: base64url(challenge),
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      credential: { id: base64url(passkey.id), publicKey: bytes(passkey.publicKey), counter: passkey.counter },
      requireUserVerification: true,
    }),
  );
  return verified?.verified ? verified.authenticationInfo.newCounter : undefined;
}

export const credentialIdOf = (response: Json): Buffer | undefined => (typeof response.id === "string" && /^[\w-]{16,1400}$/.test(response.id) ? Buffer.from(response.id, "base64url") : undefined);

/** The library says no by throwing, about bytes a stranger sent. For us each is the same no, and the caller records it. */
async function judged<T>(verify: () => Promise<T>): Promise<T | undefined> {
  try {
    return await verify();
  } catch {
    return undefined;
  }
}
