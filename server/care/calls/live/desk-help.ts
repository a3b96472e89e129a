import type { PersonId } from "../../../foundation/ids.ts";
import type { Needs } from "../needs.ts";
import type { Endpoint, MediaEngine, OutboundLeg } from "../ports.ts";
import type { Help, HelpAsk } from "./help.ts";
import { offeredSound, type Offered } from "./offered.ts";

/** Those who answer 911 may be many rings away. */
export const HELP_RING_SECONDS_MAX = 120;
/** What the operator hears until then. */
export const RINGING = "ringing";

interface Line {
  readonly leg: OutboundLeg;
  readonly sound: Offered;
  browser: Endpoint | undefined;
  up: boolean;
}

/** A desk on the telephone with 911, with no caller: one operator, their browser, and a leg that we placed. */
export interface DeskHelp {
  /** [C110] Dials, and gives the operator's offer its answer. Undefined: their sound could not be connected, and nothing was dialled. */
  ring(ask: HelpAsk, sdp: string): Promise<string | undefined>;
  /** The same operator's browser again, after a reload. Undefined: there is no such call, or no sound. */
  again(person: PersonId, sdp: string): Promise<string | undefined>;
  end(person: PersonId): void;
  has(person: PersonId): boolean;
}

interface House {
  readonly needs: Needs;
  readonly lines: Map<PersonId, Line>;
  /** Told when an operator's line to 911 begins and when it is over: they are rung for nothing else meanwhile. */
  readonly onLine: (person: PersonId, isOn: boolean) => void;
}

export function createDeskHelp(needs: Needs, help: Help, onLine: House["onLine"]): DeskHelp {
  const lines = new Map<PersonId, Line>();
  const house: House = { needs, lines, onLine };
  const { media } = needs;
  media.onEvent((event) => {
    const found = [...lines.values()].find(({ sound }) => sound.phone()?.id === event.endpoint);
    if (found && event.kind === "lost") void rebuilt(media, found).catch((error: Error) => needs.log.error("calls.emergency-rebuild-failed", { error: error.name }));
  });

  return {
    has: (person) => lines.has(person),
    end: (person) => lines.get(person)?.leg.hangup(),
    ring: async (ask, sdp) => {
      const made = await browserNear(media, sdp, undefined);
      if (!made) return undefined;
      const { number: to, desk, as } = ask;
      const sound = offeredSound(media, made.endpoint);
      const leg = needs.telephony.dial({ to, from: desk?.callback, place: desk?.place, purpose: "emergency", ringSecondsMax: HELP_RING_SECONDS_MAX, offer: sound.offer });
      const line: Line = { leg, sound, browser: made.endpoint, up: false };
      lines.set(as.person, line);
      onLine(as.person, true);
      help.begin(ask, leg);
      follow(house, as.person, line);
      await hear(media, line);
      return made.answer;
    },
    again: async (person, sdp) => {
      const line = lines.get(person);
      const made = line && (await browserNear(media, sdp, line.sound.phone()));
      if (!line || !made) return undefined;
      const before = line.browser;
      line.browser = made.endpoint;
      if (before) await media.close(before).catch(() => undefined);
      await hear(media, line);
      return made.answer;
    },
  };
}

/** A browser is opened near something: the telephone, or at first near one that is closed again. Undefined: there is no sound. */
async function browserNear(media: MediaEngine, sdp: string, phone: Endpoint | undefined): Promise<{ endpoint: Endpoint; answer: string } | undefined> {
  try {
    const seat = phone ?? (await media.offerPhone("udp")).endpoint;
    return await media.createBrowser(sdp, seat).finally(() => (phone ? undefined : media.close(seat).catch(() => undefined)));
  } catch {
    return undefined;
  }
}

async function hear(media: MediaEngine, { browser, sound, up }: Line): Promise<void> {
  const phone = sound.phone();
  if (!browser) return;
  if (up && phone) await media.bridge(browser, phone);
  else void media.play(browser, RINGING, { loop: true }).catch(() => undefined);
}

function follow(house: House, person: PersonId, line: Line): void {
  const { media, log } = house.needs;
  line.leg.onReoffer(async (offer) => {
    const phone = line.sound.phone();
    return phone && media.updatePhone(phone, offer);
  });
  line.leg.onEnd(() => void close(house, person, line));
  void line.leg.answered
    .then(async (answer) => {
      if (!answer) return;
      if (!(await line.sound.accept(answer.sdp))) throw new Error("no common sound with 911");
      line.up = true;
      await hear(media, line);
    })
    .catch((error: Error) => log.error("calls.emergency-no-sound", { error: error.name })); // The leg stays up: they ring back whom they cannot hear.
}

async function close({ needs, lines, onLine }: House, person: PersonId, line: Line): Promise<void> {
  if (lines.get(person) === line) lines.delete(person);
  const { browser } = line;
  line.browser = undefined;
  if (browser) await needs.media.close(browser).catch(() => undefined);
  await line.sound.close();
  onLine(person, false);
}

/** Its media process died: a new socket and a re-INVITE. The operator's sound ran in the same one, and their desk asks for it again. */
async function rebuilt(media: MediaEngine, line: Line): Promise<void> {
  const phone = line.sound.phone();
  if (!phone || line.leg.state !== "up") return;
  line.browser = undefined;
  const answer = await line.leg.reoffer(await media.rebuildPhone(phone));
  await media.acceptPhoneAnswer(phone, answer);
}
