#!/usr/bin/env python3
"""Opens what Compline sealed, written from docs/vault-format.md alone: a second pair of eyes on the format.

Needs Debian's python3-cryptography. Reads JSON from standard input, a list of
  {"type": "envelope" | "stream", "secret": hex, "place": {...}, "sealed": hex}
  {"type": "blind-index", "secret": hex, "domain": {...}, "value": text}
  {"type": "key-file", "root": hex, "sealed": hex}
and prints a list of {"opened": hex} or {"refused": why}.
"""
import hmac
import json
import sys
import uuid

try:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF
except ImportError:
    sys.exit("the package python3-cryptography is missing")


class Refused(Exception):
    pass


def hkdf(secret, salt, info, length):
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def place_bytes(place):
    return (
        uuid.UUID(place["client"]).bytes
        + place["table"].to_bytes(4, "big")
        + place["column"].to_bytes(4, "big")
        + uuid.UUID(place["row"]).bytes
        + place["revision"].to_bytes(4, "big")
    )


def unlock(secret, label, header, place):
    """The key and nonce behind a header that ends with key id (20), salt (32), commitment (32)."""
    key_id, salt, commitment = header[-84:-64], header[-64:-32], header[-32:]
    if key_id[:16] != uuid.UUID(place["client"]).bytes:
        raise Refused("another client")
    okm = hkdf(secret, salt, label + header[:-64] + place_bytes(place), 76)
    if not hmac.compare_digest(okm[44:], commitment):
        raise Refused("commitment")
    return okm[:32], okm[32:44]


def decrypt(key, nonce, sealed, aad):
    try:
        return AESGCM(key).decrypt(nonce, sealed, aad)
    except InvalidTag:
        raise Refused("tag") from None


def open_envelope(ask, sealed):
    if len(sealed) < 101 or len(sealed) > 101 + 256 * 1024 or sealed[0] != 1:
        raise Refused("not an envelope of version 1")
    header = sealed[:85]
    key, nonce = unlock(bytes.fromhex(ask["secret"]), b"compline/v1/envelope", header, ask["place"])
    return decrypt(key, nonce, sealed[85:], header + place_bytes(ask["place"]))


def open_stream(ask, sealed):
    header = sealed[:93]
    if len(header) < 93 or header[:8] != b"CPLSTRM\x01" or not 10 <= header[8] <= 20:
        raise Refused("not a stream of version 1")
    key, _ = unlock(bytes.fromhex(ask["secret"]), b"compline/v1/stream", header, ask["place"])
    aad, size = header + place_bytes(ask["place"]), 2 ** header[8] + 16
    clear, number, rest = b"", 0, sealed[93:]
    while True:
        chunk, rest = rest[:size], rest[size:]
        last = len(chunk) < size
        try:
            if len(chunk) < 16:
                raise Refused("tag")
            clear += decrypt(key, number.to_bytes(11, "big") + bytes([last]), chunk, aad)
        except Refused:
            raise Refused("truncated after %d intact bytes" % len(clear) if last else "tag") from None
        if last:
            return clear
        number += 1


def blind_index(ask):
    info = b"compline/v1/blind-index" + b"".join(ask["domain"][n].to_bytes(4, "big") for n in ("table", "column"))
    own = hkdf(bytes.fromhex(ask["secret"]), None, info, 32)
    return hmac.digest(own, ask["value"].encode(), "sha256")[:16]


def open_key_file(ask, sealed):
    if len(sealed) != 81 or sealed[0] != 1:
        raise Refused("not a key file of version 1")
    wrap = hkdf(bytes.fromhex(ask["root"]), None, b"compline/v1/derive/key-wrap", 32)
    return decrypt(wrap, sealed[21:33], sealed[33:], b"compline/v1/key-file" + sealed[:21])


def answer(ask):
    sealed = bytes.fromhex(ask.get("sealed", ""))
    try:
        if ask["type"] == "blind-index":
            return {"opened": blind_index(ask).hex()}
        opener = {"envelope": open_envelope, "stream": open_stream, "key-file": open_key_file}[ask["type"]]
        return {"opened": opener(ask, sealed).hex()}
    except Refused as why:
        return {"refused": str(why)}


if __name__ == "__main__":
    json.dump([answer(ask) for ask in json.load(sys.stdin)], sys.stdout)
