import { request } from "node:https";
import webpush from "web-push";
import type { Push, PushAddress, Woken } from "../../care/delivery/index.ts";
import { isPushAddress, publicLookup } from "./public-network.ts";
import { vapidKeys, type Derive } from "./vapid.ts";

/** The whole content of every push, whatever the message is. It stands on lock screens. */
export const PUSH_TEXT = "Compline: 1 new page";
/** A page that waited an hour in a push service has long gone up the ladder. */
const KEPT_SECONDS = 3600;
const ANSWER_SECONDS_MAX = 8;
/** One waiting wake-up is enough: a newer one takes its place (RFC 8030, section 5.4). */
const TOPIC = "page";

export interface PushSettings {
  readonly derive: Derive;
  /** Where this installation is, for the push service's own questions (RFC 8292, section 2.1). */
  readonly origin: string;
  /** For a push service of our own: its certificate authority, and leave to be at a private address. */
  readonly own?: { readonly ca: string };
}

/** [PU1] Web Push (RFC 8030) with VAPID (RFC 8292) and message encryption (RFC 8291). Says the same to everybody, always. */
export function createPush(settings: PushSettings): Push {
  const keys = vapidKeys(settings.derive);
  const subject = settings.origin.startsWith("https:") ? settings.origin : "mailto:night-desk@example.org";
  return {
    publicKey: keys.publicKey,
    accepts: (endpoint) => settings.own !== undefined || isPushAddress(endpoint),
    wake: async (address) => {
      const asked = sealed(address, { subject, ...keys });
      if (!asked) return "refused";
      try {
        return verdictOf(await post(settings, asked));
      } catch {
        return "failed"; // Timed out, or nobody there: the ladder goes on, and the note says so.
      }
    },
  };
}

/** Of these a service says that it is in trouble, or that it is asked too much, and not what was wrong with the one request (RFC 9110; RFC 8030, section 8.4). */
const ITS_OWN_TROUBLE = [408, 425, 429];

/** 404 and 410 say that the subscription ended (RFC 8030, section 7.3). A redirect is not followed: whoever answers with one is no push service now. */
function verdictOf(status: number): Woken {
  if (status === 404 || status === 410) return "gone";
  if (status >= 200 && status < 300) return "pushed";
  return status >= 400 && status < 500 && !ITS_OWN_TROUBLE.includes(status) ? "refused" : "failed";
}

/** Undefined: the device gave keys that are none, and no service is asked. */
function sealed(...ask: Parameters<typeof details>): Details | undefined {
  try {
    return details(...ask);
  } catch {
    return undefined;
  }
}

type Details = ReturnType<typeof webpush.generateRequestDetails>;

/** Everything but the address and the encryption is the same for every page: also the urgency, which a push service can read. */
const details = ({ endpoint, p256dh, auth }: PushAddress, vapidDetails: { subject: string; publicKey: string; privateKey: string }): Details =>
  webpush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, PUSH_TEXT, { vapidDetails, TTL: KEPT_SECONDS, urgency: "high", topic: TOPIC, contentEncoding: "aes128gcm" });

const post = (settings: PushSettings, what: Details): Promise<number> =>
  new Promise((resolve, reject) => {
    const reach = settings.own ? { ca: settings.own.ca } : { lookup: publicLookup as never };
    const asking = request(what.endpoint, { method: "POST", headers: what.headers as Record<string, string>, agent: false, signal: AbortSignal.timeout(ANSWER_SECONDS_MAX * 1000), ...reach }, (answer) => {
      resolve(answer.statusCode ?? 0);
      answer.destroy(); // What a push service has to say beyond its status is not read.
    });
    asking.on("error", reject);
    asking.end(what.body);
  });
