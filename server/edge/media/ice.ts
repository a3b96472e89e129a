/**
 * The STUN and TURN servers that are named in the settings, for our own ends and for the operators' browsers. With a secret shared with
 * the TURN server (coturn: `use-auth-secret`) each gets a name and password of its own that end by themselves, as in
 * draft-uberti-behave-turn-rest-00: the name is the hour of its end and its holder, the password a MAC of that name.
 */
import { createHmac } from "node:crypto";
import type { PersonId } from "../../foundation/ids.ts";
import { plus, type Instant } from "../../foundation/time.ts";
import type { World } from "../../foundation/world.ts";
import type { IceServer } from "./settings.ts";

/** Longer than any call: it is asked anew for each, and a relay that was lent is refreshed under the same name. */
export const RELAY_PASS_HOURS = 4;

export interface IceSettings {
  readonly stun: readonly string[];
  readonly turn: { readonly urls: readonly string[]; readonly login: TurnLogin } | undefined;
}
/** A name and password that last, for our own ends alone; or the secret from which passes are made. */
export type TurnLogin = { readonly user: string; readonly secret: string } | { readonly sharedSecret: string };

export interface Ice {
  /** For our own end of one call. */
  ours(): readonly IceServer[];
  /** For this operator's browser. A name and password that last are given to nobody: they could not be taken back from one person. */
  forDesk(person: PersonId): { readonly iceServers: readonly IceServer[]; readonly until: Instant | null };
}

export interface RelayPass { readonly username: string; readonly credential: string; readonly until: Instant }

/** HMAC-SHA1 because coturn and the draft know no other; a pass is worth some bandwidth for some hours, never what is said. */
export function relayPass(sharedSecret: string, { holder, at }: { readonly holder: string; readonly at: Instant }): RelayPass {
  const until = plus(at, { hours: RELAY_PASS_HOURS });
  const username = `${Math.floor(until / 1000)}:${holder}`;
  return { username, credential: createHmac("sha1", sharedSecret).update(username).digest("base64"), until };
}

/** Whoever runs the TURN server sees the same holder again, and learns no id of ours; with the secret we can say who it was. */
const holderOf = (sharedSecret: string, person: PersonId): string => createHmac("sha256", sharedSecret).update(`holder ${person}`).digest("hex").slice(0, 16);

export function createIce({ stun, turn }: IceSettings, { world }: { readonly world: Pick<World, "now"> }): Ice {
  const asked = stun.map((urls) => ({ urls }));
  const relays = (login: { username: string; credential: string }): IceServer[] => (turn?.urls ?? []).map((urls) => ({ urls, username: login.username, credential: login.credential }));
  const shared = turn && "sharedSecret" in turn.login ? turn.login.sharedSecret : undefined;
  const lasting = turn && "user" in turn.login ? { username: turn.login.user, credential: turn.login.secret } : undefined;
  return {
    ours: () => {
      const login = shared === undefined ? lasting : relayPass(shared, { holder: "compline", at: world.now() });
      return login ? [...asked, ...relays(login)] : asked;
    },
    forDesk: (person) => {
      if (shared === undefined) return { iceServers: asked, until: null };
      const pass = relayPass(shared, { holder: holderOf(shared, person), at: world.now() });
      return { iceServers: [...asked, ...relays(pass)], until: pass.until };
    },
  };
}
