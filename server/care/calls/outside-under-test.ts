import { PLAIN_RECEPTION, type Reception } from "../../../contract/index.ts";
import type { FakeTelephony } from "../../testing/phones.ts";
import { ground, NUMBER, type House } from "./calls-under-test.ts";

/** Callers whom the house sends on, to an office or to a partner service. */
export const OFFICE = "+12125550177";
export const PARTNER = "+12125550188";
/** The number that callers ring. */
export const LINE = "+12125550100";
/** The trunk's own. */
export const TRUNK = "+12125550990";

/** Whoever answers is with the caller at once. */
export const toOffice: Reception = { ...PLAIN_RECEPTION, whenOpen: { forwardTo: OFFICE, ringSeconds: 20, keyToTake: false } };
const partner = { name: "Harbor Answering", number: PARTNER, agreementSigned: "2026-10-01", seconds: 45, keyToTake: false };
export const toPartner: Reception = { ...PLAIN_RECEPTION, overflow: { ...PLAIN_RECEPTION.overflow, partner } };

export async function ring(h: House, number = NUMBER, how: Parameters<FakeTelephony["ring"]>[1] = {}) {
  const before = new Set(h.sound.open);
  const phone = h.telephony.ring(LINE, { number, ...how });
  const mine = (): string | undefined => [...h.sound.open].find((id) => id.startsWith("phone") && !before.has(id));
  await h.settled(() => phone.saw.includes("answered") && mine() !== undefined && h.sound.hears(mine()!) !== undefined);
  const id = mine()!;
  return { phone, id, hears: () => h.sound.hears(id) };
}

/** Whom the house rings for its caller, as it rings them. */
export async function rung(h: House, seconds = 0) {
  h.wait(seconds);
  await h.settled(() => h.telephony.rung.length > 0);
  return h.telephony.rung[0]!;
}

export const log = async (): Promise<string[]> => (await ground.base.asOwner<{ said: string }>("select kind || coalesce(' ' || detail, '') as said from calls.call_event order by number")).map(({ said }) => said);
export const states = (h: House) => h.calls.live().map(({ state }) => state);
