/**
 * TLS with a key that both nodes derive from the one keyring (RFC 4279): who does not hold the keyring hears nothing and is not heard, and
 * there are no certificates to renew. Node offers such keys up to TLS 1.2; with ephemeral Diffie-Hellman a key that leaks later opens
 * nothing that was said before.
 */
export const SUITE = { ciphers: "DHE-PSK-AES256-GCM-SHA384", minVersion: "TLSv1.2", maxVersion: "TLSv1.2" } as const;
export const KEY_BYTES = 32;
