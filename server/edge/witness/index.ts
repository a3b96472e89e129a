import type { WitnessSetting } from "../../foundation/config/witnesses.ts";
import { isCosignature, type Hash, type Witness } from "../../trust/audit/index.ts";

const ANSWER_SECONDS_MAX = 10;
/** A few lines of signatures. */
const ANSWER_BYTES_MAX = 16 * 1024;
const SIZE_TYPE = "text/x.tlog.size";
const CONFLICT = 409;

/** What a witness answered that is no signature: a code for the log, none of its words. */
export class WitnessRefused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`the witness signed nothing: ${code}`);
    this.name = "WitnessRefused";
    this.code = code;
  }
}

interface Answered {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const sizeOf = (note: string): number => Number(note.split("\n")[1]);
const textOf = (note: string): string => note.slice(0, note.lastIndexOf("\n\n") + 1);

/** The body of `add-checkpoint`: the size the proof begins at, the proof, an empty line, the checkpoint. */
const bodyOf = (old: number, proof: readonly Hash[], note: string): string => `old ${old}\n${proof.map((one) => `${one.toString("base64")}\n`).join("")}\n${note}`;

/** [WI1] Asks one witness over HTTP. Remembers the size it signed last; after a start it asks from 0, and the witness says what it knows [WI2]. */
export function createWitness({ name, publicKey, url }: WitnessSetting): Witness {
  const known = { size: 0 };
  const ask = async (note: string, proofFrom: (size: number) => Promise<Hash[]>): Promise<Answered> => {
    const proof = known.size === 0 ? [] : await proofFrom(known.size);
    return post(`${url}/add-checkpoint`, bodyOf(known.size, proof, note));
  };
  return {
    name, publicKey,
    cosign: async (note, proofFrom) => {
      mustReach(note, known.size);
      let answer = await ask(note, proofFrom);
      if (isOtherSize(answer)) {
        known.size = Number(answer.text.trim());
        mustReach(note, known.size);
        answer = await ask(note, proofFrom);
      }
      if (answer.status !== 200) throw new WitnessRefused(`status-${answer.status}`);
      const line = answer.text.split("\n").map((one) => `${one}\n`).find((one) => isCosignature(one, textOf(note), { name, publicKey }));
      if (line === undefined) throw new WitnessRefused("not-its-signature");
      known.size = sizeOf(note);
      return line;
    },
  };
}

/** [WI4] It saw more than there is: the log was cut, or another house has its key. */
function mustReach(note: string, size: number): void {
  if (size > sizeOf(note)) throw new WitnessRefused("saw-a-longer-log");
}

const isOtherSize = ({ status, type, text }: Answered): boolean => status === CONFLICT && type.split(";")[0]!.trim() === SIZE_TYPE && /^(0|[1-9]\d{0,15})\n$/.test(text);

async function post(url: string, body: string): Promise<Answered> {
  const answer = await fetch(url, { method: "POST", body, headers: { "content-type": "text/plain; charset=utf-8" }, redirect: "error", signal: AbortSignal.timeout(ANSWER_SECONDS_MAX * 1000) });
  return { status: answer.status, type: answer.headers.get("content-type") ?? "", text: await readShort(answer) };
}

async function readShort(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of answer.body ?? []) {
    bytes += part.length;
    if (bytes > ANSWER_BYTES_MAX) throw new WitnessRefused("answer-too-long");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
