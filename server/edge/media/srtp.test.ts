import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readHeader } from "./rtp.ts";
import { applyKeystream, deriveKeys, SrtpReceiver, SrtpSender, type SrtpKey } from "./srtp.ts";

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");
const master = hex("E1F97A0D3E018BE0D64FA32C06DE4139 0EC675AD498AFEEBB6960B3AABE6");
const key: SrtpKey = { suite: "AES_CM_128_HMAC_SHA1_80", master };

const clearPacket = (index: number, payload = Buffer.from("the payload of a packet"), ssrc = 0xcafebabe): Buffer => {
  const header = Buffer.alloc(12);
  header[0] = 0x80;
  header.writeUInt16BE(index % 65_536, 2);
  header.writeUInt32BE(ssrc, 8);
  return Buffer.concat([header, payload]);
};
const sealed = (index: number, by: SrtpKey = key): Buffer => new SrtpSender(by).protect(clearPacket(index), { ssrc: 0xcafebabe, index, headerBytes: 12 });
const opened = (receiver: SrtpReceiver, datagram: Buffer): Buffer | undefined => receiver.unprotect(datagram, readHeader(datagram)!);

describe("vectors", () => {
  test("[M6] the session keys are those of RFC 3711 B.3", () => {
    const keys = deriveKeys(master);
    expect(keys.cipher).toEqual(hex("C61E7A93744F39EE10734AFE3FF7A087"));
    expect(keys.salt).toEqual(hex("30CBBC08863D8C85D49DB34A9AE1"));
    expect(keys.auth).toEqual(hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"));
  });

  test("[M6] the key stream is that of RFC 3711 B.2", () => {
    const keys = { cipher: hex("2B7E151628AED2A6ABF7158809CF4F3C"), salt: hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"), auth: Buffer.alloc(20) };
    expect(applyKeystream(keys, { ssrc: 0, index: 0 }, Buffer.alloc(48))).toEqual(hex("E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB 41E95B3BB0A2E8DD477901E4FCA894C0"));
  });

  test("[M6] a whole packet is sealed as libsrtp seals it", () => {
    const datagram = hex("800f1234decafbadcafebabe abababababababababababababababab");
    const packet = new SrtpSender(key).protect(datagram, { ssrc: 0xcafebabe, index: 0x1234, headerBytes: 12 });
    expect(packet).toEqual(hex("800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc99ea179b8dbb"));
    expect(opened(new SrtpReceiver(key), packet)).toEqual(datagram);
  });
});

describe("receiving", () => {
  test("[M6] packets lost, late or in disorder are opened, over the rollover too, and each only once", () => {
    fc.assert(fc.property(fc.integer({ min: 65_500, max: 65_540 }), fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 60 }), (start, jitter) => {
      const receiver = new SrtpReceiver(key);
      opened(receiver, sealed(start));
      const seen = new Set([start]);
      for (const [at, offset] of jitter.entries()) {
        const index = start + at + offset;
        const clear = opened(receiver, sealed(index));
        expect(clear !== undefined).toBe(!seen.has(index));
        seen.add(index);
      }
    }), { numRuns: 100 });
  });

  test("[M6] no changed bit passes", () => {
    const datagram = sealed(500);
    fc.assert(fc.property(fc.nat(datagram.length * 8 - 1), (bit) => {
      const changed = Buffer.from(datagram);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const header = readHeader(changed);
      expect(header && new SrtpReceiver(key).unprotect(changed, header)).toBeUndefined();
    }));
  });

  test("[M6] after a rebuild a far end that is hours into its stream is understood at once", () => {
    const receiver = new SrtpReceiver(key);
    const index = 9 * 65_536 + 77;
    expect(opened(receiver, sealed(index))).toEqual(clearPacket(index));
    expect(opened(receiver, sealed(index + 1))).toEqual(clearPacket(index + 1));
    expect(opened(receiver, sealed(index))).toBeUndefined();
  });

  test("[M6] a packet of another key, and one too old, are not opened", () => {
    const receiver = new SrtpReceiver(key);
    expect(opened(receiver, sealed(1, { ...key, master: Buffer.alloc(30, 1) }))).toBeUndefined();
    opened(receiver, sealed(1000));
    expect(opened(receiver, sealed(936))).toBeUndefined();
    expect(opened(receiver, sealed(937))).toBeDefined();
  });
});
