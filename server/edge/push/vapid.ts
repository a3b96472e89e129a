import { createECDH } from "node:crypto";

export interface VapidKeys {
  /** 65 bytes, uncompressed point, base64url. */
  readonly publicKey: string;
  /** 32 bytes, base64url. */
  readonly privateKey: string;
}

/** `bytes` secret bytes of the keyring, the same for the same label at every start. */
export type Derive = (label: string, bytes: number) => Buffer;

const TRIES_MAX = 8;

/**
 * The P-256 key that push services know this installation by (RFC 8292). It comes from the keyring's root, so it is the same after a
 * restart, is in no database, and subscriptions made with it stay good.
 */
export function vapidKeys(derive: Derive): VapidKeys {
  for (let tried = 0; tried < TRIES_MAX; tried++) {
    const secret = derive(`push/vapid-${tried}`, 32);
    const curve = createECDH("prime256v1");
    try {
      curve.setPrivateKey(secret);
    } catch {
      continue; // Not below the order of the curve: one in 2^32.
    }
    return { publicKey: curve.getPublicKey("base64url"), privateKey: secret.toString("base64url") };
  }
  throw new Error("no VAPID key could be derived");
}
