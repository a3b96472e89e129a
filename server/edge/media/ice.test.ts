import { expect, test } from "vitest";
import type { PersonId } from "../../foundation/ids.ts";
import { instant, plus } from "../../foundation/time.ts";
import { createIce, RELAY_PASS_HOURS, relayPass, type IceSettings } from "./ice.ts";

const at = instant(1_800_000_000_000);
const world = { now: () => at };
const ana = "00000000-0000-7000-8000-00000000000a" as PersonId;
const ben = "00000000-0000-7000-8000-00000000000b" as PersonId;
const SECRET = "0123456789abcdef0123456789abcdef";
const turn = (login: NonNullable<IceSettings["turn"]>["login"]): IceSettings => ({ stun: ["stun:stun.test:3478"], turn: { urls: ["turn:turn.test:3478", "turns:turn.test:443?transport=tcp"], login } });

test("[M30] a pass is the second of its end with its holder, and the MAC of both, as openssl makes it", () => {
  // printf %s 1800014400:ana | openssl dgst -sha1 -hmac 0123456789abcdef0123456789abcdef -binary | base64
  expect(relayPass(SECRET, { holder: "ana", at })).toEqual({ username: "1800014400:ana", credential: "R1L/Gsio0ryApvApiqS1qE3qAgQ=", until: plus(at, { hours: RELAY_PASS_HOURS }) });
});

test("[M30] each operator has a name of their own at every server, the same each time, in which no id of ours stands", () => {
  const ice = createIce(turn({ sharedSecret: SECRET }), { world });
  const [first, again, other] = [ice.forDesk(ana), ice.forDesk(ana), ice.forDesk(ben)];
  expect(first).toEqual(again);
  expect(first.until).toBe(plus(at, { hours: RELAY_PASS_HOURS }));
  expect(first.iceServers.map(({ urls }) => urls)).toEqual(["stun:stun.test:3478", "turn:turn.test:3478", "turns:turn.test:443?transport=tcp"]);
  expect(first.iceServers[1]!.username).toMatch(/^1800014400:[0-9a-f]{16}$/);
  expect(first.iceServers[1]!.username).not.toBe(other.iceServers[1]!.username);
  expect(JSON.stringify(first)).not.toContain(SECRET);
  expect(JSON.stringify(first)).not.toContain(ana);
});

test("[M30] a name and password that last are for our own ends: no browser is given them", () => {
  const ice = createIce(turn({ user: "compline", secret: "lasting" }), { world });
  expect(ice.ours().at(-1)).toMatchObject({ username: "compline", credential: "lasting" });
  expect(ice.forDesk(ana)).toEqual({ iceServers: [{ urls: "stun:stun.test:3478" }], until: null });
});

test("[M27] with nothing named nobody is asked", () => {
  const ice = createIce({ stun: [], turn: undefined }, { world });
  expect(ice.ours()).toEqual([]);
  expect(ice.forDesk(ana)).toEqual({ iceServers: [], until: null });
});
