import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";

/**
 * A platform authenticator of our own (WebAuthn Level 3, section 6): a P-256 key, a counter, and a person who has just shown a
 * fingerprint. What it signs is verified for real; tests bend it to make wrong answers.
 */
export interface Authenticator {
  create(options: Json, bend?: Bend): Json;
  get(options: Json, bend?: Bend): Json;
  /** The same key and counter: what a thief has who copied the device. */
  copy(): Authenticator;
}
export interface Bend {
  readonly origin?: string;
  readonly rpId?: string;
  readonly userVerified?: boolean;
  readonly challenge?: string;
}
type Json = Record<string, unknown>;
interface Device {
  readonly id: Buffer;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;
const b64 = (bytes: Buffer): string => bytes.toString("base64url");
const sha256 = (data: string | Buffer): Buffer => createHash("sha256").update(data).digest();

export function createAuthenticator(origin: string, from?: Device & { counter: number }): Authenticator {
  const device: Device = from ?? { id: randomBytes(32), ...generateKeyPairSync("ec", { namedCurve: "P-256" }) };
  let counter = from?.counter ?? 0;
  let user: string | undefined;
  const clientData = (type: string, challenge: unknown, bend: Bend): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge: bend.challenge ?? challenge, origin: bend.origin ?? origin, crossOrigin: false }));
  const authData = (rpId: string, bend: Bend, credential?: Buffer): Buffer => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(++counter);
    const flags = USER_PRESENT | (bend.userVerified === false ? 0 : USER_VERIFIED) | (credential ? HAS_CREDENTIAL : 0);
    return Buffer.concat([sha256(bend.rpId ?? rpId), Buffer.from([flags]), count, credential ?? Buffer.alloc(0)]);
  };
  const wrap = (response: Json): Json => ({ id: b64(device.id), rawId: b64(device.id), type: "public-key", clientExtensionResults: {}, authenticatorAttachment: "platform", response });
  return {
    create: (options, bend = {}) => {
      user = (options.user as { id: string }).id;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(device.id.length);
      const credential = Buffer.concat([Buffer.alloc(16), length, device.id, coseKey(device.publicKey)]);
      const data = authData((options.rp as { id: string }).id, bend, credential);
      const attestationObject = cbor(new Map<unknown, unknown>([["fmt", "none"], ["attStmt", new Map()], ["authData", data]]));
      return wrap({ clientDataJSON: b64(clientData("webauthn.create", options.challenge, bend)), attestationObject: b64(attestationObject), transports: ["internal"] });
    },
    get: (options, bend = {}) => {
      const client = clientData("webauthn.get", options.challenge, bend);
      const data = authData(options.rpId as string, bend);
      const signature = sign("sha256", Buffer.concat([data, sha256(client)]), device.privateKey);
      return wrap({ clientDataJSON: b64(client), authenticatorData: b64(data), signature: b64(signature), userHandle: user });
    },
    copy: () => createAuthenticator(origin, { ...device, counter }),
  };
}

/** RFC 9053, section 7.1: an EC2 key for ES256 on P-256. */
function coseKey(key: KeyObject): Buffer {
  const { x, y } = key.export({ format: "jwk" }) as { x: string; y: string };
  return cbor(new Map<unknown, unknown>([[1, 2], [3, -7], [-1, 1], [-2, Buffer.from(x, "base64url")], [-3, Buffer.from(y, "base64url")]]));
}

/** RFC 8949, as far as WebAuthn needs it: integers, byte and text strings, maps. */
function cbor(value: unknown): Buffer {
  if (typeof value === "number") return value >= 0 ? cborHead(0, value) : cborHead(1, -1 - value);
  if (Buffer.isBuffer(value)) return Buffer.concat([cborHead(2, value.length), value]);
  if (typeof value === "string") return Buffer.concat([cborHead(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Map) return Buffer.concat([cborHead(5, value.size), ...[...value].flatMap(([k, v]) => [cbor(k), cbor(v)])]);
  throw new TypeError("no CBOR form for this");
}

function cborHead(major: number, count: number): Buffer {
  if (count < 24) return Buffer.from([(major << 5) | count]);
  if (count < 256) return Buffer.from([(major << 5) | 24, count]);
  return Buffer.from([(major << 5) | 25, count >> 8, count & 255]);
}
