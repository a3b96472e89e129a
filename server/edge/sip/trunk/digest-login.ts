import type { IncomingResponseMessage } from "sip.js/lib/core/index.js";
import type { World } from "../../../foundation/world.ts";
import { challengesOf } from "../core/parse.ts";
import { answerChallenge, chooseChallenge, type Challenge, type Login } from "./digest.ts";

/** A proxy, its neighbour and the far end may each ask once, and each may find our answer stale once. */
const CHALLENGES_MAX = 6;

interface Known {
  readonly challenge: Challenge;
  count: number;
}

/** One request and the challenges it has met. A wrong password is not sent twice: that locks accounts. */
export class DigestLogin {
  readonly #login: Login;
  readonly #world: World;
  /** By who asked: "401 realm" or "407 realm". */
  readonly #known = new Map<string, Known>();
  #met = 0;

  constructor(login: Login, world: World) {
    this.#login = login;
    this.#world = world;
  }

  /** Takes the challenge of a 401 or 407. True: the request is worth sending again, with `lines`. */
  learn(message: IncomingResponseMessage): boolean {
    const status = message.statusCode;
    const challenge = status === 401 || status === 407 ? chooseChallenge(challengesOf(message)) : undefined;
    this.#met += 1;
    if (!challenge || this.#met > CHALLENGES_MAX) return false;
    const who = `${status} ${challenge.realm}`;
    const before = this.#known.get(who);
    if (before && (!challenge.stale || before.challenge.nonce === challenge.nonce)) return false;
    this.#known.set(who, { challenge, count: 0 });
    return true;
  }

  /** Header lines for the next sending. The ACK of a 2xx repeats those of its INVITE (RFC 3261 22.1). */
  lines(method: string, uri: string): string[] {
    return [...this.#known].map(([who, known]) => {
      known.count += 1;
      const cnonce = this.#world.bytes(16).toString("hex");
      const field = who.startsWith("401") ? "Authorization" : "Proxy-Authorization";
      return `${field}: ${answerChallenge(known.challenge, this.#login, { method, uri, cnonce, count: known.count })}`;
    });
  }
}
