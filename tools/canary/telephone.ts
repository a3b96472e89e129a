import { inDialog, newCall, request, tlsPhone } from "../../server/edge/sip/peers/raw-phone.ts";
import { FakePhone } from "../../server/edge/media/testing/fake-phone.ts";
import { FRAME_MS } from "../../server/edge/media/g711.ts";
import type { Product } from "./product.ts";

export interface Caller {
  /** Calls of one caller are told apart by who rings. */
  readonly number: string;
  readonly name: string;
  readonly to: string;
  /** 20 ms of µ-law, said again and again. */
  readonly sound: Buffer;
}

export interface TelephoneCall {
  press(digits: string): Promise<void>;
  /** Sound packets that came back over SRTP and were genuine. */
  heard(): number;
  hangUp(): Promise<void>;
  close(): void;
}

const ANSWER_MS_MAX = 30_000;
const DIGIT_MS = 200;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const words = ({ number, name, to }: Pick<Caller, "number" | "name" | "to">, tag: string) => ({
  user: to, uri: `sip:${to}@127.0.0.1`, to: `<sip:${to}@127.0.0.1>`, without: ["From"], extra: [`From: "${name}" <sip:${number}@127.0.0.1>;tag=${tag}`],
});

/** Rings over SIP with TLS, offers SRTP keyed by SDES alone, and speaks once it is answered. */
export async function ring(product: Product, caller: Caller): Promise<TelephoneCall> {
  const line = await tlsPhone(product.ports.sip + 1, { ca: product.caPem });
  const sound = await FakePhone.open("AES_CM_128_HMAC_SHA1_80");
  const call = newCall(line.port, "TLS");
  const wording = words(caller, call.fromTag);
  line.send(request("INVITE", call, { ...wording, body: sound.offer() }));
  const answer = await line.take(/^SIP\/2\.0 [2-6]\d\d /, ANSWER_MS_MAX);
  if (!answer.start.includes(" 200 ")) throw new Error(`the call was answered ${answer.start}`);
  if (!answer.body.includes("RTP/SAVP")) throw new Error("the service answered without SRTP");
  const inCall = inDialog(call, answer);
  const target = /<([^>]+)>/.exec(answer.field("Contact") ?? "")?.[1] ?? wording.uri;
  const dialog = { ...wording, uri: target, to: answer.field("To")! };
  line.send(inCall("ACK", dialog));
  sound.meet(answer.body);
  const speaking = setInterval(() => sound.say(caller.sound), FRAME_MS);
  const close = (): void => {
    clearInterval(speaking);
    sound.close();
    line.close();
  };
  return {
    press: async (digits) => {
      for (const digit of digits) {
        sound.press(digit);
        await pause(DIGIT_MS);
      }
    },
    heard: () => sound.heard.length,
    hangUp: async () => {
      clearInterval(speaking);
      line.send(inCall("BYE", dialog));
      await line.take(/^SIP\/2\.0 (200|481) /);
    },
    close,
  };
}

/** Calls and messages that must be refused, with words of a stranger in them. */
export async function knockWrongly(product: Product, { name, number, body }: { name: string; number: string; body: string }): Promise<readonly string[]> {
  const line = await tlsPhone(product.ports.sip + 1, { ca: product.caPem });
  const answers: string[] = [];
  const send = async (method: string, wording: Parameters<typeof request>[2]): Promise<void> => {
    const call = newCall(line.port, "TLS");
    line.send(request(method, call, { ...words({ name, number, to: "+12125559999" }, call.fromTag), ...wording }));
    answers.push((await line.take(/^SIP\/2\.0 [3-6]\d\d /)).start);
  };
  await send("INVITE", { body: `v=0\r\ns=${body}\r\n` });
  await send("MESSAGE", { body });
  line.close();
  return answers;
}
