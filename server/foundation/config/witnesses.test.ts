import { hash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readConfig, type Disk } from "../config.ts";
import { toWitness } from "./witnesses.ts";

const key = Buffer.concat([Buffer.of(0x04), Buffer.alloc(32, 9)]);
const idOf = (name: string, bytes = key): string => hash("sha256", Buffer.concat([Buffer.from(`${name}\n`), bytes]), "buffer").toString("hex", 0, 4);
const vkey = (name = "witness.example/w1", bytes = key): string => `${name}+${idOf(name, bytes)}+${bytes.toString("base64")}`;
const disk: Disk = { folder: "/srv", exists: () => false, readText: () => undefined, fileSystemOf: (path) => (path.startsWith("/keys") ? 2 : 1) };
const REAL = { DATABASE_URL: "postgres://o:s@localhost/compline", COMPLINE_KEYRING: "/keys" };
const read = (text: string, env: Record<string, string> = REAL) => readConfig({ ...env, COMPLINE_WITNESSES: text }, disk);
const faults = (text: string, env?: Record<string, string>): string[] => {
  const reading = read(text, env);
  return reading.ok ? [] : reading.faults.map(({ setting }) => setting);
};

describe("witnesses of the audit log", () => {
  test("[F-CFG-20] a witness is its key and its address, separated by a space; several by commas", () => {
    const reading = read(`${vkey()} https://witness.example/submit/, ${vkey("other.example")} http://127.0.0.1:8999`);
    expect(reading.ok && reading.config.witnesses).toEqual([
      { name: "witness.example/w1", publicKey: Buffer.alloc(32, 9), url: "https://witness.example/submit" },
      { name: "other.example", publicKey: Buffer.alloc(32, 9), url: "http://127.0.0.1:8999" },
    ]);
    const none = readConfig(REAL, disk);
    expect(none.ok && none.config.witnesses).toEqual([]);
  });

  test.each([
    ["a key of another name", `${vkey().replace("w1", "w2")} https://witness.example`],
    ["one digit of its id wrong", `${vkey().replace(idOf("witness.example/w1"), "00000000")} https://witness.example`],
    ["a key that signs logs, not cosignatures", `${vkey("witness.example/w1", Buffer.concat([Buffer.of(0x01), Buffer.alloc(32, 9)]))} https://witness.example`],
    ["no address", vkey()],
    ["plain http to another machine", `${vkey()} http://witness.example`],
    ["a password in the address", `${vkey()} https://me:secret@witness.example`],
    ["a word too many", `${vkey()} https://witness.example please`],
  ])("[F-CFG-20] %s is refused before anything starts", (_what, text) => {
    expect(toWitness(text)).toBeUndefined();
    expect(faults(text)).toEqual(["COMPLINE_WITNESSES"]);
  });

  test("[F-CFG-20] two with one name, nine of them, and one that an evaluation would have to reach elsewhere are refused", () => {
    expect(faults(`${vkey()} https://a.example, ${vkey()} https://b.example`)).toEqual(["COMPLINE_WITNESSES"]);
    expect(faults(Array.from({ length: 9 }, (_, i) => `${vkey(`w${i}.example`)} https://w${i}.example`).join())).toEqual(["COMPLINE_WITNESSES"]);
    expect(faults(`${vkey()} https://witness.example`, {})).toEqual(["COMPLINE_WITNESSES"]);
    expect(faults(`${vkey()} http://localhost:8999`, {})).toEqual([]);
  });
});
