import { describe, expect, test } from "vitest";
import { openCheckpoint, signCheckpoint, verifierKeyOf } from "./checkpoint.ts";
import { leafHash } from "./merkle.ts";
import { cosignatureLine, isCosignature, openNote, signerFromSeed, signNote, verifierKey } from "./note.ts";

const SIGNER = signerFromSeed(Buffer.alloc(32, 1));
const OTHER = signerFromSeed(Buffer.alloc(32, 2));
const TREE = { epoch: 1, size: 20_852_163, root: leafHash(Buffer.from("x")) };

describe("a signed note", () => {
  // The example of the Go checksum database's note package, made by another implementation.
  const foreign = {
    verifier: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    note: "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n",
  };
  const publicKey = Buffer.from(foreign.verifier.split("+").slice(2).join("+"), "base64").subarray(1);
  const key = { name: "example.com/foo", publicKey };

  test("[A3] of another implementation is opened, and its key is named as there", () => {
    expect(verifierKey(key)).toBe(foreign.verifier);
    expect(openNote(foreign.note, key)).toBe("This is an example message.\n");
  });

  test("[A3] with any character changed is not opened", () => {
    for (let at = 0; at < foreign.note.length; at++) {
      const changed = `${foreign.note.slice(0, at)}${foreign.note[at] === "A" ? "B" : "A"}${foreign.note.slice(at + 1)}`;
      expect(openNote(changed, key), `character ${at}`).toBeUndefined();
    }
    for (const cut of ["", "\n\n", foreign.note.trimEnd(), foreign.note.split("\n\n")[0]!]) expect(openNote(cut, key)).toBeUndefined();
  });

  test("[A3] keeps its text when it has empty lines, and ignores signatures of strangers", async () => {
    const note = await signNote("one\n\ntwo\n", "a.example/log", SIGNER);
    const mine = { name: "a.example/log", publicKey: SIGNER.publicKey };
    const both = note + (await signNote("one\n\ntwo\n", "b.example/log", OTHER)).split("\n\n").at(-1)!;
    expect(openNote(both, mine)).toBe("one\n\ntwo\n");
    expect(openNote(note, { ...mine, publicKey: OTHER.publicKey })).toBeUndefined();
    const twice = note + (await signNote("another\n", "a.example/log", SIGNER)).split("\n\n")[1]!;
    expect(openNote(twice, mine)).toBeUndefined();
  });
});

describe("a checkpoint", () => {
  test("[A3] has the three lines of C2SP tlog-checkpoint and opens with the log's key", async () => {
    const note = await signCheckpoint(SIGNER, TREE);
    const [origin, size, root, empty, signature, end] = note.split("\n");
    expect([size, root, empty, end]).toEqual(["20852163", TREE.root.toString("base64"), "", ""]);
    expect(origin).toMatch(/^compline\/audit\/[0-9a-f]{16}\/1$/);
    expect(signature!.startsWith(`— ${origin} `)).toBe(true);
    expect(verifierKeyOf(SIGNER.publicKey, 1).startsWith(`${origin}+`)).toBe(true);
    expect(openCheckpoint(note, SIGNER.publicKey)).toEqual(TREE);
  });

  test("[A3] of another key, of a forged size or with more lines is no checkpoint of this log", async () => {
    const note = await signCheckpoint(SIGNER, TREE);
    const origin = note.split("\n")[0]!;
    expect(openCheckpoint(note, OTHER.publicKey)).toBeUndefined();
    expect(openCheckpoint(note.replace("20852163", "20852162"), SIGNER.publicKey)).toBeUndefined();
    for (const text of [`${origin}\n01\n${TREE.root.toString("base64")}\n`, `${origin}\n1\n${TREE.root.toString("base64")}\nmore\n`, `${origin}\n1\nshort\n`]) {
      expect(openCheckpoint(await signNote(text, origin, SIGNER), SIGNER.publicKey)).toBeUndefined();
    }
    const elsewhere = "example.com/log/1";
    expect(openCheckpoint(await signNote(`${elsewhere}\n1\n${TREE.root.toString("base64")}\n`, elsewhere, SIGNER), SIGNER.publicKey)).toBeUndefined();
  });

  test("[A7] carries a witness's cosignature that holds for this text, name, key and time only", async () => {
    const text = "compline/audit/x/1\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    const cosignature = await cosignatureLine(text, { name: "witness.example/w1", signer: OTHER, seconds: 1_679_315_147 });
    const witness = { name: "witness.example/w1", publicKey: OTHER.publicKey };
    expect(isCosignature(cosignature, text, witness)).toBe(true);
    expect(isCosignature(cosignature, text.replace("\n1\n", "\n2\n"), witness)).toBe(false);
    expect(isCosignature(cosignature, text, { ...witness, name: "witness.example/w2" })).toBe(false);
    expect(isCosignature(cosignature, text, { ...witness, publicKey: SIGNER.publicKey })).toBe(false);
    const later = Buffer.from(cosignature.trimEnd().split(" ")[2]!, "base64");
    later[11]! ^= 1;
    expect(isCosignature(`— witness.example/w1 ${later.toString("base64")}\n`, text, witness)).toBe(false);
  });
});
